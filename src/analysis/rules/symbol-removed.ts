import { drift, rule, unknown } from "./rule.js";
import { judgeDead, judgeLive } from "./symbol-life.js";
import { tombstoneEvidence } from "./text.js";

/** A document names a symbol that history saw removed, with nothing in its place. */
export const symbolRemoved = rule({
  id: "symbol/removed",
  summary: "A document names a symbol that was removed",
  reads: ["symbol"],
  needs: ["tombstone"],
  gates: ["G4", "G5", "G6", "G7", "G9", "G10"],
  fix: null,
  judge(claim, context) {
    const live = judgeLive(claim, context);
    if (live) return live;
    const dead = judgeDead(claim, { words: true }, context);
    if ("verdict" in dead) return dead;
    if (dead.tombstone.successor) return unknown("ambiguous", "it was renamed");
    return drift({
      message: `\`${claim.name}\` was removed from \`${dead.tombstone.path}\``,
      suggestion: null,
      evidence: tombstoneEvidence(dead.tombstone.died, null, [`${dead.tombstone.path}#${claim.name}`]),
      fix: null,
      cause: `symbol:${claim.name}`,
      factors: { own: dead.own, not_foreign: 1 - dead.foreign },
    });
  },
});
