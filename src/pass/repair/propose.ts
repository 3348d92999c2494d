/** A plan of fixes as it is shown. */
import { hunksOf } from "../../analysis/repair/diff.js";
import type { ProposedFix, RefusedRepair, RepairPlan } from "../../domains/documentation/repair.js";
import type { Plan, PlannedFix, RefusedFix } from "./plan.js";

export function propose({ documents, refused }: Plan): RepairPlan {
  return {
    documents: documents.map(({ path, before, fixes }) => ({
      path,
      hunks: hunksOf(
        before,
        fixes.flatMap(({ edits }) => edits),
      ),
      fixes: fixes.map(proposedFix),
    })),
    refused: refused.map(refusedRepair),
  };
}

export function proposedFix({ finding, edits }: PlannedFix): ProposedFix {
  const { id, rule, path, line, message, suggestion } = finding;
  return { finding: id, rule, path, line, message, text: suggestion?.text ?? "", edits };
}

export function refusedRepair({ finding, reason }: RefusedFix): RefusedRepair {
  const { id, rule, path, line } = finding;
  return { finding: id, rule, path, line, reason };
}
