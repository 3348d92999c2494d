/** Confirmations: which one holds for a binding, and what of a document there is to confirm. */
import { contextOf, type DocumentToJudge, type JudgeOptions } from "./judge.js";
import type { BindingClaim, Confirmation, Outlined } from "./model.js";
import { askAll } from "./names/history-view.js";
import { boundFile } from "./rules/bindings.js";

/** Raised whenever the same declaration would have other fingerprints, or the same text another hash: what was confirmed is then void. */
export const FINGERPRINTS_VERSION = 1;

/** The confirmation that holds for a binding of the document at `path`; null when there is none. */
export type FindConfirmed = (path: string, claim: BindingClaim) => Confirmation | null;

/** Of several confirmations of one binding the newest holds. One of other words, or made by another reader of code, holds no more. */
export function confirmedStates(confirmations: readonly Confirmation[]): FindConfirmed {
  const newest = new Map<string, Confirmation>();
  for (const one of confirmations) {
    if (one.reader !== FINGERPRINTS_VERSION) continue;
    const key = keyOf(one.path, one);
    const known = newest.get(key);
    if (!known || known.confirmed_at < one.confirmed_at) newest.set(key, one);
  }
  return (path, { normalized: binding, ordinal, words }) => newest.get(keyOf(path, { binding, ordinal, words })) ?? null;
}

function keyOf(path: string, { binding, ordinal, words }: Pick<Confirmation, "binding" | "ordinal" | "words">): string {
  return JSON.stringify([path, binding, ordinal, words]);
}

/** A binding with what is bound, as it is now; null when a file or a region is bound, or the declaration is gone. */
export interface BoundNow {
  claim: BindingClaim;
  now: Outlined | null;
}

/** What `claims`, bindings of the document, bind. May raise NotYetKnown. */
export function boundNow(claims: readonly BindingClaim[], document: DocumentToJudge, options: JudgeOptions): BoundNow[] {
  const context = contextOf(document, options);
  return askAll(claims, (claim) => {
    const path = boundFile(claim, context);
    const isDeclaration = path !== null && claim.name !== null && !claim.name.startsWith("region:");
    const now = isDeclaration ? context.history.read({ ask: "outlined", path, name: claim.name as string }) : null;
    return { claim, now };
  });
}
