import type { BinClaim } from "../model.js";
import { askAll, type EntryTombstone } from "../names/history-view.js";
import { nearMiss } from "../names/similarity.js";
import { aliveElsewhereGate, marksGate, userSideGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome, tombstoneEvidence } from "./text.js";

/** A command runs a binary of this project under a name that it no longer has. Other programs are nobody's business here. */
export const commandUnknownBin = rule({
  id: "command/unknown-bin",
  summary: "A command runs a binary that this project no longer installs under that name",
  reads: ["bin"],
  needs: ["tombstone, or near-miss among own binaries"],
  gates: ["G4", "G6"],
  fix: "safe",
  judge(claim, context) {
    const { packages } = context.world;
    const bins = packages.bins();
    if (bins.includes(claim.bin) || packages.isOwn(claim.bin)) return ok(marksGate(claim, context) === null);
    if (packages.isDependency(claim.bin)) return unknown("foreign", "a dependency");
    const tombstone = tombstoneOf(claim, context);
    const near = tombstone || bins.length === 0 ? null : nearMiss(claim.bin, bins);
    if (!tombstone && !near) return unknown("foreign", "never a binary of this project");
    const closed =
      marksGate(claim, context) ??
      userSideGate(claim, context) ??
      aliveElsewhereGate(claim.bin, { paths: [] }, { words: true }, context);
    if (closed) return unknown(closed);
    return wrong(claim, tombstone, near?.name ?? null, bins);
  },
});

function tombstoneOf(claim: BinClaim, { world, history }: JudgeContext): EntryTombstone | null {
  return askAll(world.packages.all(), (own) => history.bin(own.manifest, claim.bin)).find((found) => found !== null) ?? null;
}

function wrong(claim: BinClaim, tombstone: EntryTombstone | null, near: string | null, bins: readonly string[]): Outcome {
  const successor = tombstone?.successor?.name ?? null;
  const replacement = successor ?? near;
  return drift({
    message: successor
      ? `binary \`${claim.bin}\` was renamed to \`${successor}\``
      : `no package here installs a binary \`${claim.bin}\``,
    suggestion: replacement === null ? null : { text: `Run \`${replacement}\``, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor, ["bins"])
      : { kind: "near-miss", summary: `the binaries here are ${listSome(bins)}`, facts: ["bins"] },
    fix: successor ? "safe" : replacement === null ? null : "suggest",
    cause: `bin:${claim.bin}`,
  });
}
