import type { Database } from "../storage/open.js";
import { JOB_COLUMNS, type Job, type JobRow, PASS_TYPES, toJob } from "./job.js";

interface Lease {
  /** The daemon that leases; a lease is valid as long as that one runs. */
  instance: string;
  now: string;
  /** Kinds that are done together: a project has one lease of them at a time. */
  task_types: readonly string[];
  /** Most jobs handed out, all of one project. */
  limit: number;
  /** Projects that must wait, a git operation running in them. */
  except?: readonly number[];
}

interface Candidate {
  project_id: number;
  /** Of its most urgent job, by birth. */
  priority: number;
  /** The same after waiting. */
  urgency: number;
}

/** Priority after waiting: one step more urgent a minute. `available_at`, because a job that may not run yet does not wait. */
const URGENCY = "priority - (julianday(:now) - julianday(available_at)) * 1440";

const PASS_TYPES_JSON = JSON.stringify(PASS_TYPES);

export function leaseStatements(db: Database) {
  const candidates = db.prepare<{ now: string; task_types: string; except: string }, Candidate>(`
    SELECT project_id, min(priority) AS priority, min(${URGENCY}) AS urgency FROM Queue
    WHERE status = 'pending' AND crashes = 0 AND available_at <= :now AND task_type IN (SELECT value FROM json_each(:task_types))
      AND project_id NOT IN (SELECT value FROM json_each(:except))
      AND project_id NOT IN (
        SELECT project_id FROM Queue WHERE status = 'in_progress' AND task_type IN (SELECT value FROM json_each(:task_types)))
    GROUP BY project_id ORDER BY urgency, project_id`);
  const take = db.prepare<{ project_id: number; instance: string; now: string; task_types: string; limit: number }, JobRow>(`
    UPDATE Queue SET status = 'in_progress', leased_by = :instance, leased_at = :now, updated_at = :now
    WHERE id IN (
      SELECT id FROM Queue
      WHERE project_id = :project_id AND status = 'pending' AND crashes = 0 AND available_at <= :now
        AND task_type IN (SELECT value FROM json_each(:task_types))
      ORDER BY ${URGENCY}, id LIMIT :limit)
    RETURNING ${JOB_COLUMNS}`);
  const inHand = db.prepare<{ pass_types: string }, { suspects: number; passes: number }>(`
    SELECT count(*) FILTER (WHERE crashes > 0) AS suspects,
      count(*) FILTER (WHERE task_type IN (SELECT value FROM json_each(:pass_types))) AS passes
    FROM Queue WHERE status = 'in_progress'`);
  // A sweep that a daemon died of reads its files by their own jobs, and waits for them.
  const suspect = db.prepare<{ now: string; task_types: string; except: string }, { id: number }>(`
    SELECT id FROM Queue AS suspect
    WHERE status = 'pending' AND crashes > 0 AND available_at <= :now AND task_type IN (SELECT value FROM json_each(:task_types))
      AND project_id NOT IN (SELECT value FROM json_each(:except))
      AND (task_type NOT IN ('sweep', 'git') OR NOT EXISTS (
        SELECT 1 FROM Queue AS file
        WHERE file.project_id = suspect.project_id AND file.status = 'pending' AND file.task_type = 'file' AND file.available_at <= :now))
    ORDER BY ${URGENCY}, id LIMIT 1`);
  const takeOne = db.prepare<{ id: number; instance: string; now: string }, JobRow>(`
    UPDATE Queue SET status = 'in_progress', leased_by = :instance, leased_at = :now, updated_at = :now
    WHERE id = :id RETURNING ${JOB_COLUMNS}`);
  const next = db.prepare<{ task_types: string }, { at: string | null }>(`
    SELECT min(available_at) AS at FROM Queue WHERE status = 'pending' AND task_type IN (SELECT value FROM json_each(:task_types))`);
  /** Project → how many leases ago it had its last turn, counted up. */
  const turns = new Map<number, number>();
  let turn = 0;

  return {
    /**
     * Hands out waiting jobs of one project, the most urgent first; empty when there are none. Projects take turns, however much one of
     * them has, and however long it has waited. Only while somebody waits for a project (priority 0) the others stand back, but for those
     * that have waited so long that they are as urgent by now.
     * A suspect, which a daemon died of, goes before all others, by itself: whatever happens then is its doing. It waits for no timed job
     * that is in hand already, for that one may wait for a pass.
     */
    lease({ instance, now, task_types, limit, except = [] }: Lease): Job[] {
      const types = JSON.stringify(task_types);
      const request = { now, task_types: types, except: JSON.stringify(except) };
      const { suspects, passes } = inHand.get({ pass_types: PASS_TYPES_JSON }) as { suspects: number; passes: number };
      if (suspects > 0) return [];
      const alone = suspect.get(request);
      if (alone) return passes === 0 ? takeOne.all({ id: alone.id, instance, now }).map(toJob) : [];
      const waiting = candidates.all(request);
      const chosen = choose(waiting, turns);
      if (chosen === null) return [];
      turns.set(chosen, ++turn);
      const rows = take.all({ project_id: chosen, instance, now, task_types: types, limit });
      // RETURNING promises no order.
      return rows.map(toJob).sort((a, b) => a.priority - b.priority || a.id - b.id);
    },
    /** When the next job of these kinds may run; null when none waits. */
    nextAvailable: ({ task_types }: { task_types: readonly string[] }): string | null =>
      next.get({ task_types: JSON.stringify(task_types) })?.at ?? null,
  };
}

function choose(candidates: readonly Candidate[], turns: ReadonlyMap<number, number>): number | null {
  const isWaitedFor = candidates.some(({ priority }) => priority === 0);
  const inTurn = isWaitedFor ? candidates.filter(({ urgency }) => urgency <= 0) : candidates;
  const turnOf = ({ project_id }: Candidate) => turns.get(project_id) ?? 0;
  let best: Candidate | null = null;
  for (const candidate of inTurn) if (best === null || turnOf(candidate) < turnOf(best)) best = candidate;
  return best?.project_id ?? null;
}
