/** Whether two types that were read from their texts can be the same. */
import type { Atom, TypeSet } from "./type-text.js";

export type Comparison = "same" | "different" | "unknown";

/** Compares two types as sets: they differ when a part of one can be no part of the other. */
export function compareTypes(a: TypeSet, b: TypeSet): Comparison {
  return worst([...a.map((part) => best(part, b)), ...b.map((part) => best(part, a))]);
}

/** The answer of the part of `set` that is most like `part`. */
function best(part: Atom, set: TypeSet): Comparison {
  let answer: Comparison = "different";
  for (const other of set) {
    const one = compareAtoms(part, other);
    if (one === "same") return "same";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}

function worst(answers: readonly Comparison[]): Comparison {
  if (answers.includes("different")) return "different";
  return answers.includes("unknown") ? "unknown" : "same";
}

function compareAtoms(a: Atom, b: Atom): Comparison {
  if (a.kind === "primitive" || b.kind === "primitive") {
    return a.kind === "primitive" && b.kind === "primitive" && a.name === b.name ? "same" : "different";
  }
  if (a.kind === "array" && b.kind === "array") return a.of === null || b.of === null ? "same" : compareTypes(a.of, b.of);
  if (a.kind === "named" && b.kind === "named") return a.id === b.id ? "same" : "unknown";
  if (a.kind === b.kind) return a.kind === "function" ? "same" : "unknown";
  // What a structure or a class can be is not looked into: it may be called, or be a kind of array.
  return a.kind === "structure" || b.kind === "structure" || a.kind === "named" || b.kind === "named" ? "unknown" : "different";
}
