import type { CitationClaim } from "../model.js";
import { citedFile, withLines } from "./cited-files.js";
import { artefactGate, marksGate } from "./gates.js";
import { drift, type JudgeContext, ok, rule, unknown } from "./rule.js";

/** A text cites lines that its file does not have. What was cited is sought in the file as it is now. */
export const citationLineOutOfRange = rule({
  id: "citation/line-out-of-range",
  summary: "A text cites a line beyond the end of its file",
  reads: ["citation"],
  needs: ["closed set: lines of the file"],
  gates: ["G8"],
  fix: "safe",
  judge(claim, context) {
    const file = citedFile(claim, context);
    if ("verdict" in file) return file;
    const { path, lines } = file;
    const closed = marksGate(claim, context) ?? artefactGate(path, context);
    const last = Math.max(claim.from_line, claim.to_line);
    if (last <= lines) return ok(closed === null);
    if (closed) return unknown(closed);
    const replacement = anchoredAt(claim, path, context);
    return drift({
      message: `\`${path}\` has ${lines} lines, not ${last}`,
      suggestion: replacement === null ? null : { text: `Cite ${replacement}`, replacement },
      evidence: { kind: "contradiction", summary: `the file ends at line ${lines}`, facts: [`lines:${path}`] },
      fix: replacement === null ? null : "safe",
      cause: `lines:${path}`,
    });
  },
});

/** How to cite the lines that were meant when the text was written; null when they are not there exactly once. */
function anchoredAt(claim: CitationClaim, path: string, context: JudgeContext): string | null {
  const { history } = context;
  if (history.status().kind !== "full") return null;
  const cited = { from: claim.from_line, to: claim.to_line };
  const lines = history.read({ ask: "anchored", document: context.path, line: claim.line, path, cited });
  return lines === null ? null : withLines(claim, lines);
}
