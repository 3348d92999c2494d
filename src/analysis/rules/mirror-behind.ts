import { sourcesOf } from "../documents/translations.js";
import { askAll } from "../names/history-view.js";
import { drift, type JudgeContext, rule, unknown } from "./rule.js";
import { judgeDead, judgeLive } from "./symbol-life.js";
import { tombstoneEvidence } from "./text.js";

/**
 * A translation still names a symbol that is gone, while the document that it translates named it and was brought up to date.
 *
 * Sentences in another language are not understood, so the other rules say nothing of what they name; here the source's own correction is
 * the proof that the text is meant to follow.
 */
export const mirrorBehind = rule({
  id: "mirror/behind",
  summary: "A translation names what its source was corrected not to name any more",
  reads: ["symbol"],
  borrows: ["symbol"],
  concerns: (claim) => claim.marks.includes("language"),
  needs: ["tombstone", "the source, before and after"],
  gates: ["G5", "G6", "G7", "G9"],
  fix: null,
  judge(claim, context) {
    const source = sourceOf(context);
    if (source === null) return unknown("language");
    const understood = { ...claim, marks: claim.marks.filter((mark) => mark !== "language") };
    const live = judgeLive(understood, context);
    if (live) return live;
    const dead = judgeDead(understood, { words: true }, context);
    if ("verdict" in dead) return dead;
    const { died, successor } = dead.tombstone;
    const [before, now] = askAll([died.commit, null], (commit) => context.history.held(source, claim.name, commit));
    if (!before) return unknown("never-here", `${source} never named it`);
    if (now) return unknown("ambiguous", `${source} names it, too`);
    return drift({
      message: `\`${claim.name}\` is gone, and ${source} no longer names it; this translation does`,
      suggestion: { text: successor ? `Name \`${successor.name}\` instead` : `See what ${source} says now` },
      evidence: tombstoneEvidence(died, successor?.name ?? null, [`${dead.tombstone.path}#${claim.name}`]),
      fix: null,
      cause: `symbol:${claim.name}`,
      factors: { own: dead.own, not_foreign: 1 - dead.foreign },
    });
  },
});

/** The document that this one is a translation of; null when there is none. */
function sourceOf({ path, traits, world }: JudgeContext): string | null {
  if (traits?.class !== "mirror") return null;
  return sourcesOf(path).find((one) => one !== path && world.tree.hasFile(one)) ?? null;
}
