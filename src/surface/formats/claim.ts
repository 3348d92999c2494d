/** A claim for people: what it says, where, and what its place says of it. */
import type { Claim } from "../../analysis/model.js";

/** What every claim has; the rest is what distinguishes its kind. */
// biome-ignore format: a list
const COMMON = new Set([
  "kind", "reference", "normalized", "span", "line", "column", "end_line", "end_column", "container", "block", "block_hash", "marks",
  "ignored_rules", "occurrences",
]);

/** The lines that show `claim`, most telling first; not escaped. */
export function claimLines(claim: Claim): string[] {
  const { kind, reference, normalized, line, column, end_line, end_column, span, marks, ignored_rules } = claim;
  const particulars = Object.entries(claim)
    .filter(([name, value]) => !COMMON.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${shown(value)}`);
  const lines = [`${kind} \`${reference}\``];
  if (normalized !== reference) lines.push(`read as: ${normalized}`);
  lines.push(...particulars);
  lines.push(`at: ${line}:${column} to ${end_line}:${end_column}, characters ${span.start} to ${span.end}`);
  lines.push(`in: ${placeOf(claim)}`);
  if (marks.length > 0) lines.push(`marks: ${marks.join(", ")}`);
  if (ignored_rules) lines.push(`ignored here: ${ignored_rules.join(", ")}`);
  return lines;
}

/** `a list under Usage › Boiling`. */
function placeOf({ container }: Claim): string {
  const { block, headings, column_header, fence } = container;
  const lang = fence && fence.lang !== "" ? ` of ${fence.lang}` : "";
  const column = column_header ? ` of the column ${column_header}` : "";
  const under = headings.length > 0 ? ` under ${headings.join(" › ")}` : "";
  return `${block}${lang}${column}${under}`;
}

function shown(value: unknown): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== undefined && part !== false);
  return parts.map(([name, part]) => (part === true ? name : `${name} ${shown(part)}`)).join(" ");
}
