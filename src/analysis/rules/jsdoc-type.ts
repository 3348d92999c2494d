import type { JsdocTypeClaim } from "../model.js";
import { marksGate } from "./gates.js";
import { settledType } from "./returned-text.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";
import { compareTypes } from "./type-compare.js";
import { isName, readType, type Scope, type TypeSet } from "./type-text.js";

/** The type that a tag writes is not the declared one. Types that cannot be told from their text are not compared. */
export const jsdocType = rule({
  id: "jsdoc/type",
  summary: "The type in braces of a JSDoc tag is not the declared one",
  reads: ["jsdoc-type"],
  needs: ["declared type"],
  gates: ["type parameters", "outside types", "promises"],
  fix: "suggest",
  judge(claim, context) {
    if (claim.open !== null) return unknown("open-set", claim.open);
    const marked = marksGate(claim, context);
    const [written, declared] = [claim.written, claim.declared].map((text) => settled(claim, text)) as [string, string];
    if (sameText(written, declared)) return ok(marked === null);
    if (marked) return unknown(marked);
    const types = scopeOf(context.path, context);
    const scope: Scope = (name) => (claim.generics.includes(name) ? null : types(name));
    const said = readType(written, scope);
    const true_ = readType(declared, scope);
    if (said === null || true_ === null || said.length === 0 || true_.length === 0) return judgeRenamed(claim, context);
    const comparison = compareRest(claim, said, true_);
    if (comparison === "same") return ok();
    return comparison === "unknown" ? judgeRenamed(claim, context) : different(claim);
  },
});

/** A function that gives a promise may be documented by what it promises. */
function settled({ parameter }: JsdocTypeClaim, text: string): string {
  return parameter === null ? settledType(text) : text;
}

function sameText(a: string, b: string): boolean {
  const bare = (text: string) => text.split(" ").join("").replace(/;\}/g, "}");
  return bare(a) === bare(b);
}

/** The rest of the arguments may be documented by the type of one. */
function compareRest({ rest }: JsdocTypeClaim, said: TypeSet, declared: TypeSet) {
  const [only, another] = declared;
  const one = rest && another === undefined && only?.kind === "array" && only.of !== null ? compareTypes(said, only.of) : null;
  return one === "same" ? one : compareTypes(said, declared);
}

/** What names mean in the file at `path`. */
function scopeOf(path: string, context: JudgeContext): Scope {
  return (name) => {
    const meaning = context.world.types.meaning(path, name);
    if (meaning === null) return null;
    if (meaning.kind === "own") return { id: `${meaning.path}#${meaning.name}` };
    return { text: meaning.text, scope: scopeOf(meaning.path, context) };
  };
}

function different(claim: JsdocTypeClaim): Outcome {
  const what = claim.parameter === null ? `\`${claim.owner}\` returns` : `\`${claim.parameter}\` of \`${claim.owner}\` is`;
  return drift({
    message: `${what} \`${claim.declared}\``,
    suggestion: { text: `Write \`{${claim.declared}}\``, replacement: claim.declared },
    evidence: { kind: "contradiction", summary: `it is declared as \`${claim.declared}\``, facts: [`signature:${claim.owner}`] },
    fix: "suggest",
    cause: `type:${claim.owner}(${claim.parameter ?? ""})`,
  });
}

/** A type that is gone, where the declaration names the one that took its place. */
function judgeRenamed({ written, declared }: JsdocTypeClaim, context: JudgeContext): Outcome {
  if (!isName(written) || context.vocabulary.globals.has(written)) return unknown("open-set", "it cannot be told from its text");
  if (context.world.names.filesHolding(written, { words: false }).length > 0) return unknown("open-set", "not looked into");
  const tombstone = context.history.symbol(written);
  const successor = tombstone?.successor ?? null;
  if (tombstone === null || successor === null || !identifiersOf(declared).has(successor.name)) return unknown("never-here");
  return drift({
    message: `\`${written}\` was renamed to \`${successor.name}\``,
    suggestion: { text: `Write \`{${successor.name}}\``, replacement: successor.name },
    evidence: tombstoneEvidence(tombstone.died, successor.name, [`${successor.path}#${successor.name}`]),
    fix: "suggest",
    cause: `symbol:${written}`,
  });
}

function identifiersOf(type: string): Set<string> {
  return new Set(type.split(/[^\w$]/));
}
