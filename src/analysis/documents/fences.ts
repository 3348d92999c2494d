import type { Mark, Receiver, Span } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { readCommands } from "./commands.js";
import { readConfigKeys } from "./config-keys.js";
import { addEmbed } from "./embeds.js";
import { readSampleCalls, type SampleCall } from "./js-calls.js";
import { type JsImport, readImports } from "./js-imports.js";
import { readNames, type UsedName } from "./js-names.js";
import { readGivenKeys } from "./js-objects.js";
import { readSignatures, type ShownSignature } from "./js-signatures.js";
import { type JsToken, type JsTokens, readJsTokens } from "./js-tokens.js";
import { scriptsIn } from "./json-scripts.js";
import { isOptionList, readOptionList } from "./option-lists.js";
import { isPlaceholderName, isPlaceholderPath } from "./placeholders.js";
import { isShell } from "./shell.js";
import { readTreeComments } from "./tree-comments.js";
import { readTree } from "./trees.js";
import { isVariableName } from "./variables.js";

/** What a fence says of its section and document beside its claims. */
export interface FenceTraits {
  installs: string[];
  clones: string[];
  scaffolds: boolean;
  /** Names it declares with a body (gate G10). */
  defines: string[];
  /** Scripts that it writes into a package.json. */
  scripts: string[];
  /** The path it is titled with: the reader makes that file. */
  title: string | null;
}

const JS_LANGUAGES = new Set("ts tsx js jsx mjs cjs mts cts typescript javascript typescriptreact javascriptreact".split(" "));
const PLAIN_TYPESCRIPT = new Set(["ts", "mts", "cts", "typescript"]);
const COMPONENT_LANGUAGES = new Set(["vue", "svelte"]);

/** Whether a fence of `lang` holds JavaScript or TypeScript. */
export function isJavaScript(lang: string): boolean {
  return JS_LANGUAGES.has(lang);
}

/** Adds the claims of a fence or an indented block of code. */
export function readFence(collector: Collector, block: Block): FenceTraits {
  const lang = block.fence?.lang ?? "";
  const traits: FenceTraits = { installs: [], clones: [], scaffolds: false, defines: [], scripts: [], title: titleOf(block) };
  if (addTree(collector, block)) {
    readTreeComments(collector, block);
    return traits;
  }
  addEmbed(collector, block);
  if (isOptionList(block.content)) readOptionList(collector, block);
  if (isShell(lang, block.content)) readShellFence(collector, block, traits);
  else if (JS_LANGUAGES.has(lang))
    readCode(collector, block, { start: 0, end: block.content.length }, !PLAIN_TYPESCRIPT.has(lang), traits);
  else if (COMPONENT_LANGUAGES.has(lang)) {
    for (const range of componentScripts(block.content)) readCode(collector, block, range, false, traits);
  } else {
    traits.defines.push(...definedInOtherLanguages(block.content));
    traits.scripts.push(...scriptsIn(block.content));
    readTreeComments(collector, block);
    addConfigKeys(collector, block, lang);
  }
  return traits;
}

function readShellFence(collector: Collector, block: Block, traits: FenceTraits): void {
  const read = readCommands(block.content);
  traits.installs.push(...read.installs);
  traits.clones.push(...read.clones);
  traits.scaffolds = read.scaffolds;
  for (const claim of read.claims) {
    const span = block.map.span(claim.start, claim.end);
    if (!span) continue;
    const expected = block.content.slice(claim.start, claim.end);
    collector.add(block, claim.particulars, { span, expected, normalized: claim.normalized, marks: claim.marks });
  }
}

/** The content of each `<script>` of a component. */
function componentScripts(content: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (let at = content.indexOf("<script"); at !== -1; at = content.indexOf("<script", at + 1)) {
    const start = content.indexOf(">", at) + 1;
    const end = content.indexOf("</script", start);
    if (start === 0 || end === -1) break;
    ranges.push({ start, end });
    at = end;
  }
  return ranges;
}

/** One sample of code within a block, with where its tokens stand in the file and what is said of its lines. */
class Sample {
  constructor(
    readonly collector: Collector,
    readonly block: Block,
    readonly from: number,
    private readonly wrong: readonly { start: number; end: number }[],
  ) {}

