/** Calls that samples make of what they import from a package of this project. */
import type { CallClaim, SignatureFact } from "../model.js";
import { calledName } from "../world/signatures.js";
import { marksGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, unknown } from "./rule.js";
import { renderSignature, takes } from "./signature-fit.js";

/**
 * Judges the number of arguments against every overload of the function. On probation: a sample may show a version of its own, and in
 * JavaScript nobody minds one argument too many.
 */
export function judgeSampleCall(claim: CallClaim, context: JudgeContext): Outcome {
  const { specifier, count } = claim;
  const { world, path } = context;
  if (!isMainEntry(specifier)) return unknown("foreign", "imported from elsewhere than the main entry of a package");
  const target = world.modules.resolve(path, specifier);
  if (target.kind !== "files") return unknown("foreign", "no package of this project");
  const found = target.files.map((file) => signaturesIn(file, claim, context));
  const signatures = found.flatMap((list) => list ?? []);
  const [first] = signatures;
  if (first === undefined || found.includes(null)) return unknown("ambiguous", "its function is made or declared elsewhere");
  const open = signatures.find((signature) => signature.open !== null);
  if (open) return unknown("open-set", open.open ?? "");
  const marked = marksGate(claim, context);
  if (signatures.some((signature) => fits(signature, count))) return ok(marked === null);
  if (marked) return unknown(marked);
  return drift({
    message: `\`${claim.reference}\` ${takes(first, count)}`,
    suggestion: null,
    evidence: {
      kind: "contradiction",
      summary: `its signature is \`${renderSignature(first)}\``,
      facts: [`signature:${first.name}`],
      before: String(count),
      after: renderSignature(first),
    },
    fix: null,
    cause: `signature:${first.name}`,
    probation: true,
  });
}

/** `kettle` and `@scope/kettle`, not `kettle/boil` or `./boil.js`. */
function isMainEntry(specifier: string): boolean {
  return /^(?:@[^/.][^/]*\/)?[^/.@][^/]*$/.test(specifier.slice(0, 214));
}

/** null when the name leads to something whose parameters are not known. */
function signaturesIn(file: string, { imported, form }: CallClaim, { world }: JudgeContext): readonly SignatureFact[] | null {
  const origin = world.types.origin(file, imported);
  if (origin === null) return null;
  const list = world.signatures.at(origin.path, calledName(origin.name, form));
  return list.length > 0 ? list : null;
}

/** Too few prove nothing: samples leave out what does not matter. */
function fits({ parameters }: SignatureFact, count: number): boolean {
  return count <= parameters.length || parameters.some((parameter) => parameter.rest);
}
