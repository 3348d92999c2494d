import type { JsdocTag, Span } from "../model.js";
import { TAGS_MAX, TYPE_MAX } from "./limits.js";

// A map, for a tag may be named `constructor` or `toString`.
const CANONICAL = new Map([
  ["arg", "param"],
  ["argument", "param"],
  ["return", "returns"],
  ["prop", "property"],
  ["exception", "throws"],
]);
const NAMING = new Set(["param", "property", "template", "throws", "typedef", "callback"]);

/**
 * The block tags of the JSDoc comment `text.slice(start, end)`, delimiters included, in order; `TAGS_MAX` at most.
 * A tag starts a line. What stands in a ``` or ~~~ fence is an example, not a tag.
 */
export function readTags(text: string, start: number, end: number): JsdocTag[] {
  const tags: JsdocTag[] = [];
  const bodyEnd = Math.max(start + 3, end - 2);
  let fenced = false;
  for (let at = start + 3; at < bodyEnd && tags.length < TAGS_MAX; ) {
    const content = contentStart(text, at, bodyEnd, at === start + 3);
    let line = lineEnd(text, content, bodyEnd);
    const isTag = !fenced && text[content] === "@" && isLetter(text.charCodeAt(content + 1));
    let rest = content;
    if (isTag) {
      closeLast(tags, text, content);
      const tag = readTag(text, content, bodyEnd);
      tags.push(tag);
      rest = tag.span.end;
      line = lineEnd(text, rest, bodyEnd);
    }
    if (togglesFence(text.slice(rest, line))) fenced = !fenced;
    at = line + 1;
  }
  closeLast(tags, text, bodyEnd);
  return tags;
}

/** Ends the last tag before `limit`, without the white space and asterisks between. */
function closeLast(tags: JsdocTag[], text: string, limit: number): void {
  const last = tags.at(-1);
  if (last === undefined) return;
  let end = limit;
  while (end > last.span.start && (isSpace(text.charCodeAt(end - 1)) || text[end - 1] === "*")) end--;
  last.span.end = Math.max(end, last.name_span?.end ?? 0);
}

/** Where the content of a line starts: after its white space and, but for the first line, its asterisks. */
function contentStart(text: string, from: number, limit: number, isFirst: boolean): number {
  let at = skipBlanks(text, from, limit);
  if (!isFirst) while (at < limit && text[at] === "*") at++;
  at = skipBlanks(text, at, limit);
  return at;
}

function lineEnd(text: string, from: number, limit: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 || end > limit ? limit : end;
}

/** A fence opens or closes on a line with an odd number of ``` marks, or one that starts with ~~~. */
function togglesFence(line: string): boolean {
  if (line.startsWith("~~~")) return true;
  let marks = 0;
  for (let at = line.indexOf("```"); at !== -1; at = line.indexOf("```", at + 3)) marks++;
  return marks % 2 === 1;
}

/** Reads `@tag {type} name`; its span ends with what was read, until the next tag is found. */
function readTag(text: string, start: number, limit: number): JsdocTag {
  let at = start + 1;
  while (at < limit && isTagCode(text.charCodeAt(at))) at++;
  const written = text.slice(start + 1, at);
  const tag = CANONICAL.get(written) ?? written;
  const result: JsdocTag = {
    tag,
    span: { start, end: at },
    name: null,
    name_span: null,
    type: null,
    type_span: null,
    optional: false,
    default: null,
  };
  const braces = skipBlanks(text, at, limit);
  const closing = text[braces] === "{" && text[braces + 1] !== "@" ? balancedEnd(text, braces, limit, "{", "}") : -1;
  if (closing !== -1) {
    result.type = withoutMargins(text.slice(braces + 1, closing - 1));
    result.type_span = trimmed(text, braces + 1, closing - 1);
    result.optional = result.type.endsWith("=");
    result.span.end = closing;
    at = closing;
  }
  if (tag === "throws" && closing !== -1) nameType(result, text, skipBlanks(text, braces + 1, closing));
  else if (NAMING.has(tag)) readName(result, text, skipBlanks(text, at, limit), limit);
  return result;
}

/** The span `from`…`to` without the white space at its ends; null when nothing is left. */
function trimmed(text: string, from: number, to: number): Span | null {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start < end ? { start, end } : null;
}