  span(start: number, end: number): Span | null {
    return this.block.map.span(this.from + start, this.from + end);
  }

  text(start: number, end: number): string {
    return this.block.content.slice(this.from + start, this.from + end);
  }

  marksAt(offset: number): Mark[] {
    return this.wrong.some((range) => offset >= range.start && offset < range.end) ? ["negated"] : [];
  }

  places(tokens: readonly JsToken[]): Span[] {
    return tokens.map((token) => this.span(token.start, token.end)).filter((span) => span !== null);
  }
}

function readCode(
  collector: Collector,
  block: Block,
  range: { start: number; end: number },
  jsx: boolean,
  traits: FenceTraits,
): void {
  const code = block.content.slice(range.start, range.end);
  const tokens = readJsTokens(code, { jsx });
  const sample = new Sample(collector, block, range.start, wrongParts(code));
  const imports = readImports(tokens);
  // A sample that breaks off claims no imports; it still tells whose names it uses.
  if (tokens.balanced) for (const one of imports) addImport(sample, one, tokens);
  const names = readNames(tokens);
  traits.defines.push(...names.defined);
  const bound = new Map<string, string>();
  for (const one of imports) for (const local of localsOf(one)) bound.set(local, one.specifier);
  for (const used of names.used) addName(sample, used, bound);
  const given = tokens.balanced ? readGivenKeys(tokens, imports) : new Map<JsToken, Receiver>();
  for (const key of names.keys) addKey(sample, key, given);
  for (const variable of variablesIn(tokens.tokens)) addVariable(sample, variable);
  if (!tokens.balanced) return;
  for (const shown of readSignatures(code, tokens)) addSignature(sample, shown);
  addCalls(sample, readSampleCalls(tokens, imports, names.defined));
}

function addSignature(sample: Sample, { token, call }: ShownSignature): void {
  const span = sample.span(token.start, token.end);
  if (!span) return;
  const marks: Mark[] = [...sample.marksAt(token.start), ...(isPlaceholderName(token.text) ? (["placeholder"] as const) : [])];
  sample.collector.add(
    sample.block,
    { kind: "symbol", owner: null, name: token.text, form: "call", place: "fence", call },
    { span, expected: token.text, normalized: token.text, marks },
  );
}

/** Calls with as many arguments are one claim. */
function addCalls(sample: Sample, calls: readonly SampleCall[]): void {
  const alike = new Map<string, SampleCall[]>();
  for (const call of calls) {
    const key = [call.specifier, call.imported, call.form, call.count].join("\0");
    const known = alike.get(key);
    if (known) known.push(call);
    else alike.set(key, [call]);
  }
  for (const [first, ...rest] of alike.values()) {
    const span = first ? sample.span(first.token.start, first.token.end) : null;
    if (!first || !span) continue;
    const { token, specifier, imported, form, count } = first;
    const occurrences = sample.places(rest.map((call) => call.token));
    const place = {
      span,
      expected: token.text,
      normalized: `${imported}/${count}`,
      marks: sample.marksAt(token.start),
      occurrences,
    };
    sample.collector.add(sample.block, { kind: "call", specifier, imported, form, count }, place);
  }
}

function localsOf(one: JsImport): string[] {
  return [one.namespace, one.whole, ...one.names.map((name) => name.local)].filter((local) => local !== null);
}

function addImport(sample: Sample, one: JsImport, { tokens }: JsTokens): void {
  const { specifier } = one;
  if (specifier.includes(":") || specifier.includes("!") || specifier.length > 256) return;
  const marks: Mark[] = isPlaceholderPath(specifier) ? ["placeholder"] : [];
  const add = (start: number, end: number, name: string | null, type_only: boolean, occurrences: Span[]) => {
    const span = sample.span(start, end);
    if (!span) return;
    const all = [
      ...marks,
      ...sample.marksAt(start),
      ...(name !== null && isPlaceholderName(name) ? (["placeholder"] as const) : []),
    ];
    const normalized = name === null ? specifier : `${specifier}#${name}`;
    sample.collector.add(
      sample.block,
      { kind: "import", specifier, name, type_only },
      { span, expected: sample.text(start, end), normalized, marks: all, occurrences },
    );
  };
  for (const { name, token, local, type_only } of one.names) {
    const uses = local === name ? usesOf(tokens, local, one.last) : [];
    add(token.start, token.end, name, type_only, sample.places(uses));
  }
  for (const members of one.namespace === null ? [] : membersOf(tokens, one.namespace, one.last)) {
    const [first, ...rest] = members;
    if (first) add(first.start, first.end, first.text, false, sample.places(rest));
  }
  add(one.token.start + 1, one.token.end - 1, null, one.type_only, []);
}

