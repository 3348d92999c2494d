import type { JsdocReturnsClaim } from "../model.js";
import { marksGate } from "./gates.js";
import { describesNothing, isNothing, settledType } from "./returned-text.js";
import { drift, ok, rule, unknown } from "./rule.js";

/** A `@returns` tag says what a function gives back that gives nothing back: by its declared type, or by its body. */
export const jsdocReturns = rule({
  id: "jsdoc/returns",
  summary: "A @returns tag describes what a function gives back that gives nothing back",
  reads: ["jsdoc-returns"],
  needs: ["declared return type, or the body"],
  gates: ["overloads", "generators", "accessors", "async with a promise in the text"],
  fix: null,
  judge(claim, context) {
    const { returned } = claim;
    if (returned.generator || claim.open !== null) return unknown("open-set", claim.open ?? "a generator");
    const nothing = givesNothing(claim);
    if (nothing === null) return unknown("open-set", "its return type is inferred, or is no plain type");
    const marked = marksGate(claim, context);
    if (!nothing) return ok(marked === null);
    if (agrees(claim)) return ok(false);
    if (isConstructor(claim)) return unknown("ambiguous", "may be called with `new`");
    if (marked) return unknown(marked);
    const declared =
      returned.type === null ? "no `return` of its body has a value" : `it is declared to return \`${returned.type}\``;
    return drift({
      message: `\`${claim.owner}\` returns nothing`,
      suggestion: null,
      evidence: { kind: "contradiction", summary: declared, facts: [`signature:${claim.owner}`] },
      fix: null,
      cause: `returns:${claim.owner}`,
    });
  },
});

/** A function of plain JavaScript with a capital is called with `new`, and then gives an object. */
function isConstructor({ owner, returned }: JsdocReturnsClaim): boolean {
  const name = owner.slice(owner.lastIndexOf(".") + 1);
  return returned.type === null && /^[A-Z]/.test(name);
}

/** Whether the function is known to give nothing back; null when that cannot be told. */
function givesNothing({ returned }: JsdocReturnsClaim): boolean | null {
  if (returned.type === null) return returned.gives === "unknown" ? null : returned.gives === "nothing";
  return isNothing(settledType(returned.type));
}

/** Whether the tag itself says that nothing is given back, or speaks of the promise that an asynchronous function is. */
function agrees({ type, says, returned }: JsdocReturnsClaim): boolean {
  if (type !== null && (isNothing(settledType(type)) || type.startsWith("asserts "))) return true;
  if (describesNothing(says)) return true;
  const isPromise = returned.async || (returned.type?.startsWith("Promise") ?? false);
  return isPromise && (type === null ? speaksOfPromise(says) : type === "Promise" || speaksOfPromise(says));
}

const OF_PROMISES = ["promise", "resolve", "await", "fulfil", "settle", "once", "when", "after", "until", "reject"];

function speaksOfPromise(says: string): boolean {
  const lower = says.toLowerCase();
  return OF_PROMISES.some((word) => lower.includes(word));
}
