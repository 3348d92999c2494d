import type { Mark } from "../model.js";
import { isAsserted } from "./asserted.js";
import type { Block } from "./blocks.js";
import { linesBefore, readCitation } from "./citations.js";
import type { Collector } from "./collector.js";
import { readCommands } from "./commands.js";
import { sentenceMarks } from "./cues.js";
import { readEngines } from "./engines.js";
import { identifierEnd } from "./identifiers.js";
import { addLink, hostOf, isWordless, schemeOf } from "./links.js";
import type { Range } from "./markdown.js";
import { addOption, optionText } from "./option-lists.js";
import { isPathLike } from "./path-shape.js";
import { isPlaceholderName, isPlaceholderPath } from "./placeholders.js";
import type { CodeSpan, LinkSpan, Prose } from "./prose.js";
import { Sentences } from "./sentences.js";
import { KNOWN_PROGRAMS } from "./shell.js";
import { isReserved, readSymbol } from "./symbol-shape.js";
import type { ValueReader } from "./value-claims.js";
import { readVariable } from "./variables.js";

/** What the inline elements of a block say beside their claims. */
export interface InlineTraits {
  hosts: string[];
  installs: string[];
  scaffolds: boolean;
  sentences: Sentences;
}

/** What the blocks of one document are read with: where claims go, the destinations of reference labels, the values told so far. */
export interface InlineContext {
  collector: Collector;
  definitions: ReadonlyMap<string, string>;
  values: ValueReader;
}

/** Adds the claims of a block's links and inline code. */
export function readInline({ collector, definitions, values }: InlineContext, block: Block, prose: Prose): InlineTraits {
  const reader = new InlineReader(collector, block, prose, definitions);
  values.read(block, prose, reader.sentences);
  for (const link of prose.links) reader.link(link);
  for (const code of prose.codes) reader.code(code);
  reader.plainHeading();
  reader.plainCell();
  reader.plainCitations();
  reader.engines();
  return { hosts: reader.hosts, installs: reader.installs, scaffolds: reader.scaffolds, sentences: reader.sentences };
}

class InlineReader {
  readonly hosts: string[] = [];
  readonly installs: string[] = [];
  scaffolds = false;
  readonly sentences: Sentences;
  private symbols: Map<number, Set<string>> | null = null;

  constructor(
    private readonly collector: Collector,
    private readonly block: Block,
    private readonly prose: Prose,
    private readonly definitions: ReadonlyMap<string, string>,
  ) {
    this.sentences = new Sentences(prose.prose, refsOf(prose));
  }

  link(link: LinkSpan): void {
    const marks = this.marksOf(link, link.struck);
    if (link.destination) {
      const inner = this.insideAngles(link.destination);
      const span = this.block.map.span(inner.start, inner.end);
      const raw = this.prose.content.slice(inner.start, inner.end);
      const form = link.form;
      const wordless = isWordless(this.prose.content.slice(link.label.start, link.label.end));
      const host = span ? addLink(this.collector, this.block, { raw, span, form, used: true, marks, wordless }) : null;
      if (host) this.hosts.push(host);
    } else if (link.reference !== null) {
      const host = hostOf(this.definitions.get(link.reference) ?? "");
      if (host) this.hosts.push(host);
    }
    if (link.form === "inline" && !this.leadsAway(link)) this.labelPath(link, marks);
  }

  private insideAngles({ start, end }: Range): Range {
    return this.prose.content[start] === "<" ? { start: start + 1, end: end - 1 } : { start, end };
  }

  /** A link to another host names things of that host. */
  private leadsAway(link: LinkSpan): boolean {
    const raw = this.addressOf(link);
    return schemeOf(raw) !== null || raw.startsWith("//");
  }

  private addressOf({ destination, reference }: LinkSpan): string {
    if (destination) return this.prose.content.slice(destination.start, destination.end);
    return this.definitions.get(reference ?? "") ?? "";
  }