/** Later uses of an imported name, not as a member or a key. */
function usesOf(tokens: readonly JsToken[], local: string, after: number): JsToken[] {
  const uses: JsToken[] = [];
  for (let at = after + 1; at < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind !== "name" || token.text !== local) continue;
    const before = tokens[at - 1]?.text;
    if (before !== "." && before !== "?." && tokens[at + 1]?.text !== ":") uses.push(token);
  }
  return uses;
}

/** `ns.member` by member, in order of first use. */
function membersOf(tokens: readonly JsToken[], namespace: string, after: number): JsToken[][] {
  const members = new Map<string, JsToken[]>();
  for (let at = after + 1; at < tokens.length - 2; at++) {
    const token = tokens[at] as JsToken;
    const member = tokens[at + 2] as JsToken;
    if (token.kind !== "name" || token.text !== namespace || tokens[at - 1]?.text === ".") continue;
    if (tokens[at + 1]?.text !== "." || member.kind !== "name") continue;
    members.set(member.text, [...(members.get(member.text) ?? []), member]);
  }
  return [...members.values()];
}

function addName(sample: Sample, used: UsedName, bound: ReadonlyMap<string, string>): void {
  const [first, ...rest] = used.places;
  // A name that the sample imports is its import's claim.
  if (!first || (used.owner === null && bound.has(used.name))) return;
  const span = sample.span(first.start, first.end);
  if (!span) return;
  const owner = used.owner === "" ? null : used.owner;
  const imported_from = bound.get(owner?.split(".")[0] ?? "");
  const form = owner !== null ? "qualified" : used.call ? "call" : "bare";
  const marks: Mark[] = [...sample.marksAt(first.start), ...(isPlaceholderName(used.name) ? (["placeholder"] as const) : [])];
  sample.collector.add(
    sample.block,
    { kind: "symbol", owner, name: used.name, form, place: "fence", ...(imported_from === undefined ? {} : { imported_from }) },
    {
      span,
      expected: used.name,
      normalized: owner === null ? used.name : `${owner}.${used.name}`,
      marks,
      occurrences: sample.places(rest),
    },
  );
}

/** One claim for all places of the key; if some of them stand in an object that somebody gets, for those only. */
function addKey(sample: Sample, { name, places }: UsedName, given: ReadonlyMap<JsToken, Receiver>): void {
  const handed = places.filter((token) => given.has(token));
  const [first, ...rest] = handed.length > 0 ? handed : places;
  const span = first ? sample.span(first.start, first.end) : null;
  if (!first || !span) return;
  const given_to = given.get(first);
  const marks: Mark[] = [...sample.marksAt(first.start), ...(isPlaceholderName(name) ? (["placeholder"] as const) : [])];
  const place = { span, expected: name, normalized: name, marks, occurrences: sample.places(rest) };
  sample.collector.add(sample.block, { kind: "key", name, place: "fence", ...(given_to ? { given_to } : {}) }, place);
}

function addVariable(sample: Sample, token: JsToken): void {
  const span = sample.span(token.start, token.end);
  if (!span) return;
  const place = { span, expected: token.text, normalized: token.text, marks: sample.marksAt(token.start) };
  sample.collector.add(sample.block, { kind: "env", name: token.text }, place);
}

/** X of each `process.env.X` and `import.meta.env.X`. */
function variablesIn(tokens: readonly JsToken[]): JsToken[] {
  return tokens.filter((token, at) => {
    if (token.kind !== "name" || !isVariableName(token.text) || tokens[at - 1]?.text !== ".") return false;
    return tokens[at - 2]?.text === "env" && tokens[at - 3]?.text === ".";
  });
}

