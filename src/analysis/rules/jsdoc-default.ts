import type { JsdocParamClaim, Parameter } from "../model.js";
import { foldLiteral } from "../names/literals.js";
import { marksGate } from "./gates.js";
import { type Drift, drift, ok, rule, unknown } from "./rule.js";
import { judgeToldDefault } from "./told-default.js";

/** A JSDoc block tells another default than the code sets, or calls a parameter optional that must be given. */
export const jsdocDefault = rule({
  id: "jsdoc/default",
  summary: "A JSDoc block tells another default than the code sets, or calls a required parameter optional",
  reads: ["jsdoc-param", "value"],
  concerns: (claim) =>
    claim.kind === "value"
      ? claim.container.block === "jsdoc"
      : claim.optional && !claim.name.includes(".") && !claim.name.includes("["),
  needs: ["contradiction: the default or the optional mark of the parameter"],
  gates: ["computed defaults", "overloads", "JavaScript, where all may be left out"],
  fix: "suggest",
  judge(claim, context) {
    if (claim.kind === "value") return judgeToldDefault(claim, context, false);
    const parameter = claim.parameters.find(({ name }) => name === claim.name);
    if (!parameter) return unknown("subject-drifted");
    if (claim.open !== null) return unknown("open-set", claim.open);
    const marked = marksGate(claim, context);
    if (marked) return unknown(marked);
    if (claim.default === null) {
      if (!isRequired(parameter, context.path)) return ok(isTyped(context.path));
      return differs(claim, `is required, not optional`, `\`${claim.name}\` has neither \`?\` nor a default`);
    }
    if (parameter.default === null) return unknown("ambiguous", "its default is set elsewhere");
    const [told, real] = [toldValue(claim.default, parameter.default), foldLiteral(parameter.default)];
    if (told === null || real === null) return unknown("ambiguous", "no literals that can be compared");
    if (told === real) return ok();
    return differs(claim, `defaults to ${parameter.default}, not ${claim.default}`, `the code says \`${parameter.default}\``, {
      before: claim.default,
      after: parameter.default,
    });
  },
});

/** A text may leave the quotes of a string out, where the code has one. */
function toldValue(told: string, real: string): string | null {
  const isString = foldLiteral(real)?.startsWith('"') ?? false;
  const isWord = /^[A-Za-z][\w-]{0,60}$/.test(told);
  return isString && isWord ? JSON.stringify(told) : foldLiteral(told);
}

function isTyped(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path.slice(-6));
}

/** Only TypeScript tells which parameters must be given. */
function isRequired({ optional, rest, type }: Parameter, path: string): boolean {
  return isTyped(path) && !optional && !rest && type !== null && PLAIN_TYPES.has(type);
}

/** Types that hold no `undefined`, whatever else is called so. */
const PLAIN_TYPES = new Set(["string", "number", "boolean", "bigint", "string[]", "number[]", "boolean[]"]);

function differs(claim: JsdocParamClaim, text: string, summary: string, values: { before?: string; after?: string } = {}): Drift {
  const written = values.after === undefined ? claim.name : `[${claim.name}=${values.after}]`;
  return drift({
    message: `\`${claim.name}\` of \`${claim.owner}\` ${text}`,
    suggestion: { text: `Write \`@param ${written}\`` },
    evidence: { kind: "contradiction", summary, facts: [`signature:${claim.owner}`], ...values },
    fix: null,
    cause: `default:${claim.owner}#${claim.name}`,
  });
}
