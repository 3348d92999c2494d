/** 32-bit FNV-1a over UTF-16 units: the form in which the tokens of a file are kept and looked up. */
export function tokenHash(token: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Sorted, distinct hashes of `tokens`. */
export function tokenHashes(tokens: Iterable<string>): Uint32Array {
  const hashes = new Set<number>();
  for (const token of tokens) hashes.add(tokenHash(token));
  return Uint32Array.from(hashes).sort();
}

/** Whether sorted `hashes` hold `hash`. */
export function hasHash(hashes: Uint32Array, hash: number): boolean {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = hashes[middle] as number;
    if (value === hash) return true;
    if (value < hash) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