/** Stretches from a comment that says ❌, wrong or bad to the next that says ✅, good or right. */
function wrongParts(code: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let open = -1;
  let at = 0;
  for (const line of code.split("\n")) {
    const comment = line.indexOf("//");
    const says =
      comment === -1
        ? ""
        : line
            .slice(comment + 2, comment + 80)
            .trim()
            .toLowerCase();
    const isWrong = says.includes("❌") || /^(wrong|bad|incorrect|don'?t)\b/.test(says);
    if (isWrong && line.trimStart().startsWith("//")) open = open === -1 ? at : open;
    else if (isWrong) parts.push({ start: at, end: at + line.length });
    else if (open !== -1 && (says.includes("✅") || /^(good|right|correct|do|after|instead)\b/.test(says))) {
      parts.push({ start: open, end: at });
      open = -1;
    }
    at += line.length + 1;
  }
  if (open !== -1) parts.push({ start: open, end: code.length });
  return parts;
}

/** ```` ```ts title="src/x.ts" ````, ```` ```ts [src/x.ts] ````, or a first line that is a comment holding a path; null without one. */
function titleOf(block: Block): string | null {
  const { meta = "", lang = "" } = block.fence ?? {};
  const line = block.content.slice(0, 160).split("\n", 1)[0]?.trim() ?? "";
  const comment = /^(?:\/\/|#|\/\*|<!--)\s{0,4}([\w@./-]{3,100})\s{0,4}(?:\*\/|-->)?$/.exec(line)?.[1] ?? "";
  const title =
    /(?:title|filename|file|name)=["']?([\w@./-]{3,100})/.exec(meta.slice(0, 200))?.[1] ??
    /\[([\w@./-]{3,100})\]/.exec(meta.slice(0, 200))?.[1] ??
    "";
  const inLang = lang.includes(":") ? lang.slice(lang.indexOf(":") + 1) : "";
  return [comment, title, inLang].find((text) => /\w\.[a-z]{1,5}$/i.test(text.slice(-40))) ?? null;
}

/** Keys of one level of a sample, from which on it may show somebody's configuration, and to which it is read. */
const LEVEL_MIN = 3;
const LEVEL_MAX = 60;

/** Adds a claim for each key of a configuration sample: whose keys they are, what stands beside each other tells. */
function addConfigKeys(collector: Collector, block: Block, lang: string): void {
  for (const [level, keys] of readConfigKeys(lang, block.content).entries()) {
    const { size } = new Set(keys.map(({ name }) => name));
    if (size < LEVEL_MIN || size > LEVEL_MAX) continue;
    for (const { name, start, end } of keys) {
      const span = block.map.span(start, end);
      if (!span) continue;
      const marks: Mark[] = isPlaceholderName(name) ? ["placeholder"] : [];
      collector.add(block, { kind: "key", name, place: "config", level }, { span, expected: name, normalized: name, marks });
    }
  }
}

/** Adds one claim for each entry of a drawn file tree; whether the fence holds one. */
function addTree(collector: Collector, block: Block): boolean {
  const tree = readTree(block.content);
  for (const { path, name, isFolder, remark, start, end } of tree?.lines ?? []) {
    const span = block.map.span(start, end);
    if (!span) continue;
    const marks: Mark[] = isPlaceholderPath(name) ? ["placeholder"] : [];
    const particulars = { kind: "tree-entry", target: path, root: tree?.root ?? "", is_folder: isFolder, remark } as const;
    collector.add(block, particulars, { span, expected: name, normalized: path, marks });
  }
  return tree !== null;
}

const DECLARATION_LINE =
  /^\s{0,12}(?:export |pub |public |async |static )?(?:def|fn|func|class|struct|function|trait|module) ([A-Za-z_]\w{1,80})/;

/** Names that lines of other languages declare: `def boil(`, `class Kettle`. */
function definedInOtherLanguages(content: string): string[] {
  const names: string[] = [];
  for (const line of content.split("\n")) {
    const match = DECLARATION_LINE.exec(line.slice(0, 160));
    if (match) names.push(match[1] as string);
  }
  return names;
}
