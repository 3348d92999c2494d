/** Where the text of an applied edit stands in a later version of its file. Pure. */
import { hash } from "node:crypto";
import type { Edit } from "../model.js";
import { sortedEdits } from "./edits.js";

/** One applied edit, as it is found again: by its place, or by its whole lines wherever they went. */
export interface Anchor {
  /** Offsets of the new text in UTF-16 units. */
  start: number;
  end: number;
  /** First line of the new text, from 1, and how many lines it touches. */
  line: number;
  lines: number;
  /** Characters of its first line before it. */
  column: number;
  /** The first 16 hex digits of the SHA-256 of these whole lines. */
  lines_hash: string;
  /** Which of the equal stretches of lines this is, from 0, and how many there are. */
  twin: number;
  twins: number;
  before: string;
  after: string;
}

/** Anchors of `edits` after they were applied to `before`, in reading order. */
export function anchorsAfter(before: string, after: string, edits: readonly Edit[]): Anchor[] {
  const lines = lineStarts(after);
  let shift = 0;
  return sortedEdits(edits).map((edit) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    const place = { start, end: start + edit.text.length };
    return { ...place, ...linesAt(after, lines, place), before: before.slice(edit.start, edit.end), after: edit.text };
  });
}

/** The anchor as it is in `text` now; null when its lines were edited since, or cannot be told from others like them. */
export function relocate(anchor: Anchor, text: string): Anchor | null {
  const lines = lineStarts(text);
  const here = anchorAt(anchor, text, lines, anchor.start);
  if (here?.lines_hash === anchor.lines_hash) return here;
  const stretches = equalStretches(text, lines, anchor);
  const first = stretches.length === anchor.twins ? stretches[anchor.twin] : undefined;
  return first === undefined ? null : anchorAt(anchor, text, lines, (lines[first] as number) + anchor.column);
}

/** The anchor after other edits were made to `before`; null when one of them touched its characters, or it was not there. */
export function moveAnchor(anchor: Anchor, before: string, after: string, edits: readonly Edit[]): Anchor | null {
  const found = relocate(anchor, before);
  if (found === null) return null;
  let shift = 0;
  for (const edit of edits) {
    if (edit.start < found.end && found.start < edit.end) return null;
    if (edit.end <= found.start) shift += edit.text.length - (edit.end - edit.start);
  }
  return anchorAt(found, after, lineStarts(after), found.start + shift);
}

/** The anchor with its new text at `start`; null when that text does not stand there. */
function anchorAt(anchor: Anchor, text: string, lines: readonly number[], start: number): Anchor | null {
  const end = start + anchor.after.length;
  if (end > text.length || text.slice(start, end) !== anchor.after) return null;
  return { ...anchor, start, end, ...linesAt(text, lines, { start, end }) };
}

type Lines = Pick<Anchor, "line" | "lines" | "column" | "lines_hash" | "twin" | "twins">;

function linesAt(text: string, starts: readonly number[], { start, end }: { start: number; end: number }): Lines {
  const first = lineOf(starts, start);
  const lines = lineOf(starts, end) - first + 1;
  const own = stretch(text, starts, first, lines);
  const lines_hash = hashOf(own);
  const equal = firstLines(starts, lines).filter((at) => isStretch(text, starts, at, lines, own));
  const column = start - (starts[first] as number);
  return { line: first + 1, lines, column, lines_hash, twin: equal.indexOf(first), twins: equal.length };
}

/** First lines, from 0, of the stretches that are alike. */
function equalStretches(text: string, starts: readonly number[], wanted: Pick<Anchor, "lines" | "lines_hash">): number[] {
  return firstLines(starts, wanted.lines).filter(
    (first) => hashOf(stretch(text, starts, first, wanted.lines)) === wanted.lines_hash,
  );
}

/** Lines, from 0, at which a stretch of so many lines may begin. */
function firstLines(starts: readonly number[], lines: number): number[] {
  return Array.from({ length: Math.max(0, starts.length - lines + 1) }, (_, first) => first);
}

function isStretch(text: string, starts: readonly number[], first: number, lines: number, wanted: string): boolean {
  const start = starts[first] as number;
  return (starts[first + lines] ?? text.length) - start === wanted.length && text.startsWith(wanted, start);
}

function stretch(text: string, starts: readonly number[], first: number, lines: number): string {
  return text.slice(starts[first], starts[first + lines] ?? text.length);
}

function hashOf(text: string): string {
  return hash("sha256", text).slice(0, 16);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Line, from 0, that holds the offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
