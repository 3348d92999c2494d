import { artefactGate, marksGate } from "./gates.js";
import { linkTarget } from "./link-targets.js";
import { rewrite } from "./places.js";
import { drift, ok, rule, unknown } from "./rule.js";

/** A relative link matches exactly one file but for the case of its letters: it works on some disks and breaks on code hosts. */
export const linkCaseMismatch = rule({
  id: "link/case-mismatch",
  summary: "A link differs from the file it means in the case of letters only",
  reads: ["link"],
  needs: ["closed set: file tree"],
  gates: ["G8"],
  fix: "safe",
  judge(claim, context) {
    const target = linkTarget(claim, context);
    if (target.kind !== "path") return unknown("host-route", target.why);
    const { tree } = context.world;
    if (target.path === "" || tree.has(target.path)) return ok(false);
    const closed = marksGate(claim, context) ?? artefactGate(target.path, context);
    if (closed) return unknown(closed);
    const [only, second] = tree.ignoringCase(target.path);
    if (only === undefined || second !== undefined) return unknown("ambiguous", "no entry, or several, equal but for case");
    const replacement = rewrite(claim.reference, target.path, only, context, true);
    return drift({
      message: `\`${target.path}\` is written \`${only}\` on disk; code hosts tell the cases apart`,
      suggestion: { text: `Link to ${replacement}`, replacement },
      evidence: { kind: "closed-set", summary: `the tree has \`${only}\``, facts: [`file:${only}`] },
      fix: "safe",
      cause: `file:${target.path}`,
    });
  },
});
