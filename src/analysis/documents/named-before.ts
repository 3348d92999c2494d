import type { Claim, CommandFileClaim } from "../model.js";

/**
 * Says of each file handed to a command whether the text names it further up other than as such a file. Linear in the text: each
 * name's first place is noted once.
 */
export function markNamedBefore(claims: readonly Claim[], text: string): void {
  const files = claims.filter((claim): claim is CommandFileClaim => claim.kind === "command-file");
  if (files.length === 0) return;
  const starts = new Set(files.map((claim) => claim.span.start));
  const first = new Map<string, number>();
  const wanted = new Set(files.map((claim) => claim.target));
  for (const { word, start } of pathWords(text)) {
    const name = word.startsWith("./") ? word.slice(2) : word;
    if (wanted.has(name) && !starts.has(start) && !first.has(name)) first.set(name, start);
  }
  for (const claim of files) claim.named_before = (first.get(claim.target) ?? Number.POSITIVE_INFINITY) < claim.span.start;
}

/** Stretches of characters that paths are made of. */
function* pathWords(text: string): Generator<{ word: string; start: number }> {
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isPart = at < text.length && !" \t\r\n`'\"()[]{}<>,;:|*=".includes(text[at] as string);
    if (isPart) {
      if (start === -1) start = at;
    } else if (start !== -1) {
      // A stop that ends a sentence is no part of the name.
      const word = text.slice(start, Math.min(at, start + 260));
      yield { word: word.endsWith(".") ? word.slice(0, -1) : word, start };
      start = -1;
    }
  }
}
