import type { Database } from "../storage/open.js";

export interface Add {
  project_id: number;
  task_type: string;
  /** Jobs of one project, type and key are one job while they wait. */
  coalescing_key: string;
  /** What to look at; merged key by key into a waiting job's. */
  payload?: Record<string, unknown>;
  /** 0 first, 9 last. */
  priority: number;
  /** Not before this time; now when absent. */
  available_at?: string;
  /** Of jobs that are merged, the largest holds; 3 when absent. */
  max_retries?: number;
}

/** Waiting jobs of a project from which on its files are looked at by one sweep instead. */
export const PENDING_MAX = 100_000;

interface AddParameters {
  project_id: number;
  task_type: string;
  coalescing_key: string;
  payload: string;
  priority: number;
  available_at: string;
  max_retries: number;
  now: string;
}

export function addStatements(db: Database, pendingMax: number) {
  const upsert = db.prepare<AddParameters, { id: number }>(`
    INSERT INTO Queue (project_id, task_type, coalescing_key, payload, priority, available_at, max_retries, created_at, updated_at)
    VALUES (:project_id, :task_type, :coalescing_key, :payload, :priority, :available_at, :max_retries, :now, :now)
    ON CONFLICT (project_id, task_type, coalescing_key) WHERE status = 'pending' DO UPDATE SET
      hits = Queue.hits + 1, priority = min(Queue.priority, excluded.priority), payload = json_patch(Queue.payload, excluded.payload),
      available_at = min(Queue.available_at, excluded.available_at), max_retries = max(Queue.max_retries, excluded.max_retries),
      updated_at = excluded.updated_at
    RETURNING id`);
  const count = db.prepare<{ project_id: number }, { n: number }>(
    "SELECT count(*) AS n FROM Queue WHERE project_id = :project_id AND status = 'pending'",
  );
  const hardest = db.prepare<{ project_id: number }, { priority: number | null; max_retries: number | null }>(`
    SELECT min(priority) AS priority, max(max_retries) AS max_retries FROM Queue
    WHERE project_id = :project_id AND status = 'pending' AND task_type = 'file' AND crashes = 0`);
  const dropFiles = db.prepare<{ project_id: number }>(
    "DELETE FROM Queue WHERE project_id = :project_id AND status = 'pending' AND task_type = 'file' AND crashes = 0",
  );
  /** Never less than the waiting jobs of a project; counted anew only when it passes the limit. */
  const atMost = new Map<number, number>();

  function add(job: Add, now: string): number {
    const { project_id, task_type, coalescing_key, payload = {}, priority, available_at = now, max_retries = 3 } = job;
    const row = upsert.get({
      project_id,
      task_type,
      coalescing_key,
      payload: JSON.stringify(payload),
      priority,
      available_at,
      max_retries,
      now,
    });
    return (row as { id: number }).id;
  }

  /** A sweep finds whatever the dropped jobs would have looked at. */
  function collapse(project_id: number, now: string): void {
    const { priority = null, max_retries = null } = hardest.get({ project_id }) ?? {};
    if (priority === null || max_retries === null) return;
    dropFiles.run({ project_id });
    add({ project_id, task_type: "sweep", coalescing_key: "sweep", priority, max_retries }, now);
  }

  function watchDepth(project_id: number, added: number, now: string): void {
    const bound = (atMost.get(project_id) ?? counted(project_id)) + added;
    atMost.set(project_id, bound);
    if (bound <= pendingMax) return;
    if (counted(project_id) > pendingMax) collapse(project_id, now);
    atMost.set(project_id, counted(project_id));
  }

  const counted = (project_id: number): number => count.get({ project_id })?.n ?? 0;

  return {
    /** Adds a job, or merges it into the waiting one of the same key; one that is in progress gets a successor. Gives the job's id. */
    add(job: Add, now: string): number {
      const id = add(job, now);
      watchDepth(job.project_id, 1, now);
      return id;
    },
    /** Adds several. Above 100,000 waiting jobs of a project its file jobs become one sweep. */
    addAll(jobs: readonly Add[], now: string): void {
      const added = new Map<number, number>();
      for (const job of jobs) {
        add(job, now);
        added.set(job.project_id, (added.get(job.project_id) ?? 0) + 1);
      }
      for (const [project_id, n] of added) watchDepth(project_id, n, now);
    },
  };
}
