/** The baseline: findings that were there when a project began to be checked. */

/** A finding as a baseline remembers it. */
export interface BaselineEntry {
  id: string;
  rule: string;
  path: string;
  reference: string;
}

/** What a baseline says of a report. */
export interface BaselineStatus {
  /** Findings that are not listed because the baseline holds them. */
  known: number;
  /** Entries that match no finding any more. */
  fixed: BaselineEntry[];
}
