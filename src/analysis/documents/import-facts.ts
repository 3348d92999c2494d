import type { Claim, ImportFact } from "../model.js";
import { NAMES_MAX } from "./limits.js";

/** What the samples of a document import by a package's name, one fact a specifier: such names are that package's, wherever they are written. */
export function importFacts(claims: readonly Claim[]): ImportFact[] {
  const facts = new Map<string, ImportFact>();
  let count = 0;
  for (const claim of claims) {
    if (claim.kind !== "import" || claim.name === null || claim.specifier.startsWith(".") || count >= NAMES_MAX) continue;
    const { name, specifier, span } = claim;
    const fact = facts.get(specifier) ?? { kind: "import", specifier, names: [], type_only: false, dynamic: false, span };
    facts.set(specifier, fact);
    if (fact.names.some(({ imported }) => imported === name)) continue;
    fact.names.push({ imported: name, local: name });
    count++;
  }
  return [...facts.values()];
}
