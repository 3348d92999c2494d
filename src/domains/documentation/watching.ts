import type { Database } from "../../storage/open.js";
import type { RealtimeSyncRow } from "./tables.js";

/** One stretch of watching a project, from arming the watcher to its end. */
export interface WatchSession extends Omit<RealtimeSyncRow, "monitored_paths" | "auto_sync_enabled"> {
  monitored_paths: string[];
}

interface Start {
  project_id: number;
  /** Unique among all sessions. */
  sync_session_id: string;
  /** Folders that are watched, relative to the root. */
  monitored_paths: readonly string[];
  backend: string;
  /** Why this backend, for people. */
  backend_reason: string;
  now: string;
}

interface Update {
  project_id: number;
  sync_session_id: string;
  sync_status: RealtimeSyncRow["sync_status"];
  backend: string;
  backend_reason: string;
  now: string;
}

/** Sessions that are kept of a project, newest first. */
const SESSIONS_KEPT = 100;

export function watchingStatements(db: Database) {
  const stopOthers = db.prepare<{ project_id: number; now: string }>(`
    UPDATE RealtimeSync SET sync_status = 'stopped', updated_at = :now WHERE project_id = :project_id AND sync_status <> 'stopped'`);
  const forgetOld = db.prepare<{ project_id: number }>(`
    DELETE FROM RealtimeSync WHERE project_id = :project_id AND id IN (
      SELECT id FROM RealtimeSync WHERE project_id = :project_id ORDER BY id DESC LIMIT -1 OFFSET ${SESSIONS_KEPT - 1})`);
  const start = db.prepare<Omit<Start, "monitored_paths"> & { monitored_paths: string }>(`
    INSERT INTO RealtimeSync (sync_session_id, project_id, monitored_paths, backend, backend_reason, last_activity_at, created_at, updated_at)
    VALUES (:sync_session_id, :project_id, :monitored_paths, :backend, :backend_reason, :now, :now, :now)`);
  const update = db.prepare<Update>(`
    UPDATE RealtimeSync SET sync_status = :sync_status, backend = :backend, backend_reason = :backend_reason, updated_at = :now
    WHERE project_id = :project_id AND sync_session_id = :sync_session_id`);
  const count = db.prepare<{ project_id: number; changes: number; now: string }>(`
    UPDATE RealtimeSync SET changes_detected = changes_detected + :changes, last_activity_at = :now, updated_at = :now
    WHERE project_id = :project_id AND sync_status <> 'stopped'`);
  const latest = db.prepare<{ project_id: number }, Omit<RealtimeSyncRow, "auto_sync_enabled">>(`
    SELECT id, sync_session_id, project_id, monitored_paths, sync_status, backend, backend_reason, changes_detected,
      last_activity_at, created_at, updated_at
    FROM RealtimeSync WHERE project_id = :project_id ORDER BY id DESC LIMIT 1`);

  return {
    /** Begins a session; one that is still open, from a daemon that died, is stopped by it. */
    startWatching({ monitored_paths, ...session }: Start): void {
      const { project_id, now } = session;
      stopOthers.run({ project_id, now });
      forgetOld.run({ project_id });
      start.run({ ...session, monitored_paths: JSON.stringify(monitored_paths) });
    },
    /** Says how a session goes on: another backend, a fault, its end. */
    updateWatching(session: Update): void {
      update.run(session);
    },
    /** Adds to the changes of the session that is open, if there is one. */
    countChanges(request: { project_id: number; changes: number; now: string }): void {
      count.run(request);
    },
    /** The newest session. */
    findWatching(request: { project_id: number }): WatchSession | undefined {
      const row = latest.get(request);
      return row === undefined ? undefined : { ...row, monitored_paths: JSON.parse(row.monitored_paths) as string[] };
    },
  };
}
