import type { CitationClaim, Lines } from "../model.js";
import { citedFile, withLines } from "./cited-files.js";
import { artefactGate, historyGate, marksGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";

/**
 * A text cites lines for a symbol that no longer stands there.
 *
 * It did when the line of the text was written: a citation of another place, where the symbol is called, says nothing of where it is.
 */
export const citationMoved = rule({
  id: "citation/moved",
  summary: "A text cites lines where the symbol it names no longer stands",
  reads: ["citation"],
  needs: ["lines of the symbol now, and when the text was written"],
  gates: ["G7", "G8"],
  fix: "safe",
  concerns: (claim) => claim.symbol !== null,
  judge(claim, context) {
    const file = citedFile(claim, context);
    if ("verdict" in file) return file;
    const closed = marksGate(claim, context) ?? artefactGate(file.path, context) ?? historyGate(context);
    if (closed) return unknown(closed);
    return judgeLines(claim, file.path, context);
  },
});

function judgeLines(claim: CitationClaim, path: string, { history, path: document }: JudgeContext): Outcome {
  const name = claim.symbol as string;
  const { line, from_line: from, to_line: to } = claim;
  const cited = { from, to };
  const { now, then } = history.read({ ask: "symbol-lines", document, line, path, name });
  if (now === null) return unknown("never-here", `${path} declares no ${name}`);
  if (touches(now, cited)) return ok();
  if (then === null || !touches(then, cited)) return unknown("ambiguous", "it did not stand there when the text was written");
  const anchored = history.read({ ask: "anchored", document, line, path, cited });
  const exact = anchored && touches(now, anchored) ? anchored : null;
  const replacement = withLines(claim, exact ?? shifted(cited, then, now));
  return drift({
    message: `\`${name}\` now stands at ${shown(now)} of \`${path}\``,
    suggestion: { text: `Cite ${replacement}`, replacement },
    evidence: {
      kind: "contradiction",
      summary: `when the text was written it stood at ${shown(then)}`,
      facts: [`lines:${path}#${name}`],
      before: shown(then),
      after: shown(now),
    },
    fix: exact ? "safe" : "suggest",
    cause: `lines:${path}#${name}`,
  });
}

function touches(a: Lines, b: Lines): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** The same place of the symbol: all of it if all was cited, else as far from its beginning, within it. */
function shifted(cited: Lines, then: Lines, now: Lines): Lines {
  if (cited.from === then.from && cited.to === then.to) return now;
  const from = Math.min(Math.max(now.from + cited.from - then.from, now.from), now.to);
  return { from, to: Math.min(from + cited.to - cited.from, Math.max(now.to, from)) };
}

function shown({ from, to }: Lines): string {
  return from === to ? `line ${from}` : `lines ${from}–${to}`;
}
