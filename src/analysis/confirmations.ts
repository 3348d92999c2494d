/** Confirmations: which one holds for a binding, and what of a document there is to confirm. */
import { contextOf, type DocumentToJudge, type JudgeOptions } from "./judge.js";
import type { BindingClaim, Confirmation, ConfirmedText, Outlined, SymbolClaim, Tier } from "./model.js";
import { askAll } from "./names/history-view.js";
import { type BoundText, boundFile, boundText } from "./rules/bindings.js";
import { inferredSubject, inferredText } from "./rules/inferred.js";
import type { JudgeContext } from "./rules/rule.js";

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

/** A text that is bound, with what it is bound to; `now` is null when no declaration is bound, or it is gone. */
export interface BoundNow {
  claim: BindingClaim | SymbolClaim;
  text: BoundText;
  target: string;
  name: string | null;
  tiers: Tier[];
  now: Outlined | null;
}

/** What claims of `document` bind by what is written or inferred; texts that are not there are left out. May raise NotYetKnown. */
export function boundNow(document: DocumentToJudge, options: JudgeOptions): BoundNow[] {
  const context = contextOf(document, options);
  const claims = document.claims.filter((claim) => claim.kind === "binding" || claim.kind === "symbol");
  return askAll(claims, (claim) => (claim.kind === "binding" ? bound(claim, context) : inferred(claim, context))).flat();
}

function bound(claim: BindingClaim, context: JudgeContext): BoundNow[] {
  const { target, name, tiers } = claim;
  const text = boundText(claim, context);
  const path = boundFile(claim, context);
  const isDeclaration = path !== null && name !== null && !name.startsWith("region:");
  const now = isDeclaration ? context.history.read({ ask: "outlined", path, name }) : null;
  return text === null ? [] : [{ claim, text, target, name, tiers, now }];
}

function inferred(claim: SymbolClaim, context: JudgeContext): BoundNow[] {
  const subject = inferredSubject(claim, context);
  const text = subject && inferredText(claim, subject, context);
  if (subject === null || text === null) return [];
  const now = context.history.read({ ask: "outlined", ...subject });
  return [{ claim, text, target: subject.path, name: subject.name, tiers: ["sig"], now }];
}
