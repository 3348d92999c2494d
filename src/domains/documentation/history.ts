import type { HistoryStatus } from "../../analysis/model.js";
import type { HistoryData, HistoryEvent } from "../../analysis/names/history-data.js";
import { HISTORY_READER } from "../../analysis/names/history-data.js";
import { bulkInsert } from "../../storage/bulk.js";
import type { Database } from "../../storage/open.js";
import type { NameHistoryRow } from "./tables.js";

/** `replace` puts a history in place of what is there; `extend` adds events that are newer than all of it, newest first. */
export interface HistoryRecord {
  how: "replace" | "extend";
  head: string | null;
  status: HistoryStatus;
  events: readonly HistoryEvent[];
}

type EventRow = Omit<NameHistoryRow, "project_id" | "ordinal">;

export function historyStatements(db: Database) {
  const clear = db.prepare<{ project_id: number }>("DELETE FROM NameHistory WHERE project_id = :project_id");
  const newest = db.prepare<{ project_id: number }, { ordinal: number | null }>(
    "SELECT max(ordinal) AS ordinal FROM NameHistory WHERE project_id = :project_id",
  );
  const events = bulkInsert(
    db,
    "INSERT INTO NameHistory (project_id, ordinal, kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at)",
  );
  const setHead = db.prepare<{ project_id: number; head: string | null; status: string }>(
    "UPDATE Projects SET history_head = :head, history_status = :status WHERE id = :project_id",
  );
  const head = db.prepare<{ project_id: number }, { history_head: string | null; history_status: string | null }>(
    "SELECT history_head, history_status FROM Projects WHERE id = :project_id",
  );
  // The whole history is wanted; its size is bounded where it is read from git.
  const all = db.prepare<{ project_id: number }, EventRow>(`
    SELECT kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at FROM NameHistory
    WHERE project_id = :project_id ORDER BY ordinal DESC`);

  function append(project_id: number, added: readonly HistoryEvent[]): void {
    let ordinal = newest.get({ project_id })?.ordinal ?? 0;
    try {
      for (let i = added.length - 1; i >= 0; i--) {
        const event = added[i] as HistoryEvent;
        const { kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at } = toRow(event);
        events.add(project_id, ++ordinal, kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at);
      }
      events.flush();
    } finally {
      events.reset();
    }
  }

  return {
    recordHistory(project_id: number, history: HistoryRecord): void {
      if (history.how === "replace") clear.run({ project_id });
      append(project_id, history.events);
      setHead.run({ project_id, head: history.head, status: JSON.stringify({ ...history.status, reader: HISTORY_READER }) });
    },
    /** The recorded history; null when none was recorded yet. */
    loadHistory({ project_id }: { project_id: number }): HistoryData | null {
      const project = head.get({ project_id });
      if (project === undefined || project.history_status === null) return null;
      const { reader, ...status } = JSON.parse(project.history_status) as HistoryStatus & { reader?: number };
      if (reader !== HISTORY_READER) return null;
      const stored: HistoryEvent[] = [];
      for (const row of all.iterate({ project_id })) stored.push(toEvent(row));
      return {
        version: 1,
        head: project.history_head,
        status,
        events: stored,
      };
    },
  };
}

function toRow(event: HistoryEvent): EventRow {
  const { kind, path } = event;
  const common = { kind, path, similarity: null, commit_id: event.commit, parent_id: event.parent, committed_at: event.date };
  if (event.kind === "file") return { ...common, old_name: null, new_name: event.to, similarity: event.similarity };
  if (event.kind === "symbol" || event.kind === "inner" || event.kind === "member")
    return { ...common, old_name: event.name, new_name: null };
  return { ...common, old_name: event.old, new_name: event.new };
}

function toEvent(row: EventRow): HistoryEvent {
  const common = { path: row.path, commit: row.commit_id, parent: row.parent_id, date: row.committed_at };
  if (row.kind === "file") return { kind: "file", ...common, to: row.new_name, similarity: row.similarity };
  if (row.kind === "symbol" || row.kind === "inner" || row.kind === "member")
    return { kind: row.kind, ...common, name: row.old_name ?? "" };
  return { kind: "manifest", ...common, old: row.old_name, new: row.new_name };
}
