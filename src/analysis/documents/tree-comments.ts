/** What the comments of a drawn file tree say. */
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { identifierEnd } from "./identifiers.js";
import { isPlaceholderName } from "./placeholders.js";
import { isReserved } from "./symbol-shape.js";

/** Lines that look drawn, from which on a fence is a tree. */
const DRAWN_MIN = 2;
const NAME_MIN = 3;

/** Adds a claim for each function, `name()`, that a comment behind an entry of a drawn tree names. Does nothing for other text. */
export function readTreeComments(collector: Collector, block: Block): void {
  const { content } = block;
  if (!content.includes("()") || !isTree(content)) return;
  for (let call = content.indexOf("()"); call !== -1; call = content.indexOf("()", call + 2)) {
    const start = nameStart(content, call);
    const name = content.slice(start, call);
    if (name.length < NAME_MIN || identifierEnd(name, 0) !== name.length || isReserved(name)) continue;
    const lineStart = content.lastIndexOf("\n", start) + 1;
    if (!isCommented(content.slice(lineStart, start))) continue;
    const span = block.map.span(start, call);
    const marks = isPlaceholderName(name) ? (["placeholder"] as const) : [];
    const particulars = { kind: "symbol", owner: null, name, form: "call", place: "fence" } as const;
    if (span) collector.add(block, particulars, { span, expected: name, normalized: name, marks });
  }
}

function isTree(content: string): boolean {
  let drawn = 0;
  for (const line of content.split("\n")) {
    if (/[├└│]/.test(line.slice(0, 80))) drawn++;
    if (drawn >= DRAWN_MIN) return true;
  }
  return false;
}

/** Where the name that ends at `end` begins; `end` itself when it is a member of something. */
function nameStart(content: string, end: number): number {
  let at = end;
  while (at > 0 && identifierEnd(`a${content[at - 1]}`, 0) === 2) at--;
  return content[at - 1] === "." ? end : at;
}

/** Whether a comment has begun in a line: `#` or `//` behind a blank. */
function isCommented(before: string): boolean {
  return before.includes(" # ") || before.includes(" // ");
}
