/** Whether a name that a JSDoc block links to or throws lives, and if not, what is known of it. */
import { isTestCode } from "../../base/test-path.js";
import type { JsdocLinkClaim, JsdocThrowsClaim, SymbolClaim } from "../model.js";
import type { SymbolTombstone } from "../names/history-view.js";
import { nameSimilarity, nearMiss } from "../names/similarity.js";
import { subwords } from "../names/words.js";
import { aliveElsewhereGate, marksGate } from "./gates.js";
import { weighOwnership } from "./ownership.js";
import { drift, type JudgeContext, type Outcome, ok, unknown } from "./rule.js";
import { listSome, tombstoneEvidence } from "./text.js";
import { OWNERSHIP } from "./weights.js";

type NamingClaim = JsdocLinkClaim | JsdocThrowsClaim;

/** OK or UNKNOWN for a name that lives anywhere in this project, or that somebody else gives; null for one that nothing gives. */
export function judgeLiveName(claim: NamingClaim, context: JudgeContext): Outcome | null {
  const { name } = claim;
  const { names, packages } = context.world;
  const { vocabulary } = context;
  const marked = marksGate(claim, context);
  if (names.isDeclared(name) || names.isExported(name)) return ok(marked === null);
  const holders = names.filesHolding(name, { words: false });
  if (holders.includes(context.path)) return ok(false);
  if (vocabulary.globals.has(name) || vocabulary.foreign.has(name)) return unknown("foreign", "a global");
  if (names.isMember(name)) return ok(false);
  if (packages.isDependency(name) || packages.isOwn(name)) return unknown("foreign", "a package");
  if (marked) return unknown(marked);
  return weighOwnership(asSymbol(claim), null, true, context).foreign >= OWNERSHIP.foreignMax ? unknown("foreign") : null;
}

/** What proves that a name which nothing gives is wrong: its tombstone, or the one live name that is nearly it; else UNKNOWN. */
export function judgeGoneName(claim: NamingClaim, message: (became: string | null) => string, context: JudgeContext): Outcome {
  const { name } = claim;
  const tombstone = context.history.symbol(name);
  const paths = tombstone === null ? [] : [tombstone.path, tombstone.successor?.path ?? tombstone.path];
  const alive = aliveElsewhereGate(name, { paths }, { words: false }, context);
  if (alive) return unknown(alive);
  if (tombstone !== null && !isTestCode(tombstone.path)) return buried(claim, tombstone, message);
  const near = nearMiss(name, context.world.names.allExported());
  if (near === null && claim.kind === "jsdoc-link") return judgeAmongAlike(claim, context);
  if (near === null) return notHere(context);
  return drift({
    message: message(near.name),
    suggestion: { text: `Write \`${near.name}\``, replacement: withName(claim, near.name) },
    evidence: { kind: "near-miss", summary: `the only name like it is \`${near.name}\``, facts: [`name:${near.name}`] },
    fix: "suggest",
    cause: `symbol:${name}`,
  });
}

function buried(claim: NamingClaim, tombstone: SymbolTombstone, message: (became: string | null) => string): Outcome {
  const { successor, died } = tombstone;
  return drift({
    message: message(successor?.name ?? null),
    suggestion: successor === null ? null : { text: `Write \`${successor.name}\``, replacement: withName(claim, successor.name) },
    evidence: tombstoneEvidence(died, successor?.name ?? null, [
      `${(successor ?? tombstone).path}#${(successor ?? tombstone).name}`,
    ]),
    fix: successor === null ? null : successor.confidence >= 0.95 ? "safe" : "suggest",
    cause: `symbol:${claim.name}`,
  });
}

/** A link to a name that several live ones are like: none of them is it, and nothing gives it. */
function judgeAmongAlike({ name }: NamingClaim, context: JudgeContext): Outcome {
  const alike = context.world.names.allExported().filter((one) => nameSimilarity(name, one) >= ALIKE_MIN);
  if (subwords(name).length < 2 || alike.length < 2) return notHere(context);
  return drift({
    message: `\`${name}\` leads nowhere`,
    suggestion: { text: `Write one of ${listSome(alike)}` },
    evidence: { kind: "closed-set", summary: `nothing is called so; like it are ${listSome(alike)}`, facts: [`name:${name}`] },
    fix: null,
    cause: `symbol:${name}`,
  });
}

function notHere(context: JudgeContext): Outcome {
  return unknown(context.history.status().kind === "full" ? "never-here" : "no-history");
}

/** From here on two names are taken for slips of each other. */
const ALIKE_MIN = 0.8;

/** The claim's text with its first name replaced. */
function withName(claim: NamingClaim, name: string): string {
  return name + claim.reference.slice(claim.name.length);
}

/** The claim as one of inline code, for the evidence of gate G5. */
function asSymbol(claim: NamingClaim): SymbolClaim {
  return { ...claim, kind: "symbol", owner: null, form: "bare", place: "code" };
}
