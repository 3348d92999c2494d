import type { Edit, EmbedClaim, FenceMarks, Suggestion } from "../model.js";
import { copyIn, withoutIndent } from "../names/pieces.js";
import { marksGate } from "./gates.js";
import { candidatePaths } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";

/** A fence that says which piece of a file it copies no longer is that piece. Outer blank lines and common indent do not count. */
export const embedStaleSnippet = rule({
  id: "embed/stale-snippet",
  summary: "A copy of code in a document differs from the code",
  reads: ["embed"],
  needs: ["text of the piece"],
  gates: ["meta `frozen`"],
  fix: "safe",
  judge(claim, context) {
    const { world, history } = context;
    const path = candidatePaths(claim.target, context).find((one) => world.tree.hasFile(one));
    if (path === undefined) return unknown("never-here", "no such file");
    const closed = marksGate(claim, context);
    const now = history.read({ ask: "piece", path, piece: claim.piece });
    if (now === "cut") return unknown("limit", "too long to compare");
    if (now === null) return closed ? unknown(closed) : missingPiece(claim, path);
    const copy = withoutIndent(claim.content.split("\n"));
    if (copy === now.text || isElided(copy, now.text)) return ok(closed === null);
    if (closed) return unknown(closed);
    if (!claim.titled) return differs(claim, path, copy, now.text);
    return judgeTitled(claim, path, { copy, now: now.text }, context);
  },
});

/** A path in a comment may be that of a file of the reader's: what never was a copy is none. */
function judgeTitled(
  claim: EmbedClaim,
  path: string,
  { copy, now }: { copy: string; now: string },
  { history, path: document }: JudgeContext,
): Outcome {
  if (copyIn(now, copy) !== null) return ok();
  const to = claim.line + claim.content.trimEnd().split("\n").length;
  const copied = history.read({ ask: "copied", document, from: claim.line, to, path, copy });
  if (copied === null) return unknown("user-side", "it never was a copy of the file");
  return copied === "whole" ? differs(claim, path, copy, now) : noLonger(claim, path);
}

/** Lines that stood in the file together, and do no more; which ones took their place cannot be told. */
function noLonger({ reference }: EmbedClaim, path: string): Outcome {
  return drift({
    message: `\`${path}\` no longer holds these lines`,
    suggestion: null,
    evidence: { kind: "contradiction", summary: "it did when they were written", facts: [`content:${path}`] },
    fix: null,
    cause: `content:${path}#${reference}`,
  });
}

function missingPiece({ piece, reference }: EmbedClaim, path: string): Outcome {
  if (piece.part === "file") return unknown("limit", "the file cannot be read");
  return drift({
    message: `\`${path}\` has no ${piece.part === "lines" ? `line ${piece.to}` : `${piece.part} \`${piece.name}\``}`,
    suggestion: null,
    evidence: { kind: "closed-set", summary: "the piece that the fence copies is gone", facts: [`content:${path}`] },
    fix: null,
    cause: `content:${path}#${reference}`,
  });
}

function differs(claim: EmbedClaim, path: string, copy: string, now: string): Outcome {
  const before = copy.split("\n");
  const after = now.split("\n");
  const at = before.findIndex((line, index) => line !== after[index]);
  const first = at === -1 ? before.length : at;
  const suggestion = hasElision(copy) ? null : regenerated(claim, now);
  return drift({
    message: `the copy of \`${claim.reference}\` differs from the code in line ${first + 1}`,
    suggestion,
    evidence: {
      kind: "contradiction",
      summary: `the code says \`${(after[first] ?? "").trim().slice(0, 120)}\``,
      facts: [`content:${path}`],
      before: before[first] ?? "",
      after: after[first] ?? "",
    },
    fix: suggestion ? "safe" : null,
    cause: `content:${path}#${claim.reference}`,
  });
}

/** The copy made anew, in a fence that is long enough to hold it. */
function regenerated({ place, content }: EmbedClaim, now: string): Suggestion | null {
  if (place === null) return null;
  const lines = now.split("\n").map((line) => indentOf(content) + line);
  const text = lines.map((line, index) => (index === 0 || line.trim() === "" ? line : place.margin + line)).join(place.break);
  return { text: "Copy the code again", edits: [{ ...place.span, text }, ...longerMarks(place.marks, lines)] };
}

/** Edits that make a fence longer than any fence among the lines that it is to hold. */
function longerMarks({ open, close, mark }: FenceMarks, lines: readonly string[]): Edit[] {
  const longest = Math.max(0, ...lines.map((line) => runOf(mark[0] as string, line.trimStart())));
  if (longest < mark.length) return [];
  const text = (mark[0] as string).repeat(longest + 1);
  return [open, ...(close ? [close] : [])].map((span) => ({ ...span, text }));
}

/** How often `character` stands at the beginning of `text`. */
function runOf(character: string, text: string): number {
  let length = 0;
  while (text[length] === character) length++;
  return length;
}

/** The common indent that the copy has in its fence. */
function indentOf(content: string): string {
  const first = content.split("\n").find((line) => line.trim() !== "") ?? "";
  const bare = withoutIndent(content.split("\n")).split("\n")[0] ?? "";
  return first.slice(0, Math.max(0, first.trimEnd().length - bare.length));
}

const ELISIONS = new Set(["…", "...", "// …", "// ...", "/* ... */", "/* … */", "# ...", "# …", "<!-- ... -->", "<!-- … -->"]);

function hasElision(copy: string): boolean {
  return copy.split("\n").some((line) => ELISIONS.has(line.trim()));
}

/** Whether the stretches between elisions follow each other in the code, whatever their indent. */
function isElided(copy: string, code: string): boolean {
  if (!hasElision(copy)) return false;
  const lines = code.split("\n").map((line) => line.trim());
  let from = 0;
  for (const stretch of stretchesOf(copy)) {
    while (from < lines.length && !stretch.every((line, offset) => lines[from + offset] === line)) from++;
    if (from >= lines.length) return false;
    from += stretch.length;
  }
  return true;
}

function stretchesOf(copy: string): string[][] {
  const stretches: string[][] = [[]];
  for (const line of copy.split("\n")) {
    if (ELISIONS.has(line.trim())) stretches.push([]);
    else stretches.at(-1)?.push(line.trim());
  }
  return stretches.map(trimBlank).filter((stretch) => stretch.length > 0);
}

function trimBlank(lines: string[]): string[] {
  const kept = [...lines];
  while (kept[0] === "") kept.shift();
  while (kept.at(-1) === "") kept.pop();
  return kept;
}
