import type { Database } from "../storage/open.js";
import { type Add, addStatements, PENDING_MAX } from "./add.js";
import { type Depth, depthCounter } from "./depth.js";
import { JOB_COLUMNS, type Job, type JobRow, toJob } from "./job.js";
import { leaseStatements } from "./lease.js";
import { outcomeStatements } from "./outcome.js";

/** Dead letters that are listed at most. */
const LIST_MAX = 500;

/**
 * The inbox: durable jobs, one row for each thing to look at. A job says *what to look at*, never what was seen, so that running it
 * twice leaves what running it once leaves. What writes is called inside the one transaction of its caller.
 * `pendingMax`: waiting jobs of a project from which on its files are looked at by one sweep instead.
 */
export function inbox(db: Database, pendingMax: number = PENDING_MAX) {
  const adding = addStatements(db, pendingMax);
  const leasing = leaseStatements(db);
  const outcomes = outcomeStatements(db);
  const depth = depthCounter(db);
  const clamp = db.prepare<{ latest: string }>(
    "UPDATE Queue SET available_at = :latest WHERE status = 'pending' AND available_at > :latest",
  );
  const dead = db.prepare<{ project_id: number | null }, JobRow & { updated_at: string }>(`
    SELECT ${JOB_COLUMNS}, updated_at FROM Queue
    WHERE (:project_id IS NULL OR project_id = :project_id) AND status = 'failed' ORDER BY updated_at DESC, id DESC LIMIT ${LIST_MAX}`);
  const forget = db.prepare<{ completed_before: string; dead_before: string; limit: number }>(`
    DELETE FROM Queue WHERE id IN (
      SELECT id FROM Queue
      WHERE (status IN ('completed', 'cancelled') AND updated_at < :completed_before) OR (status = 'failed' AND updated_at < :dead_before)
      ORDER BY id LIMIT :limit)`);

  const dropAll = db.prepare<{ project_id: number }>("DELETE FROM Queue WHERE project_id = :project_id");
  const suspects = db
    .prepare<{ project_id: number }, number>(
      "SELECT EXISTS (SELECT 1 FROM Queue WHERE project_id = :project_id AND crashes > 0 AND status IN ('pending', 'in_progress'))",
    )
    .pluck();

  return {
    ...adding,
    ...leasing,
    ...outcomes,
    /** Jobs of one project, of all when it is null. */
    depth: ({ project_id }: { project_id: number | null }): Depth => depth(project_id),
    /** Forgets all jobs of a project that is no more. */
    dropAll(request: { project_id: number }): void {
      dropAll.run(request);
    },
    /** Whether a daemon died of a job of the project that is not done yet. */
    hasSuspects: (request: { project_id: number }): boolean => suspects.get(request) === 1,
    /** After the wall clock jumped: no job waits beyond `latest`. */
    clampWaiting(request: { latest: string }): void {
      clamp.run(request);
    },
    /** Jobs of one project, of all when it is null, that failed for good, with when they did, newest first. */
    listDeadLetters: (request: { project_id: number | null }): (Job & { failed_at: string })[] =>
      dead.all(request).map(({ updated_at, ...row }) => ({ ...toJob(row), failed_at: updated_at })),
    /** Forgets finished jobs and dead letters from before the given times, `limit` at most; gives how many. */
    forgetFinished: (request: { completed_before: string; dead_before: string; limit: number }): number =>
      forget.run(request).changes,
  };
}

export type Inbox = ReturnType<typeof inbox>;
export type { Add, Depth, Job };
