import { judgeGoneName, judgeLiveName } from "./jsdoc-names.js";
import { type Outcome, rule } from "./rule.js";

/** A link inside a JSDoc block leads to a name that is not there. Of `A.b`, `A#b` and `A~b` the first name is judged. */
export const jsdocLink = rule({
  id: "jsdoc/link",
  summary: "A {@link} or @see of a JSDoc block leads to a name that is not there",
  reads: ["jsdoc-link"],
  needs: ["closed set: names of the file, imports, own exports", "tombstone, or near-miss"],
  gates: ["G5", "G6"],
  fix: "safe",
  judge(claim, context): Outcome {
    const message = (became: string | null) =>
      became === null ? `\`${claim.name}\` leads nowhere` : `\`${claim.name}\` is \`${became}\` now`;
    return judgeLiveName(claim, context) ?? judgeGoneName(claim, message, context);
  },
});
