import { artefactGate, marksGate } from "./gates.js";
import { candidatePaths } from "./places.js";
import { drift, ok, rule, unknown } from "./rule.js";

/** A text cites lines that its file does not have. */
export const citationLineOutOfRange = rule({
  id: "citation/line-out-of-range",
  summary: "A text cites a line beyond the end of its file",
  reads: ["citation"],
  needs: ["closed set: lines of the file"],
  gates: ["G8"],
  fix: null,
  judge(claim, context) {
    const { tree } = context.world;
    const exact = candidatePaths(claim.target, context).find((path) => tree.hasFile(path));
    const found = exact ? [exact] : tree.endingWith(claim.target);
    const [path, second] = found;
    if (path === undefined) return unknown("never-here");
    if (second !== undefined) return unknown("ambiguous", `${found.length} paths end with it`);
    const analysis = context.world.analysis(path);
    if (!analysis) return unknown("limit", "the file was not read");
    const closed = marksGate(claim, context) ?? artefactGate(path, context);
    const last = Math.max(claim.from_line, claim.to_line);
    if (last <= analysis.lines) return ok(closed === null);
    if (closed) return unknown(closed);
    return drift({
      message: `\`${path}\` has ${analysis.lines} lines, not ${last}`,
      suggestion: null,
      evidence: { kind: "contradiction", summary: `the file ends at line ${analysis.lines}`, facts: [`lines:${path}`] },
      fix: null,
      cause: `lines:${path}`,
    });
  },
});
