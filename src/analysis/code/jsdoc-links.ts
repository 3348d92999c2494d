/** Links inside JSDoc blocks. */
import type { JsdocLink, JsdocTag } from "../model.js";
import { isNameCode, isSpace } from "./jsdoc-tags.js";
import { LINKS_MAX } from "./limits.js";

const OPENING = "{@link";
/** `{@link`, `{@linkcode` and `{@linkplain` are one. */
const VARIANTS = ["code", "plain"];

/**
 * What the `{@link X}` and the `@see X` of the JSDoc comment `text.slice(start, end)` lead to, as far as that is a name: no addresses,
 * paths, prose. What stands in a fence or in backticks is an example. In order of their kind, `LINKS_MAX` at most.
 */
export function readLinks(text: string, start: number, end: number, tags: readonly JsdocTag[]): JsdocLink[] {
  const links: JsdocLink[] = [];
  const quotes = new Quotes(text, start);
  // The block alone is searched: a file may hold very many blocks, and no link.
  const block = text.slice(start, end);
  for (let at = block.indexOf(OPENING); at !== -1 && links.length < LINKS_MAX; at = block.indexOf(OPENING, at + OPENING.length)) {
    const link = quotes.isQuoted(start + at) ? null : readLink(text, start + at + OPENING.length, end);
    if (link) links.push(link);
  }
  for (const tag of tags) {
    const see = tag.tag === "see" && links.length < LINKS_MAX ? readSee(text, tag) : null;
    if (see) links.push(see);
  }
  return links;
}

/** Whether an offset stands in a fence, or in backticks of its line. To be asked with growing offsets. */
class Quotes {
  private fenced = false;
  private quoted = false;

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  isQuoted(offset: number): boolean {
    while (this.at < offset) {
      const char = this.text[this.at];
      if (this.text.startsWith("```", this.at)) {
        this.fenced = !this.fenced;
        this.quoted = false;
        this.at += 3;
        continue;
      }
      if (char === "`") this.quoted = !this.quoted;
      else if (char === "\n") this.quoted = false;
      this.at++;
    }
    return this.fenced || this.quoted;
  }
}

function readLink(text: string, from: number, end: number): JsdocLink | null {
  const variant = VARIANTS.find((one) => text.startsWith(one, from));
  const at = from + (variant?.length ?? 0);
  if (!isSpace(text.charCodeAt(at))) return null;
  const start = skipSpace(text, at, end);
  const stop = chainEnd(text, start, end);
  const after = text.startsWith("()", stop) ? stop + 2 : stop;
  const closes = text[after] === "}" || text[after] === "|" || isSpace(text.charCodeAt(after));
  return stop > start && after < end && closes ? linkOf(text, "link", start, stop) : null;
}

/** `@see X`, when X is one name and nothing else is said. */
function readSee(text: string, { span }: JsdocTag): JsdocLink | null {
  const start = skipSpace(text, span.start + "@see".length, span.end);
  const stop = chainEnd(text, start, span.end);
  const after = text.startsWith("()", stop) ? stop + 2 : stop;
  return stop > start && after === span.end ? linkOf(text, "see", start, stop) : null;
}

function linkOf(text: string, form: JsdocLink["form"], start: number, end: number): JsdocLink {
  return { form, target: text.slice(start, end), span: { start, end } };
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Where a chain of names joined by `.`, `#` or `~` ends; `from` when none starts there. */
function chainEnd(text: string, from: number, end: number): number {
  let at = from;
  for (;;) {
    const name = at;
    while (at < end && isNameCode(text.charCodeAt(at))) at++;
    if (at === name || isDigit(text.charCodeAt(name))) return name === from ? from : name - 1;
    const joint = text[at];
    if (joint !== "." && joint !== "#" && joint !== "~") return at;
    at++;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
