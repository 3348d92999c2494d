import { isProjectCode } from "../../base/test-path.js";
import type { SymbolClaim, WrittenCall } from "../model.js";
import { calledName, type Signatures } from "../world/signatures.js";
import { marksGate } from "./gates.js";
import { ownerOf } from "./owners.js";
import { weighOwner, weighOwnership } from "./ownership.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { judgeSampleCall } from "./sample-calls.js";
import { misfitOf, namesParameter, renderParameter } from "./signature-fit.js";
import { OWNERSHIP } from "./weights.js";

/** A document writes a call or a signature that a live function of this project does not have. */
export const signatureMismatch = rule({
  id: "signature/mismatch",
  summary: "A document writes a signature that the function does not have",
  reads: ["symbol", "call"],
  concerns: (claim) => claim.kind === "call" || claim.call !== undefined,
  needs: ["closed set: parameters of the one live function of the name"],
  gates: ["rest and spread", "functions made elsewhere", "overloads", "G5"],
  fix: "suggest",
  judge(claim, context) {
    if (claim.kind === "call") return judgeSampleCall(claim, context);
    const { call } = claim;
    if (call === undefined) return unknown("never-here");
    if (claim.owner === null && claim.reference.startsWith(".")) return unknown("ambiguous", "a member of something");
    const subject = subjectOf(claim, context);
    if ("verdict" in subject) return subject;
    const { path, list } = subject;
    const open = list.find((signature) => signature.open !== null);
    const marksOptional = /\.[mc]?tsx?$/.test(path.slice(-6));
    // Documents write several overloads as one: then only the number of arguments proves anything.
    const isOverloaded = list.length > 1;
    const misfits = list.map((signature) => misfitOf(call, signature, { marksOptional, isOverloaded }));
    const [misfit] = misfits;
    const marked = marksGate(claim, context);
    if (!misfit || misfits.includes(null))
      return ok(open === undefined && marked === null && list.some((one) => namesParameter(call, one)));
    if (marked) return unknown(marked);
    if (open) return unknown("open-set", open.open ?? "");
    if (!speaksOfOurs(claim, call, list, context)) return unknown("foreign", "may speak of another function of that name");
    const [signature] = list as [(typeof list)[number]];
    const replacement = list.length === 1 ? rewritten(claim, call, signature.parameters.map(renderParameter)) : null;
    return drift({
      message: `\`${claim.name}\` ${misfit.text}`,
      suggestion: replacement === null ? null : { text: `Write \`${replacement}\``, replacement },
      evidence: {
        kind: "contradiction",
        summary: `its signature is \`${misfit.after}\` in ${path}`,
        facts: [`signature:${signature.name}`],
        before: misfit.before,
        after: misfit.after,
      },
      fix: replacement === null ? null : "suggest",
      cause: `signature:${signature.name}`,
    });
  },
});

/**
 * Whether the function of this project is meant: by a parameter that the text names, of a function that the package hands out or whose
 * name is nobody else's; else by the evidence of gate G5.
 */
function speaksOfOurs(claim: SymbolClaim, call: WrittenCall, list: Signatures["list"], context: JudgeContext): boolean {
  const owner = ownerOf(claim, context.world);
  // Under a type of ours, or an instance of it, the type tells whose it is: its methods are called by plain words.
  const { own, foreign } = owner
    ? weighOwner(claim, owner, false, context)
    : weighOwnership({ ...claim, owner: null }, null, false, context);
  const isNamed = list.some((signature) => namesParameter(call, signature));
  const isHandedOut = claim.owner === null && context.world.entryPoints().names.has(claim.name);
  if (isNamed) return isHandedOut || foreign < OWNERSHIP.foreignMax;
  return own >= OWNERSHIP.ownMin && foreign < OWNERSHIP.foreignMax;
}

/** The one function of this project that the claim calls; else why it cannot be told. */
function subjectOf(claim: SymbolClaim, context: JudgeContext): Signatures | Outcome {
  const { world } = context;
  const found = claim.owner === null ? freeSubjects(claim, context) : ownedSubjects(claim, context);
  const own = found.filter(({ path }) => isProjectCode(path));
  const [first, second] = own;
  if (!first) return unknown("never-here", "no function of this project");
  if (second) return unknown("ambiguous", `in ${first.path} and in ${second.path}`);
  const isOwned = claim.owner !== null;
  const exported = world.names.isExported(isOwned ? (ownerOf(claim, world)?.type ?? "") : claim.name);
  return exported ? first : unknown("never-here", "no function that is exported");
}

/** `boilWater(litres)` and `new Kettle(volume)`; a method of the same name may be meant as well. */
function freeSubjects({ name, form }: SymbolClaim, { world }: JudgeContext): Signatures[] {
  if (form === "new") return world.signatures.of(calledName(name, form));
  const isHandedOut = world.entryPoints().names.has(name);
  return isHandedOut || !world.names.isMember(name) ? world.signatures.of(name) : [];
}

/** `kettle.boil(litres)`: of the type, or of the nearest base that has it. */
function ownedSubjects(claim: SymbolClaim, { world }: JudgeContext): Signatures[] {
  const owner = ownerOf(claim, world);
  if (owner === null || claim.form === "new") return [];
  // What the package hands out under the very name may have functions of its own, put there one by one.
  if (owner.isInstance && world.names.isExported(owner.written)) return [];
  for (const type of world.members.lineage(owner.type)) {
    const found = world.signatures.of(`${type}.${claim.name}`);
    if (found.length > 0) return found;
  }
  return [];
}

/** The claim's text with what is between its parentheses replaced; null when it writes types or values. */
function rewritten(claim: SymbolClaim, call: WrittenCall, parameters: readonly string[]): string | null {
  if (call.returns !== null || call.arguments.some(({ name, type }) => name === null || type !== null)) return null;
  const open = claim.reference.indexOf("(");
  const close = claim.reference.lastIndexOf(")");
  if (open === -1 || close < open) return null;
  return `${claim.reference.slice(0, open + 1)}${parameters.join(", ")}${claim.reference.slice(close)}`;
}
