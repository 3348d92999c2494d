/** The file whose lines a text cites, and how to cite others. */
import type { CitationClaim, Lines } from "../model.js";
import { candidatePaths } from "./places.js";
import { type JudgeContext, type Outcome, unknown } from "./rule.js";

/** The one file that is cited and its number of lines; an outcome when that cannot be told. */
export function citedFile(claim: CitationClaim, context: JudgeContext): { path: string; lines: number } | Outcome {
  const { tree } = context.world;
  const exact = candidatePaths(claim.target, context).find((path) => tree.hasFile(path));
  const found = exact ? [exact] : tree.endingWith(claim.target);
  const [path, second] = found;
  if (path === undefined) return unknown("never-here");
  if (second !== undefined) return unknown("ambiguous", `${found.length} paths end with it`);
  const analysis = context.world.analysis(path);
  return analysis ? { path, lines: analysis.lines } : unknown("limit", "the file was not read");
}

/** The reference with other lines, written as it was: `path:12-20`, `path#L12-L20`, `12–20`. */
export function withLines({ reference, target, from_line, to_line }: CitationClaim, { from, to }: Lines): string {
  const at = reference.startsWith(target) ? target.length : 0;
  const tail = reference.slice(at);
  const first = tail.indexOf(String(from_line));
  const afterFirst = first + String(from_line).length;
  const before = reference.slice(0, at) + tail.slice(0, first) + String(from);
  const second = from_line === to_line ? -1 : tail.indexOf(String(to_line), afterFirst);
  if (second === -1) return before + tail.slice(afterFirst);
  return before + tail.slice(afterFirst, second) + String(to) + tail.slice(second + String(to_line).length);
}
