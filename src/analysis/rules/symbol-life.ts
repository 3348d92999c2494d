/** Whether a named symbol lives, and if not, whether its death can be told. Shared by the symbol rules. */
import { isProjectCode } from "../../base/test-path.js";
import type { SymbolClaim } from "../model.js";
import type { SymbolTombstone } from "../names/history-view.js";
import {
  aliveElsewhereGate,
  definedHereGate,
  heldWhileAlive,
  historyGate,
  marksGate,
  twoRevisionsGate,
  userSideGate,
} from "./gates.js";
import { ownerOf } from "./owners.js";
import { weighOwnership } from "./ownership.js";
import { type JudgeContext, type Outcome, ok, unknown, weakOk } from "./rule.js";

/** OK, WEAK_OK or UNKNOWN for a name that lives; null for one that does not. */
export function judgeLive(claim: SymbolClaim, context: JudgeContext): Outcome | null {
  const { names } = context.world;
  const exported = names.isExported(claim.name);
  if (!exported && !names.isDeclared(claim.name)) {
    return names.isMember(claim.name) ? ok(false) : null;
  }
  const provable = claim.owner === null && couldHaveLost(claim, context);
  if (exported) return ok(provable);
  return weakOk("declared, but exported by no module", provable);
}

/** Whether the same claim would be a finding had the name just died: only then does finding it prove anything. */
function couldHaveLost(claim: SymbolClaim, context: JudgeContext): boolean {
  if (claim.place === "fence") return false;
  if (context.history.status().kind !== "full") return false;
  if (marksGate(claim, context) !== null || userSideGate(claim, context) !== null) return false;
  if (definedHereGate(claim.name, context) !== null) return false;
  return weighOwnership(claim, null, true, context).closed === null;
}

/**
 * What was a member of some type, and is of none: written as a member or as a call. A member of a live type whose members are known
 * is `symbol/missing-member`'s; a bare word may be any option or key.
 */
function deadMember(claim: SymbolClaim, context: JudgeContext): SymbolTombstone | null {
  if (claim.form !== "call" && claim.form !== "qualified") return null;
  if (ownerOf(claim, context.world)?.members.open === null) return null;
  return context.history.member(null, claim.name);
}

/** What is known of a dead name whose gates are open; else the verdict. */
export function judgeDead(
  claim: SymbolClaim,
  including: { words: boolean },
  context: JudgeContext,
): { tombstone: SymbolTombstone; own: number; foreign: number } | Outcome {
  const marked = marksGate(claim, context);
  if (marked) return unknown(marked);
  const tombstone = context.history.symbol(claim.name) ?? deadMember(claim, context);
  if (!tombstone) return unknown(historyGate(context) ?? "never-here");
  if (!isProjectCode(tombstone.path)) return unknown("foreign", "it only ever lived in tests or examples");
  const userSide = userSideGate(claim, context);
  if (userSide) return unknown(userSide);
  const paths = [tombstone.path, tombstone.successor?.path ?? tombstone.path];
  const alive = aliveElsewhereGate(claim.name, { paths }, including, context);
  if (alive) return unknown(alive);
  const held = heldWhileAlive(claim, tombstone.died, context);
  const ownership = weighOwnership(claim, tombstone, held, context);
  if (ownership.closed) return unknown(ownership.closed);
  const unseen = twoRevisionsGate(claim, tombstone.died, ownership.own, context);
  if (unseen) return unknown(unseen);
  // A document that named an exported thing while it lived means that thing, whatever its samples declare.
  const definedHere = held && tombstone.exported ? null : definedHereGate(claim.name, context);
  if (definedHere) return unknown(definedHere);
  return { tombstone, own: ownership.own, foreign: ownership.foreign };
}
