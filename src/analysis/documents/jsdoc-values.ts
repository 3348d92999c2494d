/** What a JSDoc block says that the property, constant or parameter it documents is by default. */
import type { JsdocFact, JsdocTag, Span } from "../model.js";
import { readCodedValue } from "../names/told-values.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { blank, type CodeSpan } from "./prose.js";
import { Sentences } from "./sentences.js";
import { readTold, type ToldAt, type ToldOf } from "./told-defaults.js";

const DEFAULT_TAGS = new Set(["default", "defaultValue", "defaultvalue"]);
/** Words of a tag that are no value. */
const NO_VALUES = new Set(["none", "auto", "required", "optional", "unset", "varies", "inherit", "on", "off", "yes", "no"]);

/** Adds the values that a block tells: of what it documents in its tags and its text, of parameters in their tags. */
export function addValues(collector: Collector, block: Block, fact: JsdocFact, text: string): void {
  const { documents, owner, parameters, tags, span } = fact;
  if (documents !== null) {
    const of = { name: documents.name, owner: documents.owner, is_option: false };
    for (const tag of tags) if (DEFAULT_TAGS.has(tag.tag)) addTag(collector, block, { of, tag }, text);
    const first = tags[0]?.span.start ?? span.end - 2;
    addText(collector, block, of, { start: span.start + 3, end: first }, text);
  }
  if (owner === null || parameters === null || fact.open !== null) return;
  for (const tag of tags) {
    if (tag.tag !== "param" || tag.name === null || tag.default !== null || tag.name.includes(".")) continue;
    addText(collector, block, { name: tag.name, owner, is_option: false }, { start: tag.span.start, end: tag.span.end }, text);
  }
}

/** `@default 100`: all of the tag's text, or its first line where more follows. */
function addTag(collector: Collector, block: Block, { of, tag }: { of: ToldOf; tag: JsdocTag }, text: string): void {
  const from = tag.span.start + 1 + tag.tag.length;
  const feed = text.indexOf("\n", from);
  const line = text.slice(from, feed === -1 || feed > tag.span.end ? tag.span.end : feed);
  const marked = line.trim();
  const bare = marked.replace(/^`+/, "").replace(/`+$/, "");
  const value = bare.endsWith(";") ? bare.slice(0, -1) : bare;
  const told = NO_VALUES.has(value) || value === "" ? null : readCodedValue(value);
  const start = from + line.indexOf(value);
  if (told) add(collector, block, { of, told, says: "default", place: "tag", start, end: start + value.length }, text);
}

function addText(collector: Collector, block: Block, of: ToldOf, { start, end }: Span, text: string): void {
  const content = text.slice(start, end);
  if (!content.includes("efault")) return;
  const plain = withoutMargins(content);
  const codes = codesIn(plain);
  const prose = blank(plain, [...codes, ...fencesIn(plain)]);
  const sentences = new Sentences(
    prose,
    codes.map((code) => ({ start: code.start, end: code.end, path: false })),
  );
  for (const one of readTold({ content: plain, prose, codes, sentences }, { lead: of, heading: null })) {
    if (one.says === "default" && one.of.name === of.name) {
      add(collector, block, { ...one, of, start: start + one.start, end: start + one.end }, text);
    }
  }
}

/** The text with the margins of its lines blanked, so that nothing moves. */
function withoutMargins(text: string): string {
  return text
    .split("\n")
    .map((line, index) => (index === 0 ? line : line.replace(/^\s{0,64}\*/, (margin) => " ".repeat(margin.length))))
    .join("\n");
}

function codesIn(text: string): CodeSpan[] {
  const codes: CodeSpan[] = [];
  for (let at = text.indexOf("`"); at !== -1; at = text.indexOf("`", at + 1)) {
    const close = text.indexOf("`", at + 1);
    const code = text.slice(at + 1, close);
    if (close === -1) break;
    // An empty pair is the beginning of a fence.
    if (code !== "" && !code.includes("\n"))
      codes.push({ start: at, end: close + 1, from: at + 1, code, struck: false, link: null });
    at = close;
  }
  return codes;
}

function fencesIn(text: string): { start: number; end: number }[] {
  const open = text.indexOf("```");
  return open === -1 ? [] : [{ start: open, end: text.length }];
}

function add(collector: Collector, block: Block, one: ToldAt, text: string): void {
  const { of, told, says, place, start, end } = one;
  const normalized = `${of.owner === null ? "" : `${of.owner}.`}${of.name}=${text.slice(start, end)}`;
  const expected = text.slice(start, end);
  collector.add(block, { kind: "value", says, ...of, told, place }, { span: { start, end }, expected, normalized, marks: [] });
}
