/** Pieces of a text that a document can hold a copy of. */
import type { Lines, Part } from "../model.js";

/** A longer piece is not compared. UTF-16 units. */
const PIECE_MAX = 64 * 1024;

/**
 * The piece `part` of `text`, without its common indent and outer blank lines; null when there is none, `cut` when it is too long.
 * `linesOf` tells where a declaration stands.
 */
export async function pieceOf(
  text: string,
  part: Part,
  linesOf: (symbol: Extract<Part, { part: "symbol" }>) => Promise<Lines | null>,
): Promise<{ text: string } | "cut" | null> {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const found = part.part === "symbol" ? await linesOf(part) : locate(lines, part);
  if (found === null || found.to > lines.length || found.from < 1) return null;
  const piece = withoutIndent(lines.slice(found.from - 1, found.to));
  return piece.length > PIECE_MAX ? "cut" : { text: piece };
}

function locate(lines: readonly string[], part: Exclude<Part, { part: "symbol" }>): Lines | null {
  if (part.part === "lines") return { from: part.from, to: part.to };
  if (part.part === "region") return regionLines(lines, part.name);
  return { from: 1, to: lines.length };
}

const OPENS = ["#region", "region", "lockstep:start"];
const CLOSES = ["#endregion", "endregion", "lockstep:end"];

/** The lines between `#region name` and its `#endregion`, or `lockstep:start name` and its end; null without exactly one. */
function regionLines(lines: readonly string[], name: string): Lines | null {
  let found: Lines | null = null;
  let from = 0;
  let depth = 0;
  for (const [at, line] of lines.entries()) {
    const mark = markIn(line);
    if (mark === null || (depth === 0 && !(mark.opens && mark.name === name))) continue;
    if (mark.opens && depth++ === 0) {
      if (found !== null) return null;
      from = at + 2;
    } else if (!mark.opens && --depth === 0) found = { from, to: at };
  }
  return found !== null && found.to >= found.from ? found : null;
}

/** A line that is nothing but a comment with a mark. */
function markIn(line: string): { opens: boolean; name: string } | null {
  const text = line.trim();
  if (text.length > 200) return null;
  const comment = ["//", "/*", "#", "<!--", "--", ";"].find((sign) => text.startsWith(sign));
  if (comment === undefined) return null;
  // `#region` is its own comment sign.
  const inner =
    (comment === "#" && text.startsWith("#region")) || text.startsWith("#endregion") ? text : text.slice(comment.length);
  const [word = "", name = ""] = inner.replace("*/", "").replace("-->", "").trim().split(/\s/);
  if (OPENS.includes(word)) return { opens: true, name };
  return CLOSES.includes(word) ? { opens: false, name } : null;
}

/** Lines without what they all begin with in blanks, and without blank lines at both ends. */
export function withoutIndent(lines: readonly string[]): string {
  const trimmed = lines.map((line) => line.trimEnd());
  while (trimmed.length > 0 && trimmed[0] === "") trimmed.shift();
  while (trimmed.length > 0 && trimmed.at(-1) === "") trimmed.pop();
  let indent: string | null = null;
  for (const line of trimmed) {
    if (line === "") continue;
    const own = line.slice(0, line.length - line.trimStart().length);
    indent = indent === null ? own : sharedStart(indent, own);
  }
  return trimmed.map((line) => line.slice((indent ?? "").length)).join("\n");
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/** Fewer characters, or lines, may stand in a file by chance. */
const PART_CHARACTERS_MIN = 20;
const PART_LINES_MIN = 2;

/** Whether `copy`, without common indent and outer blank lines, is all of `text`, or some of its lines. */
export function copyIn(text: string, copy: string): "whole" | "part" | null {
  const all = withoutIndent(text.split(/\r?\n/));
  if (all === copy) return "whole";
  const lines = copy.split("\n").filter((line) => line.trim() !== "").length;
  if (copy.length < PART_CHARACTERS_MIN || lines < PART_LINES_MIN) return null;
  return `\n${all}\n`.includes(`\n${copy}\n`) ? "part" : null;
}
