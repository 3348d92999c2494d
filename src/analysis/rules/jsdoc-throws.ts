import { judgeGoneName, judgeLiveName } from "./jsdoc-names.js";
import { type Outcome, rule } from "./rule.js";

/**
 * A `@throws` tag names a class that is not there: neither in this project nor imported nor global. It may be thrown by what is
 * called, so that the body proves nothing; a tombstone or a near-miss does.
 */
export const jsdocThrows = rule({
  id: "jsdoc/throws",
  summary: "A @throws tag names a class that was renamed or removed",
  reads: ["jsdoc-throws"],
  needs: ["tombstone, or near-miss"],
  gates: ["G5"],
  fix: "safe",
  judge(claim, context): Outcome {
    const message = (became: string | null) =>
      became === null ? `\`${claim.name}\` was removed` : `\`${claim.name}\` is \`${became}\` now`;
    return judgeLiveName(claim, context) ?? judgeGoneName(claim, message, context);
  },
});
