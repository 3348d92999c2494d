/** Finds lines of an old version of a file in its new one. */
import { LineIndex } from "../../base/positions.js";
import type { Lines } from "../model.js";

/** Lines that are looked for; a longer citation is not moved. */
const LINES_MAX = 500;
/** A single line must be so long to be told from others. */
const SINGLE_LENGTH_MIN = 20;

/** The lines of `text` that were cited; empty when the text has not all of them. */
export function linesAt(text: string, { from, to }: Lines): string[] {
  const index = new LineIndex(text);
  if (to > index.count || to - from >= LINES_MAX) return [];
  return Array.from({ length: to - from + 1 }, (_, at) => index.lineText(from + at).trimEnd());
}

/**
 * Where `wanted` stand in `text`, when they stand there exactly once and say enough: two lines that are not blank, or one of 20
 * characters. Linear in the text but for repeated beginnings.
 */
export function anchorLines(wanted: readonly string[], text: string): Lines | null {
  const telling = wanted.filter((line) => line.trim() !== "");
  if (telling.length === 0 || (telling.length === 1 && (telling[0] as string).trim().length < SINGLE_LENGTH_MIN)) return null;
  const index = new LineIndex(text);
  const lines = Array.from({ length: index.count }, (_, at) => index.lineText(at + 1).trimEnd());
  let found = -1;
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    if (!wanted.every((line, offset) => lines[at + offset] === line)) continue;
    if (found !== -1) return null;
    found = at;
  }
  return found === -1 ? null : { from: found + 1, to: found + wanted.length };
}
