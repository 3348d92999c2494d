/** What is known of a project at one moment → the public report. */
import { byPlace, type JudgedFinding, publicFinding } from "../analysis/findings.js";
import type { BaselineStatus, Finding, Report, SinceStatus, UnknownClaim, UnknownReason } from "../analysis/model.js";
import { isDrifting, projectScore } from "../analysis/score.js";
import type { JudgedState, Snapshot } from "./judged-state.js";
import type { Since } from "./since/found.js";

export interface ReportOptions {
  /** false: report also what the baseline holds. */
  baseline?: boolean;
  /** Report only what is new since then. */
  since?: Since | null;
  /** Claims that could not be judged, to be listed. */
  unknownClaims?: UnknownClaim[] | null;
}

/** `version` is the program's. */
export function reportOn(snapshot: Snapshot, version: string, options: ReportOptions = {}): Report {
  const { project, documents, skipped, history } = snapshot;
  const reported = documents.map((document) => ({ document, findings: reportedOf(document, options) }));
  return {
    version,
    project,
    score: projectScore(documents),
    checked: documents.reduce((total, document) => total + document.checked, 0),
    unknown: unknownOf(documents),
    findings: reported.flatMap(({ findings }) => findings.map((finding) => withLine(finding, options))).sort(byPlace),
    suppressed: documents.flatMap((document) => document.suppressed.map(publicFinding)).sort(byPlace),
    baseline: options.baseline === false ? null : baselineStatus(snapshot),
    since: sinceStatus(snapshot, options),
    ...(options.unknownClaims ? { unknown_claims: options.unknownClaims } : {}),
    documents: reported.map(({ document: { path, score, checked, rules }, findings }) => {
      return { path, score, drift_detected: isDrifting(findings), checked, rules };
    }),
    skipped,
    history,
  };
}

function reportedOf(document: JudgedState, options: ReportOptions): readonly JudgedFinding[] {
  const ids = options.since?.base.ids;
  const among = amongWhich(document, options);
  return ids === undefined ? among : among.filter(({ id }) => !ids.has(id));
}

function amongWhich({ findings, baselined }: JudgedState, { baseline }: ReportOptions): readonly JudgedFinding[] {
  return baseline === false ? [...findings, ...baselined] : findings;
}

/** The finding as programs see it, related to the line whose change made it. */
function withLine(finding: JudgedFinding, { since }: ReportOptions): Finding {
  const line = since?.lines.get(finding.id);
  const shown = publicFinding(finding);
  if (line === undefined || shown.related.some(({ path, line: at }) => path === line.path && at === line.line)) return shown;
  return { ...shown, related: [line, ...shown.related] };
}

function sinceStatus({ documents }: Snapshot, options: ReportOptions): SinceStatus | null {
  if (!options.since) return null;
  const { ref, commit, ids } = options.since.base;
  const known = documents.flatMap((document) => amongWhich(document, options)).filter(({ id }) => ids.has(id)).length;
  return { ref, base: commit, known };
}

function unknownOf(documents: readonly JudgedState[]): Report["unknown"] {
  const unknown: Report["unknown"] = {};
  for (const document of documents) {
    for (const [reason, count] of Object.entries(document.unknown) as [UnknownReason, number][]) {
      unknown[reason] = (unknown[reason] ?? 0) + count;
    }
  }
  return unknown;
}

function baselineStatus({ baseline, documents }: Snapshot): BaselineStatus | null {
  if (baseline === null) return null;
  const found = new Set(
    documents.flatMap(({ findings, baselined, suppressed, former_ids }) => {
      return [...[...findings, ...baselined, ...suppressed].map(({ id }) => id), ...former_ids];
    }),
  );
  return {
    known: documents.reduce((total, { baselined }) => total + baselined.length, 0),
    fixed: baseline.filter(({ id }) => !found.has(id)),
  };
}
