/**
 * How much of one text another one keeps, measured as git measures renames: by the lines they share, whatever their order,
 * each counted by its length.
 */
import { tokenHash } from "../tokens.js";

/** A line of no end (a bundle, a data file) is compared in pieces of this many UTF-16 units, as git does with 64 bytes. */
const PIECE_MAX = 64;

/** Length of each distinct piece of a text, by hash. */
export interface Pieces {
  length: number;
  lengths: Map<number, number>;
}

export function piecesOf(text: string): Pieces {
  const lengths = new Map<number, number>();
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const stop = Math.min(lineEnd === -1 ? text.length : lineEnd + 1, start + PIECE_MAX);
    const hash = tokenHash(text.slice(start, stop));
    lengths.set(hash, (lengths.get(hash) ?? 0) + stop - start);
    start = stop;
  }
  return { length: text.length, lengths };
}

/** Share of the longer text that both have, in percent, rounded down. Symmetric; 100 for equal texts, 0 when one is empty. */
export function textSimilarity(a: Pieces, b: Pieces): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 100;
  if (Math.min(a.length, b.length) * 2 < longest) return 0;
  let shared = 0;
  for (const [hash, length] of a.lengths) shared += Math.min(length, b.lengths.get(hash) ?? 0);
  return Math.floor((shared * 100) / longest);
}
