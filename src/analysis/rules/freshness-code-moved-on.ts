import { boundStates, bringUpToDate, sinceAgreed, whenAgreed } from "./bindings.js";
import { marksGate } from "./gates.js";
import { ok, rule, stale, unknown } from "./rule.js";
import { MOVED_ON } from "./weights.js";

const TIERS = ["value", "deps", "body"] as const;
const WORDS = { value: "a value", deps: "what it calls", body: "the body" } as const;

/**
 * The code that a text is bound to moved on since the text was written, and the text did not. Nothing says that it is untrue now:
 * it is to be looked at.
 */
export const freshnessCodeMovedOn = rule({
  id: "freshness/code-moved-on",
  summary: "The code that a text is bound to moved on since the text was written",
  reads: ["binding"],
  needs: ["the agreed fingerprint"],
  gates: [],
  fix: null,
  concerns: (claim) => TIERS.some((tier) => claim.tiers.includes(tier)),
  judge(claim, context) {
    const closed = marksGate(claim, context);
    if (closed) return unknown(closed);
    const states = boundStates(claim, context);
    if ("verdict" in states) return states;
    const { path, name, now, agreed } = states;
    const moved = TIERS.find((tier) => claim.tiers.includes(tier) && agreed.fingerprints[tier] !== now[tier]);
    if (moved === undefined) return ok();
    return stale({
      message: `${WORDS[moved]} of \`${name}\` changed ${sinceAgreed(claim, agreed)}`,
      ...bringUpToDate(claim, context),
      evidence: {
        kind: "contradiction",
        summary:
          moved === "value"
            ? `it was ${agreed.fingerprints.value ?? "none"}, it is ${now.value ?? "none"}`
            : `agreed ${whenAgreed(agreed)}`,
        facts: [`${moved}:${path}#${name}`],
        commit: agreed.commit,
        date: agreed.date,
      },
      fix: null,
      cause: `${moved}:${path}#${name}`,
      factors: { base: MOVED_ON[moved] },
    });
  },
});
