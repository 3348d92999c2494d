import { editDistance } from "../../base/nearest.js";
import type { KeyClaim, SymbolClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { marksGate, narrowAliveGate } from "./gates.js";
import { innerDrift, judgeDeadInner } from "./inner-life.js";
import { type MeantKey, meantKey } from "./meant-keys.js";
import { type Accepted, acceptedKeys } from "./receivers.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/** Live keys that a section names at least, before a name that is nearly one of them counts as a slip. */
const LIVE_KEYS_MIN = 3;

/**
 * A document names a key of this project's options or configuration that was renamed or removed, or that is one slip away from a
 * live one.
 *
 * That no type declares a key proves nothing: only a tombstone does, or a section full of live keys around it.
 */
export const configUnknownKey = rule({
  id: "config/unknown-key",
  summary: "A document names an option or configuration key that was renamed or removed",
  reads: ["key", "symbol"],
  borrows: ["symbol"],
  concerns: (claim) => claim.kind === "key" || namesKey(claim),
  needs: ["tombstone", "closed set: what the function takes that gets the object", "near-miss among live keys"],
  gates: ["G6", "G7", "G9"],
  fix: "safe",
  judge(claim, context) {
    const { world, sections } = context;
    const shown = claim.kind === "key" && claim.level !== undefined ? sections.shownKeys(claim) : null;
    const handed = judgePlaced(claim, shown, context);
    if (handed !== null) return handed;
    if (world.inner.lives("key", claim.name)) return ok(false);
    if (world.names.isDeclared(claim.name) || world.names.isExported(claim.name))
      return unknown("ambiguous", "a symbol of that name lives");
    if (context.vocabulary.globals.has(claim.name)) return unknown("foreign", "a global");
    const marked = marksGate(claim, context);
    if (marked) return unknown(marked);
    const dead = judgeDeadInner(claim, { kind: "key", name: claim.name, token: claim.name }, context);
    if ("verdict" in dead)
      return dead.verdict === "UNKNOWN" && dead.reason === "never-here" ? judgeNearMiss(claim, shown, context) : dead;
    if (dead.outside.length > 0) return unknown("open-set", `${dead.owner} is built from ${dead.outside[0]}`);
    if (!dead.owner_survived) return unknown("open-set", `${dead.owner} went with it`);
    if (!isForOthers(dead, context)) return unknown("foreign", `${dead.owner} is not for others to fill in`);
    return innerDrift(dead, { what: "option", shown: claim.name, write: (name) => rewrite(claim, name) });
  },
});

/** What the place of a key tells already; null when history must. `shown` are the keys of the options that a sample is of. */
function judgePlaced(claim: KeyClaim | SymbolClaim, shown: ReadonlySet<string> | null, context: JudgeContext): Outcome | null {
  if (claim.kind === "symbol") return judgeListed(claim, context);
  if (claim.level === undefined) return judgeHanded(claim, context);
  if (shown === null) return unknown("foreign", "the sample fits no one set of options of this project");
  return shown.has(claim.name) ? ok(marksGate(claim, context) === null) : null;
}

/** A key of an object that a sample hands to a function of this project, against all that the function takes. */
function judgeHanded(claim: KeyClaim, context: JudgeContext): Outcome | null {
  const { given_to } = claim;
  const accepted = given_to === undefined ? null : acceptedKeys(given_to, context.path, context.world);
  if (given_to === undefined || accepted === null) return null;
  const marked = marksGate(claim, context);
  if (accepted.keys.has(claim.name)) return ok(marked === null);
  const others = given_to.siblings.filter((key) => key !== claim.name);
  const known = others.filter((key) => accepted.keys.has(key));
  // An object that shares hardly a key with what the function takes may be meant for something else.
  if (accepted.made ? known.length === 0 : known.length * 2 < others.length) return null;
  return marked ? unknown(marked) : notTaken(claim, accepted);
}

/** A name that begins an item of a list of options, beside a sample that hands such options to a function of this project. */
function judgeListed(claim: SymbolClaim, context: JudgeContext): Outcome | null {
  if (!claim.leads || claim.place !== "code" || claim.form !== "bare" || claim.owner !== null) return null;
  const receivers = context.sections.receiversAround(claim);
  const accepted = receivers.flatMap((one) => acceptedKeys(one, context.path, context.world) ?? []);
  if (accepted.length === 0) return null;
  const leads = context.sections.leadsAround(claim).filter(startsSmall);
  const meant = accepted.filter(({ keys }) => 2 * leads.filter((name) => keys.has(name)).length >= leads.length);
  const [only, another] = meant;
  if (only === undefined || another !== undefined || leads.length < 2) return null;
  // A capital tells of a class or a type.
  if (!startsSmall(claim.name)) return null;
  const marked = marksGate(claim, context);
  if (accepted.some(({ keys }) => keys.has(claim.name))) return ok(marked === null);
  return marked ? unknown(marked) : notTaken(claim, only);
}

function startsSmall(name: string): boolean {
  const [first = ""] = name;
  return first === first.toLowerCase();
}

/** On probation. */
function notTaken(claim: KeyClaim | SymbolClaim, { keys, callee, path }: Accepted): Outcome {
  const near = nearMiss(claim.name, keys);
  const replacement = near === null ? null : rewrite(claim, near.name);
  return drift({
    message: `\`${callee}\` takes no option \`${claim.name}\``,
    suggestion: replacement === null ? null : { text: `Write \`${replacement}\``, replacement },
    evidence: { kind: "closed-set", summary: `in ${path} it takes ${listSome([...keys].sort())}`, facts: [`file:${path}`] },
    fix: replacement === null ? null : "suggest",
    cause: `key:${claim.name}`,
    probation: true,
  });
}

/** Inline code that is one identifier or `options.x`, a heading that is one identifier or ends in `.x`. */
function namesKey({ form, place, owner, name }: SymbolClaim): boolean {
  if (place === "fence" || (form !== "bare" && form !== "qualified")) return false;
  // A heading of one capitalised word is a title.
  if (place === "heading" && owner === null && name[0] !== name[0]?.toLowerCase()) return false;
  return owner === null || place === "heading" || isOptions(owner);
}

/** Whether documents would speak of what the owner holds: its file hands it out, or it is called what options are called. */
function isForOthers({ owner, path }: { owner: string; path: string }, { world }: JudgeContext): boolean {
  const name = owner.split(/[.(#]/, 1)[0] ?? owner;
  if (/(?:options|option|opts|config|settings|props|params)$/i.test(name.slice(-64))) return true;
  return world.tree.hasFile(path) ? world.modules.exportsOf(path).names.has(name) : world.names.isExported(name);
}

const OPTIONS = new Set(["options", "option", "opts", "opt", "config", "settings"]);

function isOptions(owner: string): boolean {
  return OPTIONS.has(owner.slice(Math.max(owner.lastIndexOf("."), owner.lastIndexOf("#")) + 1).toLowerCase());
}

function rewrite(claim: KeyClaim | SymbolClaim, name: string): string {
  const at = claim.reference.lastIndexOf(claim.name);
  return at === -1 ? name : claim.reference.slice(0, at) + name + claim.reference.slice(at + claim.name.length);
}

/**
 * One slip away from exactly one live key, where the claim's section, or its sample, is a list of live keys; or written for a key that
 * the place is about. On probation.
 */
function judgeNearMiss(claim: KeyClaim | SymbolClaim, shown: ReadonlySet<string> | null, context: JudgeContext): Outcome {
  const { world } = context;
  const meant = meantKey(claim, context);
  if (meant !== null) return notThere(claim, meant);
  if ((!claim.leads && shown === null) || claim.name === claim.name.toUpperCase()) return unknown("never-here");
  if (shown === null && context.sections.keysAround(claim).size < LIVE_KEYS_MIN)
    return unknown("foreign", "the section names fewer than three live keys");
  const alive = narrowAliveGate(claim.name, context);
  if (alive) return unknown(alive);
  if (context.history.inner("key", claim.name) !== null) return unknown("never-here");
  const near = nearMiss(claim.name, shown ?? world.inner.all("key"));
  if (near === null || !isOneSlip(claim.name, near.name)) return unknown("never-here");
  return notThere(claim, { name: near.name, why: `the only key like it is \`${near.name}\`` });
}

function notThere(claim: KeyClaim | SymbolClaim, { name, why }: MeantKey): Outcome {
  const replacement = rewrite(claim, name);
  return drift({
    message: `No option \`${claim.name}\` exists; \`${name}\` does`,
    suggestion: { text: `Write \`${replacement}\``, replacement },
    evidence: { kind: "near-miss", summary: why, facts: [`key:${name}`] },
    fix: "suggest",
    cause: `key:${claim.name}`,
    probation: true,
  });
}

function isOneSlip(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() || editDistance(a, b) <= 1;
}
