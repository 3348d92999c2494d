/** What the rules of bindings share: the target of a binding now, and as it was when text and code last agreed. */
import type { BindingClaim, Outlined } from "../model.js";
import type { Agreed } from "../names/readings.js";
import { candidatePaths } from "./places.js";
import { type JudgeContext, type Outcome, unknown } from "./rule.js";

/** The file that a binding names, when it lives. Bindings are written from the root; from the document's folder they are understood. */
export function boundFile(claim: BindingClaim, context: JudgeContext): string | null {
  const { tree } = context.world;
  if (tree.hasFile(claim.target)) return claim.target;
  return candidatePaths(claim.target, context).find((path) => tree.has(path)) ?? null;
}

export interface BoundStates {
  path: string;
  name: string;
  now: Outlined;
  agreed: Agreed;
}

/** Both states of a bound declaration; an outcome when one of them is not known. */
export function boundStates(claim: BindingClaim, context: JudgeContext): BoundStates | Outcome {
  const path = boundFile(claim, context);
  const { name } = claim;
  if (path === null || name === null || name.startsWith("region:")) return unknown("never-here", "no declaration is bound");
  const { history } = context;
  const now = history.read({ ask: "outlined", path, name });
  if (now === null) return unknown("subject-drifted", `${path} declares no ${name}`);
  const agreed = agreedState(claim, { path, name }, context);
  return agreed === null ? unknown("no-history", "text and code were not seen to agree before") : { path, name, now, agreed };
}

/** The declaration as it was when text and code were last known to agree: as somebody confirmed it, or else as history tells. */
export function agreedState(claim: BindingClaim, bound: { path: string; name: string }, context: JudgeContext): Agreed | null {
  const { path: document, history } = context;
  const confirmed = context.confirmed(document, claim);
  if (confirmed !== null) return { commit: null, date: confirmed.confirmed_at, fingerprints: confirmed.fingerprints };
  const { normalized: binding, ordinal, words } = claim;
  return history.read({ ask: "agreed", document, binding, ordinal, words, ...bound });
}

/** "since the text was written". */
export function sinceAgreed({ commit }: Agreed): string {
  return `since the text was ${commit === null ? "confirmed" : "written"}`;
}

/** What to do about code that moved on. */
export function bringUpToDate({ path }: JudgeContext): { text: string } {
  return { text: `Bring the text up to date, or say that it still holds with \`lockstep confirm ${path}\`` };
}

/** "3f2a91c, 2025-03-01". */
export function whenAgreed({ commit, date }: Agreed): string {
  return [commit === null ? "confirmed" : commit.slice(0, 7), date?.slice(0, 10)].filter(Boolean).join(", ");
}
