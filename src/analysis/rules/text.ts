/** Sentences that several rules share. */
import type { Evidence, SymbolClaim } from "../model.js";
import type { Died } from "../names/history-view.js";

/** " in 3f2a91c, 2025-03-01", or " (not committed)" for a change of the working tree. */
function whenDied(died: Died): string {
  if (died.commit === null) return " (not committed yet)";
  return ` in ${died.commit.slice(0, 7)}${died.date ? `, ${died.date.slice(0, 10)}` : ""}`;
}

/** At most `most` items as a list in code marks, then how many more. */
export function listSome(items: readonly string[], most = 6): string {
  if (items.length === 0) return "none";
  const shown = items.slice(0, most).map((item) => `\`${item}\``);
  return items.length > most ? `${shown.join(", ")} and ${items.length - most} more` : shown.join(", ");
}

/** What a tombstone proves: when the thing died, and what it is called now; `became` is null when nothing took its place. */
export function tombstoneEvidence(died: Died, became: string | null, facts: string[]): Evidence {
  const summary = `${became === null ? "removed" : `renamed to \`${became}\``}${whenDied(died)}`;
  return { kind: "tombstone", summary, facts, commit: died.commit, date: died.date };
}

/** The claim's text with its name replaced. */
export function replaceName(claim: SymbolClaim, name: string): string {
  const at = claim.reference.lastIndexOf(
    claim.name,
    claim.reference.indexOf("(") === -1 ? undefined : claim.reference.indexOf("("),
  );
  return at === -1 ? name : claim.reference.slice(0, at) + name + claim.reference.slice(at + claim.name.length);
}
