import type { SymbolClaim } from "../model.js";
import type { SymbolTombstone } from "../names/history-view.js";
import { nearMiss } from "../names/similarity.js";
import { aliveElsewhereGate, heldWhileAlive, marksGate, twoRevisionsGate } from "./gates.js";
import { type Owner, ownerOf } from "./owners.js";
import { weighOwner } from "./ownership.js";
import { type Drift, drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome, replaceName, tombstoneEvidence } from "./text.js";

/**
 * A document names a member that a type of this project does not have.
 *
 * That the type lacks it is not enough: a tombstone, a near-miss, or a call of it in prose under the type's own name must say that the
 * type is meant.
 */
export const symbolMissingMember = rule({
  id: "symbol/missing-member",
  summary: "A document names a member that a type of this project does not have",
  reads: ["symbol"],
  concerns: (claim) => claim.owner !== null,
  needs: ["closed set: members of the type", "tombstone, near-miss, or a call in prose under the type's name"],
  gates: ["G5 on the type", "G6", "G9"],
  fix: "safe",
  judge(claim, context) {
    const owner = ownerOf(claim, context.world);
    if (owner === null) return unknown("never-here", "no type of this project");
    const { members, open } = owner.members;
    if (members.has(claim.name)) return ok(couldHaveLost(claim, owner, context));
    if (INHERITED.has(claim.name) || context.world.names.isDeclared(`${owner.type}.${claim.name}`)) return ok(false);
    if (open !== null) return unknown("open-set", open);
    const marked = marksGate(claim, context);
    if (marked) return unknown(marked);
    const tombstone = context.history.member(owner.type, claim.name);
    return tombstone ? judgeDead(claim, owner, tombstone, context) : judgeNever(claim, owner, context);
  },
});

/** What every object, class and function has. */
const INHERITED = new Set(
  ["constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"].concat([
    "prototype",
    "name",
    "length",
    "call",
    "apply",
    "bind",
    "then",
    "catch",
    "finally",
  ]),
);

/** Whether the same claim would be a finding had the member just died. */
function couldHaveLost(claim: SymbolClaim, owner: Owner, context: JudgeContext): boolean {
  if (owner.members.open !== null || claim.place === "fence" || marksGate(claim, context) !== null) return false;
  if (context.history.status().kind !== "full") return false;
  return weighOwner(claim, owner, true, context).closed === null;
}

function judgeDead(claim: SymbolClaim, owner: Owner, tombstone: SymbolTombstone, context: JudgeContext): Outcome {
  const held = heldWhileAlive(claim, tombstone.died, context);
  const { own, foreign, closed } = weighOwner(claim, owner, held, context);
  if (closed) return unknown(closed);
  const unseen = twoRevisionsGate(claim, tombstone.died, own, context);
  if (unseen) return unknown(unseen);
  // JavaScript puts members on its objects anywhere: a file that still speaks of one may make it.
  const named = context.world.names.filesHolding(claim.name, { words: false });
  if (named.some((path) => owner.members.paths.includes(path) && isJavaScript(path))) return unknown("alive-elsewhere");
  const { successor } = tombstone;
  // A value named like a type may be of another one that has the member still.
  const alive = owner.isInstance && successor === null ? aliveAnywhere(claim, owner, context) : null;
  if (alive) return unknown(alive);
  const isLive = successor !== null && owner.members.members.has(successor.name);
  return missing(claim, owner, {
    message: isLive
      ? `\`${owner.type}.${claim.name}\` was renamed to \`${successor.name}\``
      : `\`${claim.name}\` was removed from \`${owner.type}\``,
    name: isLive ? successor.name : null,
    evidence: tombstoneEvidence(tombstone.died, isLive ? successor.name : null, [`type:${owner.type}`]),
    fix: isLive ? (successor.confidence >= 0.95 ? "safe" : "suggest") : null,
    factors: { own, not_foreign: 1 - foreign },
  });
}

function aliveAnywhere(claim: SymbolClaim, owner: Owner, context: JudgeContext) {
  return aliveElsewhereGate(claim.name, { paths: [...owner.members.paths] }, { words: false }, context);
}

function isJavaScript(path: string): boolean {
  return /\.[mc]?jsx?$/.test(path.slice(-5));
}

/** A member that history does not know: a slip of the pen, or a call that nothing of the name answers. */
function judgeNever(claim: SymbolClaim, owner: Owner, context: JudgeContext): Outcome {
  if (claim.place === "fence") return unknown("never-here");
  const { own, foreign, closed } = weighOwner(claim, owner, false, context);
  if (closed) return unknown(closed);
  const alive = aliveElsewhereGate(claim.name, { paths: [] }, { words: true }, context);
  if (alive) return unknown(alive);
  const near = nearMiss(claim.name, owner.members.members);
  const isAsserted = !owner.isInstance && claim.form === "call" && context.world.names.isExported(owner.type);
  if (near === null && !isAsserted) return unknown("never-here");
  const facts = [`type:${owner.type}`];
  return missing(claim, owner, {
    message: `\`${owner.type}\` has no member \`${claim.name}\``,
    name: near?.name ?? null,
    evidence: near
      ? { kind: "near-miss", summary: `the only member like it is \`${near.name}\``, facts }
      : { kind: "closed-set", summary: `its members are ${listSome([...owner.members.members].sort())}`, facts },
    fix: near ? "suggest" : null,
    factors: { own, not_foreign: 1 - foreign },
  });
}

type Parts = Pick<Drift, "message" | "evidence" | "fix"> & { name: string | null; factors: Record<string, number> };

function missing(claim: SymbolClaim, owner: Owner, { name, ...parts }: Parts): Outcome {
  const suggestion = name === null ? null : { text: `Write \`${name}\``, replacement: replaceName(claim, name) };
  return drift({ ...parts, suggestion, cause: `member:${owner.type}.${claim.name}` });
}
