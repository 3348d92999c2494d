/** The word that was meant. */

/** Longer words are not compared: nobody mistypes them, and the comparison is quadratic. */
const LENGTH_MAX = 64;

/**
 * The most edits that are still a slip of the finger in a word of `length` letters: one in every five, at least one. Slips grow with what
 * is typed, and so does the chance that a word so near is the one that was meant: one edit turns any word of two letters into hundreds of
 * others, so such words are meant as they are; two edits leave of three letters just one.
 */
export function slipsIn(length: number): number {
  return length < 3 ? 0 : Math.max(1, Math.floor(length / 5));
}

/** The candidate nearest to `word`, a slip of the finger away (case aside). Of equals the first. null when none is near. */
export function nearestOf(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LENGTH_MAX) return null;
  let nearest: string | null = null;
  let best = slipsIn(word.length) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= best || candidate.length > LENGTH_MAX) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Damerau–Levenshtein distance: insertions, removals, replacements, and swaps of neighbours (optimal string alignment) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
