import type { Database } from "../../storage/open.js";
import type { ClockRunRow } from "./tables.js";

/** How one run of a timed job ended. */
export type ClockRun = Omit<ClockRunRow, "succeeded_at">;

export function clockStatements(db: Database) {
  const record = db.prepare<ClockRunRow>(`
    INSERT INTO ClockRuns (job, started_at, took_ms, outcome, error_message, succeeded_at)
    VALUES (:job, :started_at, :took_ms, :outcome, :error_message, :succeeded_at)
    ON CONFLICT (job) DO UPDATE SET
      started_at = excluded.started_at, took_ms = excluded.took_ms, outcome = excluded.outcome,
      error_message = excluded.error_message, succeeded_at = coalesce(excluded.succeeded_at, succeeded_at)`);
  const list = db.prepare<[], ClockRunRow>(
    "SELECT job, started_at, took_ms, outcome, error_message, succeeded_at FROM ClockRuns ORDER BY job LIMIT 100",
  );

  return {
    /** Notes the end of a run; the time of the last one that went well is kept. */
    recordClockRun(run: ClockRun, now: string): void {
      record.run({ ...run, succeeded_at: run.outcome === "done" ? now : null });
    },
    /** The last run of each timed job that has run, by name. */
    listClockRuns: (): ClockRunRow[] => list.all(),
  };
}
