/** Confirmations: which one holds for a binding, and what of a document there is to confirm. */
import { contextOf, type DocumentToJudge, type JudgeOptions } from "./judge.js";
import type { BindingClaim, Confirmation, ConfirmedText, Outlined } from "./model.js";
import { askAll } from "./names/history-view.js";
import { type BoundText, boundFile, boundText } from "./rules/bindings.js";

/** Raised whenever the same declaration would have other fingerprints, or the same text another hash: what was confirmed is then void. */
export const FINGERPRINTS_VERSION = 1;

/** The confirmation that holds for a text; null when there is none. */
export type FindConfirmed = (text: ConfirmedText) => Confirmation | null;

/** Of several confirmations of one binding the newest holds. One of other words, or made by another reader of code, holds no more. */
export function confirmedStates(confirmations: readonly Confirmation[]): FindConfirmed {
  const newest = new Map<string, Confirmation>();
  for (const one of confirmations) {
    if (one.reader !== FINGERPRINTS_VERSION) continue;
    const key = keyOf({ ...one, document: one.path });
    const known = newest.get(key);
    if (!known || known.confirmed_at < one.confirmed_at) newest.set(key, one);
  }
  return (text) => newest.get(keyOf(text)) ?? null;
}

function keyOf({ document, binding, ordinal, words }: ConfirmedText): string {
  return JSON.stringify([document, binding, ordinal, words]);
}

/** A binding with its text and what is bound, as both are now; `now` is null when no declaration is bound, or it is gone. */
export interface BoundNow {
  claim: BindingClaim;
  text: BoundText;
  now: Outlined | null;
}

/** What `claims`, bindings that stand in `document`, bind; those whose text is not there are left out. May raise NotYetKnown. */
export function boundNow(claims: readonly BindingClaim[], document: DocumentToJudge, options: JudgeOptions): BoundNow[] {
  const context = contextOf(document, options);
  const bound = askAll(claims, (claim) => {
    const text = boundText(claim, context);
    const path = boundFile(claim, context);
    const isDeclaration = path !== null && claim.name !== null && !claim.name.startsWith("region:");
    const now = isDeclaration ? context.history.read({ ask: "outlined", path, name: claim.name as string }) : null;
    return text === null ? [] : [{ claim, text, now }];
  });
  return bound.flat();
}
