import type { Span } from "../model.js";
import type { SourceLines } from "./source.js";

/** A stretch of a block's content that stands in the file as it is. */
interface Piece {
  at: number;
  length: number;
  file: number;
}

/** Where the content of a block, as the parser made it, stands in the file. */
export class ContentMap {
  constructor(private readonly pieces: readonly Piece[]) {}

  /** The span in the file of content `start`…`end`; null when part of it is no text of the file or it crosses a line. */
  span(start: number, end: number): Span | null {
    const from = this.offset(start);
    const last = end > start ? this.offset(end - 1) : from;
    if (from === null || last === null || last < from) return null;
    return { start: from, end: end > start ? last + 1 : from };
  }

  /** The file offset of the content's character at `at`; null for characters that the parser added. */
  offset(at: number): number | null {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pieces[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const piece = this.pieces[low];
    if (!piece || at < piece.at || at > piece.at + piece.length) return null;
    return piece.file + at - piece.at;
  }
}

/**
 * Maps content that takes one line of the file for each of its own, from line `first` on: each content line is a suffix of its
 * source line, after spaces that stand for part of a tab.
 */
export function mapLines(lines: SourceLines, first: number, content: string): ContentMap {
  const pieces: Piece[] = [];
  let at = 0;
  let line = first;
  for (const contentLine of content.split("\n")) {
    const piece = suffixPiece(lines, line, contentLine);
    if (piece) pieces.push({ ...piece, at: at + piece.at });
    at += contentLine.length + 1;
    line++;
  }
  return new ContentMap(pieces);
}

/** Spaces that a tab, cut in two by a container, leaves at most for each level. */
const PADDING_MAX = 4;

function suffixPiece(lines: SourceLines, line: number, contentLine: string): Piece | null {
  const source = lines.textOf(line);
  for (const text of [source, trimEnd(source)]) {
    for (let padding = 0; padding <= PADDING_MAX; padding++) {
      if (padding > 0 && contentLine[padding - 1] !== " ") break;
      const rest = contentLine.slice(padding);
      if (text.endsWith(rest)) {
        return { at: padding, length: rest.length, file: lines.startOf(line) + text.length - rest.length };
      }
    }
  }
  return null;
}

/** Maps the content of a `#` heading: a substring of its line, which closing `#` may follow. */
export function mapHeading(lines: SourceLines, line: number, content: string): ContentMap {
  let text = trimEnd(lines.textOf(line));
  if (!text.endsWith(content)) {
    while (text.endsWith("#")) text = text.slice(0, -1);
    text = trimEnd(text);
  }
  if (!text.endsWith(content)) return new ContentMap([]);
  return new ContentMap([{ at: 0, length: content.length, file: lines.startOf(line) + text.length - content.length }]);
}

/** Maps one table row: its cells in order, `\|` being one character of content and two of the file. `from` is a file offset. */
export function mapCells(row: string, from: number): { content: string; map: ContentMap }[] {
  const cells: { content: string; map: ContentMap }[] = [];
  const shift = row.length - row.trimStart().length;
  const text = row.trim();
  let parts: { start: number; end: number }[] = [];
  let start = 0;
  const close = (end: number) => {
    parts.push({ start, end });
    cells.push(cellOf(text, parts, from + shift));
    parts = [];
  };
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "|") continue;
    if (text[at - 1] === "\\") {
      parts.push({ start, end: at - 1 });
      start = at;
    } else {
      close(at);
      start = at + 1;
    }
  }
  close(text.length);
  return withoutOuter(cells);
}

function cellOf(
  text: string,
  parts: readonly { start: number; end: number }[],
  from: number,
): { content: string; map: ContentMap } {
  const raw = parts.map((part) => text.slice(part.start, part.end)).join("");
  const content = raw.trim();
  let skip = raw.length - raw.trimStart().length;
  let left = content.length;
  let at = 0;
  const pieces: Piece[] = [];
  for (const part of parts) {
    const skipped = Math.min(skip, part.end - part.start);
    skip -= skipped;
    const length = Math.min(left, part.end - part.start - skipped);
    if (length > 0) pieces.push({ at, length, file: from + part.start + skipped });
    at += length;
    left -= length;
  }
  return { content, map: new ContentMap(pieces) };
}

/** A pipe before the first and after the last cell makes no cell. */
function withoutOuter(cells: { content: string; map: ContentMap }[]): { content: string; map: ContentMap }[] {
  const first = cells[0]?.content === "" ? 1 : 0;
  const rest = cells.slice(first);
  return rest.at(-1)?.content === "" ? rest.slice(0, -1) : rest;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(0, end);
}
