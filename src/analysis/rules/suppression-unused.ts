import type { DirectiveClaim, Judgement } from "../model.js";
import { type RemarkContext, type Remarked, remark } from "./remark.js";

/** A `lockstep-ignore` that nothing needs: what it names no longer drifts there, or there is no such rule. */
export const suppressionUnused = remark({
  id: "suppression/unused",
  summary: "A `lockstep-ignore` covers nothing that would be reported",
  needs: [],
  judge({ claims, judgements, rules }: RemarkContext): Remarked[] {
    const suppressed = judgements.filter(
      ({ verdict }) => verdict.verdict === "SUPPRESSED" && verdict.suppression.by === "comment",
    );
    return claims
      .filter((claim): claim is DirectiveClaim => claim.kind === "directive")
      .flatMap((claim) => remarkOn(claim, suppressed, rules) ?? []);
  },
});

function remarkOn(claim: DirectiveClaim, suppressed: readonly Judgement[], rules: readonly string[]): Remarked | null {
  const stranger = claim.rules.find((name) => !rules.some((rule) => names(name, rule)));
  if (stranger !== undefined) {
    const message = `No rule is called \`${stranger}\``;
    return { claim, message, suggestion: "Correct the name, or remove the comment", summary: "it is in no list of rules" };
  }
  const { start, end } = claim.covers;
  const isUsed = suppressed.some(({ claim: other, rule }) => {
    return other.span.start >= start && other.span.start < end && claim.rules.some((name) => names(name, rule));
  });
  if (isUsed) return null;
  const message = `Nothing that \`${claim.rules.join(", ")}\` would report stands there`;
  return { claim, message, suggestion: "Remove the comment", summary: "no claim in the stretch that it covers drifted" };
}

/** As people write rules: by id, as `group/*`, or `*` for all. */
function names(name: string, rule: string): boolean {
  return name === "*" || name === rule || (name.endsWith("/*") && rule.startsWith(name.slice(0, -1)));
}
