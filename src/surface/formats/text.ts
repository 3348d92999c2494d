/** A report for people: by document, each finding with its line, why and what to write instead; then one line that sums up. */
import type { BaselineStatus, Finding, Report, UnknownClaim, UnknownReason } from "../../analysis/model.js";
import { type Paint, plain } from "./colours.js";
import { escapeText } from "./escape.js";
import { excerptOf } from "./excerpt.js";

export interface TextOptions {
  /** Lines of a file of the project, without their breaks; null when it cannot be read. */
  lines: (path: string) => readonly string[] | null;
  paint?: Paint;
  tookMs: number;
}

/** Skipped files that are named, and reasons for not knowing. */
const SKIPPED_SHOWN = 5;
const REASONS_SHOWN = 3;

export function renderText(report: Report, options: TextOptions): string {
  const paint = options.paint ?? plain;
  const parts: string[] = [];
  for (const [path, findings] of byDocument(report.findings)) {
    const lines = options.lines(path);
    parts.push(findings.map((finding) => renderFinding(finding, lines, paint)).join("\n"));
  }
  if (report.unknown_claims) parts.push(renderUnknownClaims(report.unknown_claims, paint));
  const skipped = renderSkipped(report, paint);
  if (skipped !== "") parts.push(skipped);
  parts.push(renderSummary(report, options.tookMs, paint));
  return `${parts.join("\n")}\n`;
}

function byDocument(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path);
    if (group) group.push(finding);
    else groups.set(finding.path, [finding]);
  }
  return groups;
}

/** One finding with its excerpt, ended by a line break. `lines` are those of its file as it is now. */
export function renderFinding(finding: Finding, lines: readonly string[] | null, paint: Paint): string {
  const { evidence, suggestion } = finding;
  const out = [renderHeading(finding, paint)];
  const source = lines?.[finding.line - 1];
  const endColumn = finding.end_line === finding.line ? finding.end_column : Number.MAX_SAFE_INTEGER;
  const excerpt = source === undefined ? null : excerptOf(source, finding.column, endColumn);
  if (excerpt) out.push(`    ${excerpt.text}`, `    ${paint("caret", excerpt.carets)}`);
  out.push(`  ${paint("dim", "why:")} ${escapeText(evidence.summary)}`);
  if (suggestion) out.push(`  ${paint("dim", isHint(finding) ? "hint:" : "fix:")} ${escapeText(suggestion.text)}`);
  return `${out.join("\n")}\n`;
}

/** A note that nothing can be written for is only to be looked at. */
function isHint({ severity, suggestion }: Finding): boolean {
  return severity === "note" && suggestion?.replacement === undefined && suggestion?.edits === undefined;
}

/** `path:line:column severity rule message (id)`. */
export function renderHeading({ path, line, column, severity, rule, message, id }: Finding, paint: Paint): string {
  const place = paint("strong", `${escapeText(path)}:${line}:${column}`);
  return `${place} ${paint(severity, severity)} ${rule} ${escapeText(message)} ${paint("dim", `[${id}]`)}`;
}

function renderUnknownClaims(claims: readonly UnknownClaim[], paint: Paint): string {
  return claims
    .map(({ path, line, column, kind, reference, reason, note }) => {
      const why = note === null ? reason : `${reason}: ${escapeText(note)}`;
      return `${paint("strong", `${escapeText(path)}:${line}:${column}`)} unknown ${kind} \`${escapeText(reference)}\` ${paint("dim", why)}\n`;
    })
    .join("");
}

function renderSkipped({ skipped }: Report, paint: Paint): string {
  const shown = skipped
    .slice(0, SKIPPED_SHOWN)
    .map(({ path, reason }) => `${paint("dim", "skipped:")} ${escapeText(path)}: ${escapeText(reason)}`);
  const more = skipped.length - shown.length;
  if (more > 0) shown.push(`${paint("dim", "skipped:")} and ${count(more, "more file")}; \`--format json\` lists all`);
  return shown.length === 0 ? "" : `${shown.join("\n")}\n`;
}

/** One line that sums a report up, without colours. */
export function summaryLine(report: Report, tookMs: number): string {
  return renderSummary(report, tookMs, plain);
}

/** `2 findings in 1 document · score 0.51 · 42 checked · …`; `1 note, no drift · …` where notes are all there is. */
function renderSummary(report: Report, tookMs: number, paint: Paint): string {
  const { findings, documents, score, checked, skipped, history, suppressed, baseline, since } = report;
  const drifted = new Set(findings.map((finding) => finding.path)).size;
  const onlyNotes = findings.every(({ severity }) => severity === "note") && !documents.some((one) => one.drift_detected);
  const verdict =
    findings.length > 0
      ? onlyNotes
        ? paint("note", `${count(findings.length, "note")}, no drift`)
        : paint("error", `${count(findings.length, "finding")} in ${count(drifted, "document")}`)
      : checked > 0
        ? paint("good", `nothing drifted in ${count(documents.length, "document")}`)
        : suppressed.length > 0
          ? paint("good", "nothing drifted but what is suppressed")
          : paint("warning", "nothing could be checked");
  const parts = [verdict];
  if (suppressed.length > 0) parts.push(`${grouped(suppressed.length)} suppressed`);
  if (since !== null)
    parts.push(`new since ${escapeText(since.ref)} (${since.base.slice(0, 7)}), which had ${grouped(since.known)}`);
  if (baseline !== null) parts.push(renderBaseline(baseline));
  if (score !== null) parts.push(`score ${shownScore(score)}`);
  parts.push(`${grouped(checked)} checked`, renderUnknown(report.unknown));
  parts.push(
    history.kind === "full" ? `history of ${count(history.commits, "commit")}` : `history ${history.kind}${noteOf(history.note)}`,
  );
  if (skipped.length > 0) parts.push(`${grouped(skipped.length)} skipped`);
  parts.push(duration(tookMs));
  return parts.join(" · ");
}

function renderBaseline({ known, fixed }: BaselineStatus): string {
  const gone = fixed.length > 0 ? `, ${grouped(fixed.length)} fixed: --prune-baseline drops them` : "";
  return `${grouped(known)} in the baseline${gone}`;
}

function noteOf(note: string): string {
  return note === "" ? "" : ` (${escapeText(note)})`;
}

function renderUnknown(unknown: Report["unknown"]): string {
  const reasons = (Object.entries(unknown) as [UnknownReason, number][]).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  const total = reasons.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return "0 unknown";
  const shown = reasons.slice(0, REASONS_SHOWN).map(([reason, n]) => `${grouped(n)} ${reason}`);
  return `${grouped(total)} unknown (${shown.join(", ")}${reasons.length > REASONS_SHOWN ? ", …" : ""})`;
}

export function count(n: number, word: string, words = `${word}s`): string {
  return `${grouped(n)} ${n === 1 ? word : words}`;
}

/** 1234567 → `1,234,567`. By hand: the first use of a locale costs a process 10 ms. */
export function grouped(n: number): string {
  const digits = String(n);
  let shown = digits.slice(-3);
  for (let at = digits.length - 3; at > 0; at -= 3) shown = `${digits.slice(Math.max(0, at - 3), at)},${shown}`;
  return shown;
}

export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Two places, rounded down: only what is wholly true shows 1.00. */
export function shownScore(score: number): string {
  return (Math.floor(score * 100) / 100).toFixed(2);
}
