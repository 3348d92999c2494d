/** How many jobs there are. `status` asks it with every call, and far more often than anything changes. */
import type { Database } from "../storage/open.js";
import type { QueueRow } from "./tables.js";

export interface Depth {
  pending: number;
  in_progress: number;
  dead_letters: number;
}

const NONE: Readonly<Depth> = { pending: 0, in_progress: 0, dead_letters: 0 };

interface Counted {
  project_id: number;
  status: QueueRow["status"];
  n: number;
}

/**
 * Makes the counter of jobs by project, null for all. It counts anew when this connection has changed any row since, which costs a
 * microsecond to ask; so it is right whoever changed what, and after a rollback too. Nobody else writes while this connection may:
 * the lock of the ledger sees to that. A connection that only reads counts each time, for others write beside it.
 */
export function depthCounter(db: Database): (project_id: number | null) => Depth {
  const changes = db.prepare<[], number>("SELECT total_changes()").pluck();
  const count = db.prepare<[], Counted>(`
    SELECT project_id, status, count(*) AS n FROM Queue
    WHERE status IN ('pending', 'in_progress', 'failed') GROUP BY project_id, status`);
  let depths: ReadonlyMap<number | null, Depth> = new Map();
  let countedAt: number | null = null;

  function recall(): ReadonlyMap<number | null, Depth> {
    const at = db.readonly || db.inTransaction ? null : (changes.get() as number);
    if (at === null || at !== countedAt) {
      depths = sum(count.all());
      countedAt = at;
    }
    return depths;
  }

  return (project_id) => ({ ...(recall().get(project_id) ?? NONE) });
}

function sum(rows: readonly Counted[]): Map<number | null, Depth> {
  const depths = new Map<number | null, Depth>();
  for (const { project_id, status, n } of rows) {
    for (const key of [null, project_id]) {
      const depth = depths.get(key) ?? { ...NONE };
      if (status === "pending") depth.pending += n;
      else if (status === "in_progress") depth.in_progress += n;
      else depth.dead_letters += n;
      depths.set(key, depth);
    }
  }
  return depths;
}
