import type { JsdocParamClaim } from "../model.js";
import { marksGate } from "./gates.js";
import { drift, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/**
 * The `@param` tags name all parameters of a function, in another order than its own.
 *
 * The first tag out of place carries the finding. Tags cannot be put in order by replacing one stretch of text: there is no fix.
 */
export const jsdocParamOrder = rule({
  id: "jsdoc/param-order",
  summary: "The @param tags stand in another order than the parameters",
  reads: ["jsdoc-param"],
  needs: ["closed set: parameters"],
  gates: ["patterns", "overloads"],
  fix: null,
  judge(claim, context) {
    const documented = outerNames(claim.names);
    const names = claim.parameters.map(({ name }) => name);
    if (claim.open !== null || claim.shared || !haveSameNames(documented, names)) return ok(false);
    const wrong = documented.find((name, index) => name !== names[index]);
    if (wrong === undefined || claim.index !== claim.names.indexOf(wrong)) return ok(false);
    const marked = marksGate(claim, context);
    if (marked) return unknown(marked);
    return drift({
      message: `\`${claim.owner}\` takes its parameters in another order`,
      suggestion: { text: `Put the tags in the order ${listSome(names as string[])}` },
      evidence: {
        kind: "closed-set",
        summary: `its parameters are ${listSome(names as string[])}`,
        facts: [`signature:${claim.owner}`],
      },
      fix: null,
      cause: `params:${claim.owner}`,
    });
  },
});

/** The tags that name a parameter itself, none of its properties. */
function outerNames(names: JsdocParamClaim["names"]): string[] {
  return names.filter((name) => !name.includes(".") && !name.includes("["));
}

/** Whether both lists hold the same names, each once: patterns have no name and make the answer no. */
function haveSameNames(documented: readonly string[], names: readonly (string | null)[]): boolean {
  if (documented.length !== names.length) return false;
  const distinct = new Set(documented);
  return distinct.size === documented.length && names.every((name) => name !== null && distinct.has(name));
}
