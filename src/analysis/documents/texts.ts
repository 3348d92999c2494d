/** The plain text of inline elements and of HTML. */
import type { Token } from "./markdown.js";

/** The text of inline elements as a reader sees it, without markup. */
export function textOf(tokens: readonly Token[]): string {
  let text = "";
  for (const token of tokens) {
    if (token.type === "text" || token.type === "code_inline" || token.type === "text_special") text += token.content;
    else if (token.type === "softbreak" || token.type === "hardbreak") text += " ";
  }
  return text.trim();
}

/** `<h2 align="center">Usage</h2>` in a block of HTML: its level and text. */
export function htmlHeading(html: string): { level: number; text: string } | null {
  for (let at = html.indexOf("<h"); at !== -1; at = html.indexOf("<h", at + 2)) {
    const level = Number(html[at + 2]);
    const next = html[at + 3];
    if (!(level >= 1 && level <= 6) || (next !== ">" && next !== " " && next !== "\n")) continue;
    const open = html.indexOf(">", at);
    const close = html.indexOf(`</h${level}`, open);
    if (open === -1 || close === -1) return null;
    return { level, text: stripTags(html.slice(open + 1, close)) };
  }
  return null;
}

/** Where `<details>` opens, with the text of its summary when that follows in the same HTML, and where it closes; in order. */
export function detailsOf(html: string): { opens: boolean; title: string | null }[] {
  const found: { opens: boolean; title: string | null }[] = [];
  for (let at = html.indexOf("details"); at !== -1; at = html.indexOf("details", at + 1)) {
    if (html[at - 1] === "<") found.push({ opens: true, title: summaryAfter(html, at) });
    else if (html.startsWith("</", at - 2)) found.push({ opens: false, title: null });
  }
  return found;
}

function summaryAfter(html: string, from: number): string | null {
  const tag = html.indexOf("<summary", from);
  const open = tag === -1 ? -1 : html.indexOf(">", tag);
  const close = open === -1 ? -1 : html.indexOf("</summary", open);
  const between = tag === -1 ? "" : html.slice(html.indexOf(">", from) + 1, tag);
  return close === -1 || between.trim() !== "" ? null : stripTags(html.slice(open + 1, close));
}

/** HTML without its tags, white space folded. */
export function stripTags(html: string): string {
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open === -1) return fold(text + html.slice(at));
    text += html.slice(at, open);
    const close = html.indexOf(">", open);
    if (close === -1) return fold(text);
    at = close + 1;
  }
  return fold(text);
}

function fold(text: string): string {
  return text
    .split(/\s/)
    .filter((word) => word !== "")
    .join(" ");
}
