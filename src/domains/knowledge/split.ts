import type { Span } from "../../base/positions.js";

/** Tokens of a chunk at most: an embedder's usual window of 512, less what its own tokens and a short estimate may take. */
export const CHUNK_TOKENS_MAX = 400;

/** Four ASCII characters make a token of English or code with the usual tokenizers; other characters are counted as one each. */
const QUARTERS_OF_ASCII = 1;
const QUARTERS_OF_OTHERS = 4;

/** About how many tokens a language model reads `text.slice(start, end)` as; never too few for ASCII prose. */
export function countTokens(text: string, { start, end }: Span): number {
  return Math.ceil(countQuarters(text, start, end) / 4);
}

/** Stops counting when it is more than `enough`. */
function countQuarters(text: string, start: number, end: number, enough = Number.POSITIVE_INFINITY): number {
  let quarters = 0;
  for (let i = start; i < end && quarters <= enough; i++)
    quarters += text.charCodeAt(i) < 128 ? QUARTERS_OF_ASCII : QUARTERS_OF_OTHERS;
  return quarters;
}

/**
 * Cuts a stretch of text into pieces of at most `CHUNK_TOKENS_MAX` tokens: before a blank line where there is one in the second half of
 * a piece, else before a line, and inside a line only when it alone is too long. Pieces carry no blank lines around them; nothing else is
 * left out.
 */
export function splitByBudget(text: string, { start, end }: Span): Span[] {
  const pieces: Span[] = [];
  for (let from = start; from < end; ) {
    const to = pieceEnd(text, from, end);
    const piece = trimBlank(text, { start: from, end: to });
    if (piece.end > piece.start) pieces.push(piece);
    from = to;
  }
  return pieces;
}

/** Where the piece that begins at `from` ends. */
function pieceEnd(text: string, from: number, end: number): number {
  const budget = CHUNK_TOKENS_MAX * 4;
  let used = 0;
  let paragraph = from;
  for (let line = from; line < end; ) {
    const next = nextLine(text, line, end);
    if (used > budget / 2 && isBlank(text, line, next)) paragraph = line;
    const cost = countQuarters(text, line, next, budget);
    if (used + cost > budget) {
      if (paragraph > from) return paragraph;
      return line > from ? line : cutLine(text, line, next, budget);
    }
    used += cost;
    line = next;
  }
  return end;
}

function cutLine(text: string, start: number, end: number, budget: number): number {
  let used = 0;
  let at = start;
  for (; at < end; at++) {
    used += countQuarters(text, at, at + 1);
    if (used > budget) break;
  }
  const splitsPair = isHighSurrogate(text.charCodeAt(at - 1)) && at < end;
  return splitsPair ? at - 1 : at;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** Start of the line after the one `at` stands in. */
function nextLine(text: string, at: number, end: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 || feed >= end ? end : feed + 1;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}

/** The stretch without blank lines before it and white space after it; indentation of its first line stays. */
export function trimBlank(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && isSpace(text.charCodeAt(last - 1))) last--;
  let first = start;
  for (let i = start; i < last && isSpace(text.charCodeAt(i)); i++) if (text.charCodeAt(i) === 10) first = i + 1;
  return { start: Math.min(first, last), end: last };
}

/** Space, tab, line ends, byte order mark. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff;
}