  /** Link text that is a path as a whole. */
  private labelPath({ label }: LinkSpan, marks: readonly Mark[]): void {
    const text = this.prose.content.slice(label.start, label.end);
    if (text.includes("`") || !isPathLike(text)) return;
    this.path(text, label.start, marks);
  }

  code(code: CodeSpan): void {
    const text = code.code.trim();
    if (text.length < 2 || text.length > 256) return;
    const from = code.from + code.code.indexOf(text);
    const marks = this.marksOf(code.link ?? code, code.struck);
    this.linesOf(code, text, marks);
    if (this.option(text, from, marks)) return;
    if (this.command(text, from, marks)) return;
    if (this.variable(text, from, marks)) return;
    if (this.citation(text, from, marks)) return;
    if (isPathLike(text)) {
      if (!code.link || !this.leadsAway(code.link)) this.path(text, from, marks);
      return;
    }
    const place = this.block.kind === "heading" ? "heading" : "code";
    this.symbol(text, from, marks, { place, leads: this.leads(code.start), link: this.awayOf(code) });
  }

  /** `--quiet`, `-q, --quiet`, `--level <n>`. */
  private option(text: string, from: number, marks: readonly Mark[]): boolean {
    if (!text.startsWith("-")) return false;
    const at = text.startsWith("--") ? 0 : text.indexOf(" --") + 1;
    const found = at === 0 && !text.startsWith("--") ? null : optionText(text, at);
    if (found) addOption(this.collector, this.block, { ...found, start: from + found.start }, null, marks);
    return true;
  }

  /** `process.env.KETTLE_TEMP`, `$KETTLE_TEMP`, `KETTLE_TEMP=90`. */
  private variable(text: string, from: number, marks: readonly Mark[]): boolean {
    const found = readVariable(text);
    if (!found) return false;
    const { name } = found;
    const start = from + found.start;
    this.add({ kind: "env", name }, start, start + name.length, name, marks);
    return true;
  }

  /** Whether what stands at `start` is what its block is about: nothing but signs of emphasis, a bracket or a box before it. */
  private leads(start: number): boolean {
    const { kind, column } = this.block;
    if (kind === "heading") return true;
    if (kind !== "list" && !(kind === "table-cell" && column === 0)) return false;
    const before = this.prose.content.slice(0, start);
    return before.length <= 8 && [...before].every((character) => " *_[`-".includes(character));
  }

  /** "lines 12–20 of `src/heat.ts`": the claim stands at the numbers. */
  private linesOf(code: CodeSpan, text: string, marks: readonly Mark[]): void {
    if (!isPathLike(text)) return;
    const lines = linesBefore(this.prose.prose, code.start);
    if (!lines) return;
    const { from_line, to_line, start, end } = lines;
    const normalized = from_line === to_line ? `${text}:${from_line}` : `${text}:${from_line}-${to_line}`;
    const symbol = this.symbolBeside(start);
    this.add({ kind: "citation", target: text, from_line, to_line, symbol }, start, end, normalized, marks);
  }

  private command(text: string, from: number, marks: readonly Mark[]): boolean {
    const space = text.indexOf(" ");
    if (space === -1 || !startsCommand(text, text.slice(0, space))) return false;
    const read = readCommands(text);
    this.installs.push(...read.installs);
    this.scaffolds ||= read.scaffolds;
    for (const claim of read.claims) {
      this.add(claim.particulars, from + claim.start, from + claim.end, claim.normalized, [...marks, ...claim.marks]);
    }
    return true;
  }

  private citation(text: string, from: number, marks: readonly Mark[]): boolean {
    const cited = readCitation(text);
    if (!cited) return false;
    const all: Mark[] = isPlaceholderPath(cited.target) ? [...marks, "placeholder"] : [...marks];
    this.add({ kind: "citation", ...cited, symbol: this.symbolBeside(from) }, from, from + text.length, text, all);
    return true;
  }

