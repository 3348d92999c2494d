import { firedOf, type JudgedFinding, publicFinding } from "../analysis/findings.js";
import { REMARKS, RULES } from "../analysis/rules/index.js";
import { LockstepError } from "../base/errors.js";
import type { Explanation } from "../domains/method.js";
import type { ProjectModel } from "./project.js";

/** Everything that led to the finding `id`. Throws UNKNOWN_FINDING. */
export function explainFinding(model: ProjectModel, id: string): Explanation {
  const finding = model.findingOf(id);
  if (!finding) throw unknownFinding(model, id);
  const { judgement } = finding;
  const { verdict, claim } = judgement;
  const drift = firedOf(judgement);
  const keys = model.keysOf(finding);
  const rule = [...RULES, ...REMARKS].find((one) => one.id === finding.rule);
  return {
    finding: publicFinding(finding),
    claim,
    gates: verdict.gates,
    confidence: drift?.arithmetic ?? {},
    grounds: finding.grounds,
    history: historyOf(finding, model),
    facts: [...finding.evidence.facts, ...keys.map((key) => `read ${key}`)],
    keys,
    rule: { id: finding.rule, summary: rule?.summary ?? "", weight: finding.weight, needs: [...(rule?.needs ?? [])] },
  };
}

function historyOf(finding: JudgedFinding, model: ProjectModel): string[] {
  const { kind, commits, note } = model.history();
  const whole = `history: ${kind}, ${commits} commits${note ? ` (${note})` : ""}`;
  return finding.evidence.kind === "tombstone" ? [finding.evidence.summary, whole] : [whole];
}

function unknownFinding(model: ProjectModel, id: string): LockstepError {
  const near = model.findings().filter((finding) => id.length >= 4 && finding.id.startsWith(id));
  const hint =
    near.length > 0
      ? `Did you mean ${near
          .slice(0, 5)
          .map((finding) => finding.id)
          .join(", ")}?`
      : "`lockstep check --format json` lists the ids.";
  return new LockstepError("UNKNOWN_FINDING", `No finding has the id \`${id}\` in ${model.root.path} now. ${hint}`);
}
