/** Notes about what people said of findings, as judgements without weight: they are listed, and neither score nor flag knows them. */
import type { Judgement } from "./model.js";
import { REMARKS } from "./rules/index.js";
import type { RemarkContext, Remarked } from "./rules/remark.js";

/** The remarks on one judged document, but for those in `off`. */
export function remarksOn(context: RemarkContext, off: ReadonlySet<string>): Judgement[] {
  return REMARKS.filter(({ id }) => !off.has(id)).flatMap((remark) =>
    remark.judge(context).map((one) => toJudgement(remark.id, context.path, one)),
  );
}

function toJudgement(rule: string, path: string, { claim, message, suggestion, summary }: Remarked): Judgement {
  return {
    path,
    claim,
    rule,
    weight: 0,
    verdict: {
      verdict: "DRIFT",
      message,
      suggestion: { text: suggestion },
      evidence: { kind: "closed-set", summary, facts: [] },
      fix: null,
      cause: `remark:${rule}`,
      confidence: 1,
      arithmetic: { base: 1 },
      gates: [],
      probation: true,
    },
  };
}
