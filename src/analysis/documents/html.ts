import type { Range } from "./markdown.js";

export interface Attribute {
  tag: string;
  name: string;
  /** The value as written, without quotes; its range in the HTML. */
  value: string;
  range: Range;
}

export interface HtmlScan {
  attributes: Attribute[];
  /** The text of comments, with the range of the whole comment. */
  comments: { text: string; range: Range }[];
  hasScript: boolean;
}

/** Tags that a document of normal size never reaches in one piece of HTML. */
const ATTRIBUTES_MAX = 50_000;

/** Reads the attributes and comments of a piece of HTML, linear in its length; what is malformed is skipped. */
export function scanHtml(html: string): HtmlScan {
  const scan: HtmlScan = { attributes: [], comments: [], hasScript: false };
  let at = 0;
  let commentsEnd = true;
  while (at < html.length && scan.attributes.length < ATTRIBUTES_MAX) {
    const open = html.indexOf("<", at);
    if (open === -1) break;
    if (html.startsWith("<!--", open)) {
      const close = commentsEnd ? html.indexOf("-->", open + 4) : -1;
      if (close === -1) break;
      scan.comments.push({ text: html.slice(open + 4, close), range: { start: open, end: close + 3 } });
      at = close + 3;
      commentsEnd = at < html.length;
      continue;
    }
    at = isLetter(html, open + 1) ? readTag(html, open + 1, scan) : open + 1;
  }
  return scan;
}

/** Reads a tag whose name begins at `start`; returns the offset after it. */
function readTag(html: string, start: number, scan: HtmlScan): number {
  let at = start;
  while (at < html.length && isNameCharacter(html, at)) at++;
  const tag = html.slice(start, at).toLowerCase();
  if (tag === "script") scan.hasScript = true;
  while (at < html.length) {
    at = skipBlanks(html, at);
    const character = html[at];
    if (character === undefined || character === ">" || character === "<") break;
    if (!isAttributeCharacter(character)) {
      at++;
      continue;
    }
    at = readAttribute(html, at, tag, scan);
  }
  return html[at] === ">" ? at + 1 : at;
}

function readAttribute(html: string, start: number, tag: string, scan: HtmlScan): number {
  let at = start;
  while (at < html.length && isAttributeCharacter(html[at] as string)) at++;
  const name = html.slice(start, at).toLowerCase();
  const equals = skipBlanks(html, at);
  if (html[equals] !== "=") return at;
  at = skipBlanks(html, equals + 1);
  const quote = html[at];
  let from = at;
  let end: number;
  if (quote === '"' || quote === "'") {
    from = at + 1;
    end = html.indexOf(quote, from);
    if (end === -1) return html.length;
    at = end + 1;
  } else {
    while (at < html.length && !" \t\n\r>\"'<".includes(html[at] as string)) at++;
    end = at;
  }
  scan.attributes.push({ tag, name, value: html.slice(from, end), range: { start: from, end } });
  return at;
}

function skipBlanks(html: string, from: number): number {
  let at = from;
  while (at < html.length && " \t\n\r".includes(html[at] as string)) at++;
  return at;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return code >= 97 && code <= 122;
}

function isNameCharacter(text: string, at: number): boolean {
  return (
    isLetter(text, at) ||
    text[at] === "-" ||
    (text[at] !== undefined && (text[at] as string) >= "0" && (text[at] as string) <= "9")
  );
}

function isAttributeCharacter(character: string): boolean {
  return !" \t\n\r=>\"'</".includes(character);
}
