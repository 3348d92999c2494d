import { isoTime } from "../base/time.js";
import type { Database } from "../storage/open.js";
import { JOB_COLUMNS, type Job, type JobRow, PASS_TYPES, toJob } from "./job.js";

interface Ids {
  project_id: number;
  ids: readonly number[];
  now: string;
}

interface Failure {
  project_id: number;
  id: number;
  error: string;
  /** Epoch milliseconds. */
  at: number;
  /** In [0, 1), spreads the retries of jobs that failed together. */
  random: number;
}

/** Wait before the nth retry: 4ⁿ seconds, 20 % more or less. */
const RETRY = { base: 4, spread: 0.2 } as const;
/** Of an error's text, what is kept with the job. */
const ERROR_LENGTH_MAX = 2_000;

const PASS_TYPES_JSON = JSON.stringify(PASS_TYPES);

export function outcomeStatements(db: Database) {
  const leased = db.prepare<{ project_id: number; id: number }, JobRow>(
    `SELECT ${JOB_COLUMNS} FROM Queue WHERE project_id = :project_id AND id = :id AND status = 'in_progress'`,
  );
  const remove = db.prepare<{ project_id: number; ids: string; pass_types: string }>(`
    DELETE FROM Queue WHERE project_id = :project_id AND id IN (SELECT value FROM json_each(:ids)) AND status = 'in_progress'
      AND task_type IN (SELECT value FROM json_each(:pass_types))`);
  const complete = db.prepare<{ project_id: number; ids: string; now: string }>(`
    UPDATE Queue SET status = 'completed', leased_by = NULL, error_message = NULL, updated_at = :now
    WHERE project_id = :project_id AND id IN (SELECT value FROM json_each(:ids)) AND status = 'in_progress'`);
  const outlive = db.prepare<{ project_id: number; ids: string }>(`
    DELETE FROM Queue WHERE project_id = :project_id AND status = 'failed' AND EXISTS (
      SELECT 1 FROM Queue AS done WHERE done.id IN (SELECT value FROM json_each(:ids)) AND done.status = 'in_progress'
        AND done.task_type = Queue.task_type AND done.coalescing_key = Queue.coalescing_key)`);
  const foreign = db.prepare<{ instance: string }, JobRow & { leased_at: string | null }>(
    `SELECT ${JOB_COLUMNS}, leased_at FROM Queue WHERE status = 'in_progress' AND leased_by IS NOT :instance ORDER BY id`,
  );
  const merge = db.prepare<Waiting>(`
    UPDATE Queue SET hits = hits + :hits, priority = min(priority, :priority), payload = json_patch(:payload, payload),
      max_retries = max(max_retries, :max_retries), updated_at = :now, crashes = max(crashes, :crashes),
      crashes_alone = max(crashes_alone, :crashes_alone), crashed_lease_at = coalesce(:crashed_lease_at, crashed_lease_at)
    WHERE project_id = :project_id AND task_type = :task_type AND coalescing_key = :coalescing_key AND status = 'pending'`);
  const drop = db.prepare<{ project_id: number; id: number }>("DELETE FROM Queue WHERE project_id = :project_id AND id = :id");
  const putBack = db.prepare<Waiting>(`
    UPDATE Queue SET status = 'pending', retries = :retries, available_at = :available_at, error_message = :error,
      crashes = :crashes, crashes_alone = :crashes_alone, crashed_lease_at = :crashed_lease_at,
      leased_by = NULL, leased_at = NULL, updated_at = :now
    WHERE project_id = :project_id AND id = :id`);
  const bury = db.prepare<Waiting>(`
    UPDATE Queue SET status = 'failed', retries = :retries, error_message = :error, leased_by = NULL, updated_at = :now
    WHERE project_id = :project_id AND id = :id`);

  const deadLetter = db.prepare<{ id: number }, JobRow>(`SELECT ${JOB_COLUMNS} FROM Queue WHERE id = :id AND status = 'failed'`);
  const dropDead = db.prepare<{ id: number }>("DELETE FROM Queue WHERE id = :id AND status = 'failed'");

  /** A change that came in meanwhile waits as a job of its own; then that one takes the work over, and at once. */
  function wait(row: JobRow, again: Again): void {
    const parameters: Waiting = { ...pick(row), ...again };
    if (merge.run(parameters).changes > 0) drop.run({ project_id: row.project_id, id: row.id });
    else putBack.run(parameters);
  }

  function retry(row: JobRow, again: Again): "retry" | "dead" {
    if (again.retries < row.max_retries) {
      wait(row, again);
      return "retry";
    }
    bury.run({ ...pick(row), ...again });
    return "dead";
  }

  return {
    /** Jobs that are done, with the dead letters that wanted the same. Those of a pass are gone, others stay a while as a record. */
    finish({ project_id, ids, now }: Ids): void {
      const list = JSON.stringify(ids);
      outlive.run({ project_id, ids: list });
      remove.run({ project_id, ids: list, pass_types: PASS_TYPES_JSON });
      complete.run({ project_id, ids: list, now });
    },
    /** Puts leased jobs back as if they had not been leased: what stopped them was not their fault (busy, disk full, draining). */
    release({ project_id, ids, now }: Ids): void {
      for (const id of ids) {
        const row = leased.get({ project_id, id });
        if (row) wait(row, { retries: row.retries, available_at: row.available_at, error: row.error_message, now });
      }
    },
    /** A job that failed: it waits 4ⁿ seconds before its nth retry; the `max_retries`th failure makes it a dead letter. */
    fail({ project_id, id, error, at, random }: Failure): "retry" | "dead" {
      const row = leased.get({ project_id, id });
      if (row === undefined) throw new Error(`job ${id} is not in progress`);
      const retries = row.retries + 1;
      const wait_ms = RETRY.base ** retries * 1_000 * (1 + RETRY.spread * (2 * random - 1));
      return retry(row, {
        retries,
        available_at: isoTime(at + wait_ms),
        error: error.slice(0, ERROR_LENGTH_MAX),
        now: isoTime(at),
      });
    },
    /**
     * Has a dead letter tried again at once, as if it had never failed and nobody had died of it; false when there is no such one. One
     * that waits for the same takes it over.
     */
    revive({ id, now }: { id: number; now: string }): boolean {
      const row = deadLetter.get({ id });
      if (row === undefined) return false;
      const innocent = { crashes: 0, crashes_alone: 0, crashed_lease_at: null };
      wait({ ...row, ...innocent }, { retries: 0, available_at: now, error: null, now });
      return true;
    },
    /** Forgets a dead letter; false when there is no such one. */
    dropDead: ({ id }: { id: number }): boolean => dropDead.run({ id }).changes > 0,
    /**
     * At the start of `instance`: jobs another one had leased died with it, and count a retry. Those of a pass are suspects from now on;
     * others read no files, and one that waits for a pass would wait for ever if it ran alone. Gives them as they were.
     */
    voidForeignLeases({ instance, now }: { instance: string; now: string }): Job[] {
      const rows = foreign.all({ instance });
      for (const row of rows) {
        const alone = rows.length === 1 ? 1 : 0;
        const crashed = { crashes: row.crashes + 1, crashes_alone: row.crashes_alone + alone, crashed_lease_at: row.leased_at };
        const again = { retries: row.retries + 1, available_at: now, error: "the daemon ended while it ran", now };
        retry(isOfPass(row) ? { ...row, ...crashed } : row, again);
      }
      return rows.map(toJob);
    },
  };
}

function isOfPass({ task_type }: JobRow): boolean {
  return (PASS_TYPES as readonly string[]).includes(task_type);
}

interface Again {
  retries: number;
  available_at: string;
  error: string | null;
  now: string;
}

type Kept = Omit<JobRow, keyof Again | "created_at" | "error_message">;
type Waiting = Kept & Again;

function pick(row: JobRow): Kept {
  const { project_id, id, task_type, coalescing_key, hits, priority, payload, max_retries } = row;
  const { crashes, crashes_alone, crashed_lease_at } = row;
  return {
    project_id,
    id,
    task_type,
    coalescing_key,
    hits,
    priority,
    payload,
    max_retries,
    crashes,
    crashes_alone,
    crashed_lease_at,
  };
}
