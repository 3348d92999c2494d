import type { ScriptClaim } from "../model.js";
import { askAll, type EntryTombstone } from "../names/history-view.js";
import { nearMiss } from "../names/similarity.js";
import type { Package } from "../world/packages.js";
import { heldWhileAlive, marksGate, userSideGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome, tombstoneEvidence } from "./text.js";

/** Scripts that npm runs without an entry in `scripts`. */
const BUILT_IN = new Set(["env", "start", "restart", "stop"]);

/**
 * A command runs a package script that no package it can speak of has.
 *
 * `yarn x` and `pnpm x` without `run` may name a binary of a dependency: they need a tombstone.
 */
export const scriptUnknown = rule({
  id: "script/unknown",
  summary: "A command runs a package script that does not exist",
  reads: ["script"],
  needs: ["closed set: scripts of the package", "for users' documents of a published package: tombstone or near-miss"],
  gates: ["G4"],
  fix: "safe",
  judge(claim, context) {
    const packages = context.world.packages.spokenOf(context.path, claim.package);
    if (packages === null) return unknown("ambiguous", "the package it speaks of cannot be told");
    if (packages.length === 0) return unknown("never-here", "no package.json above the document");
    const closed = marksGate(claim, context) ?? userSideGate(claim, context);
    if (packages.some((own) => own.scripts[claim.script] !== undefined)) return ok(closed === null);
    if (closed) return unknown(closed);
    const open = packages.find((own) => own.open !== null);
    if (open) return unknown("open-set", open.open ?? "");
    if (BUILT_IN.has(claim.script) || claim.if_present) return unknown("open-set", "runs without an entry");
    return judgeMissing(claim, packages, context);
  },
});

function judgeMissing(claim: ScriptClaim, packages: Package[], context: JudgeContext): Outcome {
  const { world, history } = context;
  const tombstone = askAll(packages, (own) => history.script(own.manifest, claim.script)).find((one) => one !== null) ?? null;
  const elsewhere =
    claim.package === null ? world.packages.all().find((own) => own.scripts[claim.script] !== undefined) : undefined;
  if (elsewhere && !wasMeant(claim, tombstone, context)) return unknown("alive-elsewhere", `a script of ${elsewhere.manifest}`);
  const isBin = world.packages.bins().includes(claim.script) || world.packages.isDependency(claim.script);
  if (!claim.explicit && (tombstone === null || isBin)) {
    return unknown("ambiguous", "may name a binary");
  }
  const scripts = [...new Set(packages.flatMap((own) => Object.keys(own.scripts)))];
  const near = nearMiss(claim.script, scripts)?.name ?? null;
  if (tombstone === null && near === null && !speaksOfOwn(packages, context)) {
    return unknown("never-here", "no script here was ever called so: the text may speak of the reader's own project");
  }
  return missing(claim, { packages, scripts, tombstone, near });
}

/** The document named the script of this very package while it had it, and the package has it under another name now. */
function wasMeant(claim: ScriptClaim, tombstone: EntryTombstone | null, context: JudgeContext): boolean {
  return tombstone !== null && tombstone.successor !== null && heldWhileAlive(claim, tombstone.died, context);
}

/** Whether the set of scripts alone decides: in a document for those who work on the project, and where nobody else reads. */
function speaksOfOwn([own]: Package[], { traits }: JudgeContext): boolean {
  if (traits?.class === "agent" || traits?.class === "contributor") return true;
  return own?.private === true && own.workspaces.length === 0;
}

interface Missing {
  packages: Package[];
  /** Scripts of those packages. */
  scripts: string[];
  tombstone: EntryTombstone | null;
  near: string | null;
}

function missing(claim: ScriptClaim, { packages, scripts, tombstone, near }: Missing): Outcome {
  const own = packages[0] as Package;
  const successor = tombstone?.successor ?? null;
  const facts = packages.map((one) => `scripts:${one.manifest}`);
  const replacement = successor?.name ?? near ?? undefined;
  const safe = successor !== null && successor.confidence >= 0.95;
  return drift({
    message: successor
      ? `script \`${claim.script}\` was renamed to \`${successor.name}\``
      : `${own.manifest} has no script \`${claim.script}\``,
    suggestion: replacement === undefined ? null : { text: `Run \`${replacement}\``, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor?.name ?? null, facts)
      : { kind: "closed-set", summary: `the scripts of ${own.manifest} are ${listSome(scripts)}`, facts },
    fix: safe ? "safe" : replacement === undefined ? null : "suggest",
    cause: `script:${own.manifest}#${claim.script}`,
  });
}
