/** The word that was meant. */

/** Longer words are not compared: nobody mistypes them, and the comparison is quadratic. */
const LENGTH_MAX = 64;

/**
 * The candidate nearest to `word`: at most two edits away, or a third of its length (Damerau–Levenshtein, case aside). Of equals the
 * first. null when none is near.
 */
export function nearestOf(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LENGTH_MAX) return null;
  let nearest: string | null = null;
  let best = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= best || candidate.length > LENGTH_MAX) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // A short word that shares no letter is no slip of the finger.
    if (distance < best && distance < Math.max(word.length, candidate.length)) {
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
