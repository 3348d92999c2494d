/** What is known of a project at one moment → the public report. */
import { byPlace, type JudgedFinding, publicFinding } from "../analysis/findings.js";
import type { BaselineEntry, BaselineStatus, HistoryStatus, Report, Skipped, UnknownReason } from "../analysis/model.js";
import { isDrifting, projectScore } from "../analysis/score.js";
import type { JudgedState } from "./judged-state.js";

export interface Snapshot {
  project: string;
  /** By path. */
  documents: readonly JudgedState[];
  baseline: readonly BaselineEntry[] | null;
  skipped: Skipped[];
  history: HistoryStatus;
}

export interface ReportOptions {
  /** false: report also what the baseline holds. */
  baseline?: boolean;
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
    findings: reported.flatMap(({ findings }) => findings.map(publicFinding)).sort(byPlace),
    suppressed: documents.flatMap((document) => document.suppressed.map(publicFinding)).sort(byPlace),
    baseline: options.baseline === false ? null : baselineStatus(snapshot),
    documents: reported.map(({ document: { path, score, checked, rules }, findings }) => {
      return { path, score, drift_detected: isDrifting(findings), checked, rules };
    }),
    skipped,
    history,
  };
}

function reportedOf({ findings, baselined }: JudgedState, { baseline }: ReportOptions): readonly JudgedFinding[] {
  return baseline === false ? [...findings, ...baselined] : findings;
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
    documents.flatMap(({ findings, baselined, suppressed }) => [...findings, ...baselined, ...suppressed]).map(({ id }) => id),
  );
  return {
    known: documents.reduce((total, { baselined }) => total + baselined.length, 0),
    fixed: baseline.filter(({ id }) => !found.has(id)),
  };
}
