/** What programs see: the public JSON shapes. */
import type { BaselineStatus } from "./baseline.js";
import type { Evidence, FiredVerdict, FixKind, Severity, Suggestion, Suppression, UnknownReason } from "./verdicts.js";

/** One finding as programs see it; the public JSON shape. Lines and columns start at 1, `end_column` is exclusive. */
export interface Finding {
  id: string;
  rule: string;
  severity: Severity;
  confidence: number;
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  reference: string;
  message: string;
  suggestion: Suggestion | null;
  evidence: Evidence;
  /** CONFLICT: text and code both moved since they agreed. */
  verdict: FiredVerdict | "CONFLICT" | "SUPPRESSED";
  /** Present with the verdict SUPPRESSED. */
  suppression?: Suppression;
  state: "settled" | "pending";
  weight: number;
  occurrences: { line: number; column: number; end_line: number; end_column: number }[];
  related: { path: string; line: number }[];
  fix: FixKind | null;
  cause: string;
}

export interface DocumentScore {
  path: string;
  score: number | null;
  drift_detected: boolean;
  checked: number;
}

/** A document of a report, with how many claims each rule decided in it. */
export interface ReportedDocument extends DocumentScore {
  rules: Record<string, number>;
}

/** A claim that could not be judged. */
export interface UnknownClaim {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  kind: string;
  reference: string;
  /** The rule that came nearest to judging it. */
  rule: string;
  reason: UnknownReason;
  note: string | null;
}

/** What only new findings were sought against. */
export interface SinceStatus {
  ref: string;
  /** The merge base of `ref` and HEAD. */
  base: string;
  /** Findings that are not listed because the base had them. */
  known: number;
}

export interface HistoryStatus {
  kind: "full" | "shallow" | "partial" | "none";
  commits: number;
  note: string;
}

export interface Skipped {
  path: string;
  reason: string;
}

/** The answer of `check`; the public JSON shape. */
export interface Report {
  version: string;
  project: string;
  score: number | null;
  checked: number;
  unknown: Partial<Record<UnknownReason, number>>;
  findings: Finding[];
  /** What would be findings, had nobody said otherwise; neither reported nor scored. */
  suppressed: Finding[];
  /** null when the project has no baseline, or it was not to count. */
  baseline: BaselineStatus | null;
  /** null when all findings were asked for. */
  since: SinceStatus | null;
  /** Only when they were asked for. */
  unknown_claims?: UnknownClaim[];
  documents: ReportedDocument[];
  skipped: Skipped[];
  history: HistoryStatus;
}
