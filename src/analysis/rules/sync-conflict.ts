import type { AgreedPair, Claim, Subject, Verdict } from "../model.js";
import { rule, unknown } from "./rule.js";
import { NUMBERS } from "./weights.js";

/**
 * A document of both directions and the code both moved since they last agreed, and now disagree.
 *
 * It reads no claim by itself: `sync.ts` gives it the findings of other rules, for only what was agreed tells who moved.
 */
export const syncConflict = rule({
  id: "sync/conflict",
  summary: "A document and the code both changed since they last agreed, and disagree",
  reads: [],
  needs: ["agreed pair"],
  gates: ["agreed pair known"],
  fix: null,
  judge: () => unknown("never-here", "nothing was agreed"),
});

type Drift = Verdict & { verdict: "DRIFT" };

/** What it says of a claim that another rule found untrue. */
export function conflictVerdict(claim: Claim, verdict: Drift, before: AgreedPair, subject: Subject): Verdict {
  const { confidence } = NUMBERS["sync/conflict"];
  return {
    verdict: "DRIFT",
    conflict: true,
    message: `Both the text and the code changed since they last agreed: ${verdict.message}`,
    suggestion: {
      text: `Decide which is right, then change the other; ${verdict.suggestion?.text ?? "nothing is changed by itself"}`,
    },
    evidence: {
      kind: "contradiction",
      summary: `${verdict.evidence.summary}; last agreed on ${before.subject}`,
      facts: [...verdict.evidence.facts, `agreed:${before.block_hash}`],
      before: before.subject,
      after: subject.state,
      ...(verdict.evidence.commit === undefined ? {} : { commit: verdict.evidence.commit }),
      ...(verdict.evidence.date === undefined ? {} : { date: verdict.evidence.date }),
    },
    fix: null,
    cause: verdict.cause,
    confidence,
    arithmetic: { base: confidence },
    gates: [...verdict.gates, { gate: "agreed pair", open: true, detail: `${claim.reference} agreed with ${before.subject}` }],
  };
}
