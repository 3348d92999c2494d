import type { SymbolClaim } from "../model.js";
import { boundStates, bringUpToDate, confirmedAs, sinceAgreed, stillHolds, whenAgreed } from "./bindings.js";
import { marksGate } from "./gates.js";
import { inferredSubject, inferredText } from "./inferred.js";
import { type JudgeContext, type Outcome, ok, rule, stale, unknown } from "./rule.js";
import { tellsOfChange } from "./told-change.js";
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
  reads: ["binding", "symbol"],
  borrows: ["symbol"],
  needs: ["the agreed fingerprint"],
  gates: [],
  fix: null,
  concerns: (claim) => claim.kind === "symbol" || TIERS.some((tier) => claim.tiers.includes(tier)),
  judge(claim, context) {
    const closed = marksGate(claim, context);
    if (closed) return unknown(closed);
    if (claim.kind === "symbol") return judgeInferred(claim, context);
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

/** A section that is about one declaration, as far as its heading or first paragraph tells: only its signature is compared. */
function judgeInferred(claim: SymbolClaim, context: JudgeContext): Outcome {
  const { history, path: document } = context;
  const subject = inferredSubject(claim, context);
  if (subject === null) return unknown("never-here", "the section is not about one declaration");
  const written = history.read({ ask: "moved-on", document, ...subject });
  const now = written && history.read({ ask: "outlined", ...subject });
  if (!written || !now || written.fingerprints.sig === now.sig) return ok(false);
  const text = inferredText(claim, subject, context);
  const agreed = (text && confirmedAs(text, context)) ?? written;
  if (agreed.fingerprints.sig === now.sig) return ok(false);
  const before = agreed.fingerprints.sig ?? written.fingerprints.sig;
  if (now.sig === null || before === null || !tellsOfChange(claim, before, now.sig, context)) return ok(false);
  const place = text === null ? document : `${document}#${text.section}`;
  const { path, name } = subject;
  return stale({
    message: `the signature of \`${name}\` changed since the text was ${agreed.commit === null ? "confirmed" : "written"}`,
    suggestion: stillHolds(place),
    evidence: {
      kind: "contradiction",
      summary: `it was \`${before}\`, it is \`${now.sig}\` (agreed ${whenAgreed(agreed)})`,
      facts: [`sig:${path}#${name}`],
      commit: agreed.commit,
      date: agreed.date,
      before,
      after: now.sig,
    },
    fix: null,
    cause: `sig:${path}#${name}`,
    factors: { base: MOVED_ON.sig },
  });
}
