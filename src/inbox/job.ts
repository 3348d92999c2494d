import type { QueueRow } from "./tables.js";

/** Kinds of job that end with the pass that did them; all others are kept for a while as a record. */
export const PASS_TYPES = ["file", "sweep", "git"] as const;

export const JOB_COLUMNS = `id, project_id, task_type, coalescing_key, payload, priority, hits, retries, max_retries,
  available_at, created_at, error_message, crashes, crashes_alone, crashed_lease_at`;
export type JobRow = Omit<QueueRow, "status" | "leased_by" | "leased_at" | "updated_at">;

/** Something to be done. 0 is the most urgent priority, 9 the least. */
export interface Job {
  id: number;
  project_id: number;
  task_type: string;
  coalescing_key: string;
  payload: Record<string, unknown>;
  priority: number;
  /** How many times it was asked for. */
  hits: number;
  retries: number;
  max_retries: number;
  available_at: string;
  created_at: string;
  error_message: string | null;
  /** At how many ends of a daemon it was in progress; more than 0 makes it a suspect, which is leased alone. */
  crashes: number;
  /** At how many of these it was the only lease. */
  crashes_alone: number;
  /** Since when it was leased at the last of these. */
  crashed_lease_at: string | null;
}

/** A job as the inbox keeps it. */
export function toJob(row: JobRow): Job {
  return { ...row, payload: JSON.parse(row.payload) as Record<string, unknown> };
}
