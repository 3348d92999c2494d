import type { SymbolClaim } from "../model.js";
import { differsByAWord, nearMiss } from "../names/similarity.js";
import { marksGate, userSideGate } from "./gates.js";
import { weighOwnership } from "./ownership.js";
import { packageMeant } from "./package-slips.js";
import { drift, type JudgeContext, type Outcome, rule, unknown } from "./rule.js";
import { judgeDead, judgeLive } from "./symbol-life.js";
import { replaceName, tombstoneEvidence } from "./text.js";
import { CONFIDENCE, NUMBERS, OWNERSHIP } from "./weights.js";

/** A document names a symbol that history saw renamed, exactly once and to a name that lives. */
export const symbolRenamed = rule({
  id: "symbol/renamed",
  summary: "A document names a symbol that was renamed",
  reads: ["symbol"],
  needs: ["tombstone with a unique successor, or near-miss"],
  gates: ["G4", "G5", "G6", "G7", "G9", "G10"],
  fix: "safe",
  judge(claim, context) {
    const live = judgeLive(claim, context);
    if (live) return live;
    const dead = judgeDead(claim, { words: false }, context);
    if ("verdict" in dead)
      return dead.verdict === "UNKNOWN" && dead.reason === "never-here" ? judgeNearMiss(claim, context) : dead;
    const { successor } = dead.tombstone;
    if (successor === null) return unknown("never-here", "it has no successor");
    return drift({
      message: `\`${claim.name}\` was renamed to \`${successor.name}\``,
      suggestion: { text: `Write \`${successor.name}\``, replacement: replaceName(claim, successor.name) },
      evidence: tombstoneEvidence(dead.tombstone.died, successor.name, [`${successor.path}#${successor.name}`]),
      fix: successor.confidence >= 0.95 ? "safe" : "suggest",
      cause: `symbol:${claim.name}`,
      factors: { own: dead.own, not_foreign: 1 - dead.foreign },
    });
  },
});

/**
 * A name one slip away from exactly one exported name, in a section that speaks of this project; a heading that writes a call or a member
 * does so by itself, where nothing but capitals differs.
 */
function judgeNearMiss(claim: SymbolClaim, context: JudgeContext): Outcome {
  const { names } = context.world;
  const titles = claim.place === "heading" && claim.form !== "bare";
  if (!titles && (claim.place !== "code" || claim.owner !== null)) return unknown("never-here");
  const meant = claim.form === "bare" ? packageMeant(claim.name, context) : null;
  if (meant !== null) return judgePackage(claim, meant, context);
  if (!titles && context.sections.exportedAround(claim).size < 2)
    return unknown("foreign", "the section names fewer than two names of this project");
  if (context.traits?.defines.includes(claim.name)) return unknown("ambiguous", "defined here");
  if (names.filesHolding(claim.name, { words: true }).length > 0) return unknown("alive-elsewhere");
  const closed = marksGate(claim, context) ?? userSideGate(claim, context);
  if (closed) return unknown(closed);
  const near = nearMiss(claim.name, names.allExported());
  if (!near || (titles && near.name.toLowerCase() !== claim.name.toLowerCase())) return unknown("never-here");
  if (differsByAWord(claim.name, near.name)) return unknown("never-here", `it is \`${near.name}\` with a word more or less`);
  const { foreign } = weighOwnership(claim, null, true, context);
  if (foreign >= OWNERSHIP.foreignMax) return unknown("foreign");
  return drift({
    message: `No \`${claim.name}\` exists; \`${near.name}\` does`,
    suggestion: { text: `Write \`${near.name}\``, replacement: replaceName(claim, near.name) },
    evidence: { kind: "near-miss", summary: `the only name like it is \`${near.name}\``, facts: [`name:${near.name}`] },
    fix: "suggest",
    cause: `symbol:${claim.name}`,
    factors: { near_miss: CONFIDENCE.nearMissSymbol / NUMBERS["symbol/renamed"].confidence, not_foreign: 1 - foreign },
  });
}

/** The name of a package of this project, with a slip, as the samples of the document write it too. */
function judgePackage(claim: SymbolClaim, meant: string, context: JudgeContext): Outcome {
  const { name } = claim;
  const closed = marksGate(claim, context);
  if (closed) return unknown(closed);
  return drift({
    message: `No package \`${name}\` is of this project; \`${meant}\` is`,
    suggestion: { text: `Write \`${meant}\``, replacement: meant },
    evidence: { kind: "near-miss", summary: `the only package like it is \`${meant}\``, facts: ["packages"] },
    fix: "suggest",
    cause: `package:${name}`,
  });
}