  private path(text: string, from: number, marks: readonly Mark[]): void {
    const hash = text.indexOf("#");
    const written = hash > 0 ? text.slice(0, hash) : text;
    const target = written.replace(/^\.\//, "");
    const all: Mark[] = isPlaceholderPath(written) ? [...marks, "placeholder"] : [...marks];
    const asserted = isAsserted(this.block, { start: from, end: from + text.length });
    this.add({ kind: "path", target, asserted }, from, from + written.length, target, all);
  }

  /** The address on another host that the code leads to; null when it leads to none. */
  private awayOf({ link }: CodeSpan): string | null {
    return link && this.leadsAway(link) ? this.addressOf(link) : null;
  }

  private symbol(
    text: string,
    from: number,
    marks: readonly Mark[],
    { place, leads, link }: { place: "code" | "heading"; leads: boolean; link: string | null },
  ): void {
    const shape = readSymbol(text);
    if (!shape || isDomain(text)) return;
    const { owner, name, form, call } = shape;
    const names = [name, ...(owner?.split(/[.#]/) ?? [])];
    const all: Mark[] = names.some(isPlaceholderName) ? [...marks, "placeholder"] : [...marks];
    this.add(
      {
        kind: "symbol",
        owner,
        name,
        form,
        place,
        ...(call ? { call } : {}),
        ...(leads ? { leads } : {}),
        ...(link ? { link } : {}),
      },
      from + shape.start,
      from + shape.end,
      owner === null ? name : `${owner}.${name}`,
      all,
    );
  }

  /** The first cell of a row in a table of options that is nothing but a name, without code marks. */
  plainCell(): void {
    const { block, prose } = this;
    if (block.kind !== "table-cell" || block.column !== 0 || prose.codes.length > 0 || prose.links.length > 0) return;
    const text = prose.content.startsWith("**") && prose.content.endsWith("**") ? prose.content.slice(2, -2) : prose.content;
    if (!OPTION_COLUMNS.has((block.column_header ?? "").toLowerCase()) || identifierEnd(text, 0) !== text.length) return;
    if (text.length < 3 || text === block.column_header || isReserved(text)) return;
    const start = prose.content.indexOf(text);
    const marks: Mark[] = isPlaceholderName(text) ? ["placeholder"] : [];
    this.add({ kind: "key", name: text, place: "cell", leads: true }, start, start + text.length, text, marks);
  }

  /** A heading that is nothing but a name or a call, without code marks. */
  plainHeading(): void {
    const { block, prose } = this;
    if (block.kind !== "heading" || prose.codes.length > 0 || prose.links.length > 0) return;
    const text = prose.content;
    if (text.includes("\\") || USUAL_HEADINGS.has(text.toLowerCase()) || isPathLike(text)) return;
    this.symbol(text, 0, [], { place: "heading", leads: true, link: null });
  }

  /** `src/heat.ts:12` in prose, without code marks. */
  plainCitations(): void {
    const text = this.prose.prose;
    for (let colon = text.indexOf(":"); colon !== -1; colon = text.indexOf(":", colon + 1)) {
      if (!isDigit(text[colon + 1])) continue;
      const start = wordStart(text, colon);
      const end = numbersEnd(text, colon + 1);
      const word = text.slice(start, end);
      const cited = word.includes("/") ? readCitation(word) : null;
      if (!cited) continue;
      const symbol = this.symbolBeside(start);
      this.add({ kind: "citation", ...cited, symbol }, start, end, word, this.marksOf({ start, end }, false));
    }
  }

  /** "Node.js 20 or newer". */
  engines(): void {
    for (const { version, start, end } of readEngines(this.prose.prose)) {
      const normalized = `node ${version}`;
      this.add({ kind: "engine", engine: "node", version }, start, end, normalized, this.marksOf({ start, end }, false));
    }
  }

  /** The one symbol that the sentence around offset `at` names in code. */
  private symbolBeside(at: number): string | null {
    this.symbols ??= this.symbolsBySentence();
    const named = this.symbols.get(this.sentenceAt(at));
    return named?.size === 1 ? ([...named][0] as string) : null;
  }

  private symbolsBySentence(): Map<number, Set<string>> {
    const found = new Map<number, Set<string>>();
    for (const { code, start } of this.prose.codes) {
      const text = code.trim();
      const shape = text.length <= 256 && !isPathLike(text) && readCitation(text) === null ? readSymbol(text) : null;
      if (!shape) continue;
      const sentence = this.sentenceAt(start);
      const name = shape.owner === null ? shape.name : `${shape.owner.replaceAll("#", ".")}.${shape.name}`;
      found.set(sentence, (found.get(sentence) ?? new Set()).add(name));
    }
    return found;
  }

  private sentenceAt(at: number): number {
    const { words } = this.sentences;
    return words[this.sentences.indexAt(at)]?.sentence ?? words.at(-1)?.sentence ?? 0;
  }

  private marksOf({ start, end }: Range, struck: boolean): Mark[] {
    const marks = sentenceMarks(this.sentences, start, end);
    return struck ? [...marks, "historical"] : marks;
  }

  private add(
    particulars: Parameters<Collector["add"]>[1],
    start: number,
    end: number,
    normalized: string,
    marks: readonly Mark[],
  ): void {
    const span = this.block.map.span(start, end);
    if (!span) return;
    this.collector.add(this.block, particulars, { span, expected: this.prose.content.slice(start, end), normalized, marks });
  }
}

/** Where something is named: code outside links, images, and links whose text is code or a path. */
function refsOf(prose: Prose): (Range & { path: boolean })[] {
  const refs: (Range & { path: boolean })[] = [];
  for (const link of prose.links) {
    const label = prose.content.slice(link.label.start, link.label.end);
    const named = link.form !== "inline" || label.includes("`") || isPathLike(label);
    if (!link.within && named) refs.push({ start: link.start, end: link.end, path: isPathLike(label.replaceAll("`", "")) });
  }
  for (const code of prose.codes) {
    if (!code.link || code.link.within) refs.push({ start: code.start, end: code.end, path: isPathLike(code.code) });
  }
  return refs;
}

/** A known program, or a word with an option behind it that only commands have. */
function startsCommand(text: string, first: string): boolean {
  // Prose begins with these two as well, inline code hardly does.
  if (KNOWN_PROGRAMS.has(first) || first === "just" || first === "task") return true;
  return /^[a-z][a-z0-9-]{1,40}$/.test(first) && / --?[a-z]/.test(text);
}

/** `kettle.dev` is a host, not a member. */
function isDomain(text: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|org|net|io|dev|app|sh)$/.test(text);
}

const USUAL_HEADINGS = new Set(
  "usage use install installation installing api license licence options option features feature contributing contributors contribution changelog examples example faq overview introduction configuration config testing tests test development credits support security about background requirements prerequisites reference guide quickstart setup motivation why acknowledgements acknowledgments authors author related links notes note community status sponsors sponsor philosophy performance benchmarks roadmap methods properties events parameters returns types arguments documentation docs upgrading migration compatibility caveats limitations todo plugins debugging deployment building build commands cli summary description details resources tutorial concepts design architecture goals inspiration thanks donate maintainers maintainer".split(
    " ",
  ),
);

const OPTION_COLUMNS = new Set(
  "option options key keys property properties name parameter parameters setting settings field prop".split(" "),
);

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < 256 && !" \t\n()[]\"'`<>,;".includes(text[start - 1] as string)) start--;
  return start;
}

function numbersEnd(text: string, from: number): number {
  let end = from;
  while (
    end - from < 20 &&
    (isDigit(text[end]) || ((text[end] === "-" || text[end] === "–" || text[end] === ":") && isDigit(text[end + 1])))
  )
    end++;
  return end;
}
