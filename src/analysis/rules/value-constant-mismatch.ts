import { isProjectCode } from "../../base/test-path.js";
import type { ValueClaim } from "../model.js";
import { compareTold, rewriteTold } from "../names/told-values.js";
import type { KnownConstant } from "../world/values.js";
import type { World } from "../world/world.js";
import { marksGate, userSideGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";

/** A document tells another value of a constant than the code gives it. */
export const valueConstantMismatch = rule({
  id: "value/constant-mismatch",
  summary: "A document tells another value of a constant than the code gives it",
  reads: ["value"],
  concerns: (claim) => claim.says === "is",
  needs: ["contradiction: the one live constant of the name"],
  gates: ["G4", "units unknown"],
  fix: "suggest",
  judge(claim, context) {
    const constant = constantOf(claim, context);
    if ("verdict" in constant) return constant;
    const marked = marksGate(claim, context);
    const found = compareTold(claim.told, constant.value, claim.name);
    const subject = { id: `constant:${constant.name}`, state: constant.value };
    if (found === "same") return ok(marked === null, subject);
    if (found === "unclear") return unknown("ambiguous", "the two cannot be compared");
    const closed = marked ?? userSideGate(claim, context);
    return closed ? unknown(closed) : { ...differs(claim, constant), subject };
  },
});

/** The constant that the claim names; two of the name are one only if they are equal. */
function constantOf({ owner, name }: ValueClaim, { world }: JudgeContext): KnownConstant | Outcome {
  const full = owner === null ? name : `${owner}.${name}`;
  const constants = world.values.constants(full).filter(({ path }) => isProjectCode(path));
  const [constant, ...others] = constants;
  if (constant === undefined) return unknown("never-here", "no constant of that name is known");
  const declared = owner === null ? world.names.declared(name).filter(({ path }) => isProjectCode(path)) : [];
  const isOne = others.every(({ value }) => value === constant.value) && declared.length <= constants.length;
  if (!isOne) return unknown("ambiguous", "several things have that name");
  const user = world.names.isExported(name) ? undefined : otherHolder(constant, world);
  return user === undefined ? constant : unknown("ambiguous", `${user} has another thing of that name`);
}

/** A file that holds the name of a constant which no module exports: it cannot have it from there. */
function otherHolder({ name, path }: KnownConstant, { names }: World): string | undefined {
  return names.filesHolding(name, { words: true }).find((one) => one !== path && isProjectCode(one));
}

function differs(claim: ValueClaim, { name, path, line, value, text }: KnownConstant) {
  const replacement = claim.told.unit === null ? rewriteTold(claim.reference, value) : null;
  return drift({
    message: `\`${name}\` is ${value}, not ${claim.reference}`,
    suggestion: replacement === null ? { text: `Write ${value}` } : { text: `Write ${replacement}`, replacement },
    evidence: {
      kind: "contradiction",
      summary: `${path}:${line} says \`${text}\``,
      facts: [`constant:${path}#${name}`],
      before: claim.reference,
      after: value,
    },
    fix: replacement === null ? null : "suggest",
    cause: `constant:${path}#${name}`,
    related: [{ path, line }],
  });
}
