/** The line of a finding with carets under its span, cut to what a terminal shows. */
import { escapeOf } from "./escape.js";
import { columnsOf } from "./width.js";

/** Columns of an excerpt at most. */
const COLUMNS_MAX = 100;
/** Columns shown before a span that stands far to the right. */
const COLUMNS_BEFORE = 40;
/** Characters around the span that are looked at; more never fit. */
const CHARACTERS_AROUND = 400;
/** What a tab may take; where it really ends depends on what stands before it. */
const TAB_COLUMNS = 8;

interface Cell {
  shown: string;
  columns: number;
  marked: boolean;
}

export interface Excerpt {
  text: string;
  carets: string;
}

/** `column` and `endColumn` count UTF-16 units from 1, `endColumn` exclusive; null when the span stands behind the line's end. */
export function excerptOf(line: string, column: number, endColumn: number): Excerpt | null {
  if (column < 1 || column > line.length) return null;
  const start = column - 1;
  const end = Math.max(start + 1, Math.min(endColumn - 1, line.length));
  const from = Math.max(0, start - CHARACTERS_AROUND);
  const cells = cellsOf(line, from, Math.min(line.length, start + CHARACTERS_AROUND), start, end);
  const { first, last } = windowOf(cells);
  const shown = cells.slice(first, last + 1);
  const before = first > 0 || from > 0;
  const after = last < cells.length - 1 || start + CHARACTERS_AROUND < line.length;
  return {
    text: `${before ? "…" : ""}${shown.map((cell) => cell.shown).join("")}${after ? "…" : ""}`,
    carets: `${before ? " " : ""}${shown.map(caretOf).join("")}`.trimEnd(),
  };
}

function cellsOf(line: string, from: number, to: number, start: number, end: number): Cell[] {
  const cells: Cell[] = [];
  let at = from;
  for (const character of line.slice(from, to)) {
    const marked = at >= start && at < end;
    const escaped = character === "\t" ? null : escapeOf(character.codePointAt(0) ?? 0);
    const shown = escaped ?? character;
    const columns = character === "\t" ? TAB_COLUMNS : escaped === null ? columnsOf(character) : escaped.length;
    cells.push({ shown, columns, marked });
    at += character.length;
  }
  return cells;
}

/** First and last cell to show: all that fit, with the beginning of the span among them. */
function windowOf(cells: readonly Cell[]): { first: number; last: number } {
  const total = cells.reduce((sum, cell) => sum + cell.columns, 0);
  if (total <= COLUMNS_MAX) return { first: 0, last: cells.length - 1 };
  // Two columns are for the ellipses.
  const room = COLUMNS_MAX - 2;
  let first = Math.max(
    0,
    cells.findIndex((cell) => cell.marked),
  );
  let used = 0;
  const spare = room - spanColumns(cells);
  for (const before = Math.max(COLUMNS_BEFORE, spare / 2); first > 0; first--) {
    const { columns } = cells[first - 1] as Cell;
    if (used + columns > before || used + columns > Math.max(0, spare)) break;
    used += columns;
  }
  let last = first;
  let taken = 0;
  for (; last < cells.length; last++) {
    taken += (cells[last] as Cell).columns;
    if (taken > room) break;
  }
  return { first, last: Math.max(first, last - 1) };
}

function spanColumns(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + (cell.marked ? cell.columns : 0), 0);
}

function caretOf({ shown, columns, marked }: Cell): string {
  if (marked) return "^".repeat(shown === "\t" ? 1 : columns);
  return shown === "\t" ? "\t" : " ".repeat(columns);
}
