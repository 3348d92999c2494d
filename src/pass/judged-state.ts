import type { JudgedFinding } from "../analysis/findings.js";
import type { BaselineEntry, DocumentScore, HistoryStatus, Skipped, UnknownReason } from "../analysis/model.js";
import type { Sums } from "../analysis/score.js";
import type { SyncState } from "./document-sync.js";

/** A document as it was last judged. */
export interface JudgedState extends DocumentScore {
  sums: Sums;
  /** What is reported. */
  findings: JudgedFinding[];
  /** What somebody said is not to be. */
  suppressed: JudgedFinding[];
  /** What the baseline holds: scored, but not reported. */
  baselined: JudgedFinding[];
  /** Ids by which the baseline knows some of them: those of the names that the document had before. */
  former_ids: string[];
  /** Rule → claims that it decided. */
  rules: Record<string, number>;
  sync: SyncState;
  unknown: Partial<Record<UnknownReason, number>>;
}

/** What is known of a project at one moment. */
export interface Snapshot {
  project: string;
  /** By path. */
  documents: readonly JudgedState[];
  baseline: readonly BaselineEntry[] | null;
  skipped: Skipped[];
  history: HistoryStatus;
}