/** `@throws {E}` names its type. */
function nameType(tag: JsdocTag, text: string, start: number): void {
  if (!tag.type || !text.startsWith(tag.type, start)) return;
  tag.name = tag.type;
  tag.name_span = { start, end: start + tag.type.length };
}

/** `name`, `name?`, `...name`, `` `name` ``, `[name]`, `[name=default]`. */
function readName(tag: JsdocTag, text: string, from: number, limit: number): void {
  const end = lineEnd(text, from, limit);
  const bracketed = text[from] === "[";
  let at = bracketed ? skipBlanks(text, from + 1, end) : from;
  const quoted = text[at] === "`";
  if (quoted) at++;
  if (text.startsWith("...", at)) at += 3;
  const start = at;
  at = pathEnd(text, start, end);
  if (at === start) return;
  const after = quoted && text[at] === "`" ? at + 1 : at;
  if (!bracketed && !endsName(text, after, end)) return;
  tag.name = text.slice(start, at);
  tag.name_span = { start, end: at };
  tag.span.end = after;
  if (text[after] === "?") tag.optional = true;
  if (bracketed) readBrackets(tag, text, { from, after, end });
}

function readBrackets(tag: JsdocTag, text: string, { from, after, end }: { from: number; after: number; end: number }): void {
  tag.optional = true;
  const closing = balancedEnd(text, from, end, "[", "]");
  if (closing === -1) return;
  tag.span.end = closing;
  const equals = skipBlanks(text, after, closing);
  if (text[equals] === "=") tag.default = text.slice(equals + 1, closing - 1).trim();
}

/** `options`, `options.quiet`, `items[].name`, `$x`: names with dots and empty brackets between. */
function pathEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isNameCode(text.charCodeAt(at)) && !isDigit(text.charCodeAt(at))) {
    while (at < limit && isNameCode(text.charCodeAt(at))) at++;
    while (at + 2 <= limit && text.startsWith("[]", at)) at += 2;
    const next = text.charCodeAt(at + 1);
    if (text[at] !== "." || at + 1 >= limit || !isNameCode(next) || isDigit(next)) break;
    at++;
  }
  return at;
}

/** Whether the word read as a name ends here as one; `foo/bar`, `it's` and `dry-run` are words of a text. */
function endsName(text: string, at: number, limit: number): boolean {
  if (at >= limit || isSpace(text.charCodeAt(at))) return true;
  const next = text[at] as string;
  if (next === "-" || next === "." || next === "?") return at + 1 >= limit || !isNameCode(text.charCodeAt(at + 1));
  return next === "," || next === ":" || next === ";" || next === "=" || next === "*";
}

/**
 * Where the brackets that open at `from` are closed, after the closing one; -1 when they are not within `TYPE_MAX` characters.
 * Brackets in quotes do not count.
 */
function balancedEnd(text: string, from: number, limit: number, opening: string, closing: string): number {
  const end = Math.min(limit, from + TYPE_MAX);
  let depth = 0;
  for (let at = from; at < end; at++) {
    const char = text[at] as string;
    if (char === opening) depth++;
    else if (char === closing && --depth === 0) return at + 1;
    else if (char === '"' || char === "'") at = quoteEnd(text, at, end);
  }
  return -1;
}

/** Where the quote that opens at `from` closes on its line; `from` itself when it does not: an apostrophe. */
function quoteEnd(text: string, from: number, limit: number): number {
  for (let at = from + 1; at < limit && text[at] !== "\n"; at++) if (text[at] === text[from]) return at;
  return from;
}

/** A type without the asterisks at the starts of its lines, white space folded. */
function withoutMargins(type: string): string {
  return type
    .split("\n")
    .map((line, index) => (index === 0 ? line : line.slice(contentStart(line, 0, line.length, false))).trim())
    .join(" ")
    .trim();
}

function skipBlanks(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && (text[at] === " " || text[at] === "\t" || text[at] === "\r")) at++;
  return at;
}

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028 || code === 0x2029;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isTagCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95 || code === 45;
}

export function isNameCode(code: number): boolean {
  if (code < 128) return isLetter(code) || isDigit(code) || code === 95 || code === 36;
  return /[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(code));
}
