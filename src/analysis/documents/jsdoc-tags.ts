/** The claims that the tags and links of one JSDoc block make. */
import { extensionOf } from "../../base/paths.js";
import type { JsdocFact, JsdocTag, Span } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { isPlaceholderName } from "./placeholders.js";

type NamedTag = JsdocTag & { name: string; name_span: Span };
type TypedTag = JsdocTag & { type: string; type_span: Span };

/** One claim for each `@param` that names something; none where nothing takes parameters. */
export function addParameters(collector: Collector, block: Block, { owner, parameters, open, shared, tags }: JsdocFact): void {
  if (owner === null || parameters === null || tags.some(({ tag }) => OF_OTHERS.has(tag))) return;
  const named = parameterTags(tags);
  const names = named.map((tag) => tag.name);
  for (const [index, tag] of named.entries()) {
    const { name, optional, default: told } = tag;
    const written = { owner, name, names, index, optional, default: told };
    const particulars = { kind: "jsdoc-param", ...written, parameters, open, shared } as const;
    collector.add(block, particulars, placeOf(tag.name_span, tag.name, `${owner}(${tag.name})`));
  }
}

/** With one of these a block tells what other functions take: those of subclasses, say. */
const OF_OTHERS = new Set(["abstract", "virtual", "interface", "callback", "event", "typedef"]);

function parameterTags(tags: readonly JsdocTag[]): NamedTag[] {
  return tags.filter((tag): tag is NamedTag => tag.tag === "param" && tag.name !== null && tag.name_span !== null);
}

/** In JavaScript these comments are the types themselves. */
const TYPED = new Set([".ts", ".tsx", ".mts", ".cts"]);

/** One claim for each type in braces that stands beside a declared one. */
export function addTypes(collector: Collector, block: Block, fact: JsdocFact, path: string): void {
  if (!TYPED.has(extensionOf(path))) return;
  const { owner, parameters, returned, tags } = fact;
  if (owner === null) return;
  for (const tag of tags) {
    if (!isTyped(tag)) continue;
    const found = parameters?.find(({ name }) => name !== null && tag.tag === "param" && name === tag.name);
    const declared = tag.tag === "returns" ? returned?.type : found?.type;
    if (declared === null || declared === undefined) continue;
    const parameter = found?.name ?? null;
    const generics = returned?.generics ?? [];
    const particulars = {
      owner,
      parameter,
      written: tag.type,
      declared,
      rest: found?.rest ?? false,
      generics,
      open: openOf(fact),
    };
    const normalized = `${owner}(${parameter ?? ""}) ${tag.type}`;
    collector.add(block, { kind: "jsdoc-type", ...particulars }, placeOf(tag.type_span, tag.type, normalized));
  }
}

/** A type over several lines is compared with nothing: its margins are no part of it. */
function isTyped(tag: JsdocTag): tag is TypedTag {
  return tag.type !== null && tag.type_span !== null && tag.type_span.end - tag.type_span.start === tag.type.length;
}

/** Characters of a `@returns` text that are looked at. */
const SAYS_MAX = 200;

/** The claim of the first `@returns`: that something is given back. */
export function addReturns(collector: Collector, block: Block, fact: JsdocFact, text: string): void {
  const { owner, returned, tags } = fact;
  const tag = tags.find((one) => one.tag === "returns");
  if (owner === null || returned === null || tag === undefined) return;
  const wordEnd = tag.span.start + (text.startsWith("@returns", tag.span.start) ? "@returns" : "@return").length;
  const from = tag.type_span === null ? wordEnd : text.indexOf("}", tag.type_span.end) + 1;
  const says = withoutMargins(text.slice(from, Math.min(tag.span.end, from + SAYS_MAX)));
  if (says === "" && tag.type === null) return;
  const span = { start: tag.span.start, end: wordEnd };
  const particulars = { kind: "jsdoc-returns", owner, type: tag.type, says, returned, open: openOf(fact) } as const;
  collector.add(block, particulars, placeOf(span, text.slice(span.start, span.end), `${owner}()`));
}

/** Why what the block says may be meant of another function. */
function openOf({ open, shared }: JsdocFact): string | null {
  return open ?? (shared ? "its block may speak for other overloads" : null);
}

function withoutMargins(text: string): string {
  const words = text.split("\n").map((line, index) => (index === 0 ? line : line.trimStart().replace(/^\*/, "")).trim());
  return words.join(" ").trim();
}

/** One claim for each class that a `@throws` names. */
export function addThrows(collector: Collector, block: Block, { owner, returned, tags }: JsdocFact): void {
  if (owner === null) return;
  const named = tags.filter((tag): tag is NamedTag => tag.tag === "throws" && tag.name !== null && tag.name_span !== null);
  const names = named.map((tag) => tag.name);
  for (const tag of named) {
    if (!isClassName(tag)) continue;
    const particulars = { kind: "jsdoc-throws", owner, name: tag.name, names, throws: returned?.throws ?? [] } as const;
    collector.add(block, particulars, placeOf(tag.name_span, tag.name, `${owner}() ${tag.name}`));
  }
}

/** Without braces the first word may belong to a sentence: it names a class only when it looks like the name of an error. */
function isClassName({ name, type }: NamedTag): boolean {
  if (name.length > 64 || !/^[A-Za-z_$][\w$]*$/.test(name)) return false;
  return type !== null || (/^[A-Z]/.test(name) && /[a-z](Error|Exception)$/.test(name));
}

/** One claim for each link to a name. */
export function addLinks(collector: Collector, block: Block, { owner, links }: JsdocFact): void {
  for (const { form, target, span } of links) {
    const [name = "", ...rest] = target.split(/[.#~]/);
    const sign = target[name.length];
    const joint = sign === "." || sign === "#" || sign === "~" ? sign : null;
    const particulars = { kind: "jsdoc-link", owner: owner ?? "", form, name, joint, rest } as const;
    const marks = isPlaceholderName(name) ? (["placeholder"] as const) : [];
    collector.add(block, particulars, { ...placeOf(span, target, target), marks });
  }
}

function placeOf(span: Span, expected: string, normalized: string) {
  return { span, expected, normalized, marks: [] };
}
