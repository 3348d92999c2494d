import type { Database } from "../../storage/open.js";
import type { LogRow } from "./tables.js";

export type LogLevel = LogRow["level"];

/** One line of the daemon's log. */
export interface LogEntry {
  /** 0 when it concerns no project. */
  project_id: number;
  level: LogLevel;
  /** The constant phrase. */
  message: string;
  /** Part of the daemon that says it. */
  service: string;
  fields: Record<string, unknown>;
  timestamp: string;
}

export interface StoredLogEntry extends LogEntry {
  id: number;
}

/** From the quietest to the most severe, as pino orders them. */
const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];
/** Entries the table holds at most, whatever their age: about 20 MB. */
const ENTRIES_MAX = 50_000;
/** Of a message, and of its fields as JSON, what is kept. */
const TEXT_LENGTH_MAX = 4_000;

export function logStatements(db: Database) {
  const insert = db.prepare<Omit<LogRow, "id">>(`
    INSERT INTO Logs (project_id, level, message, service, fields, timestamp)
    VALUES (coalesce((SELECT id FROM Projects WHERE id = :project_id), 0), :level, :message, :service, :fields, :timestamp)`);
  const list = db.prepare<{ project_id: number | null; levels: string; limit: number }, LogRow>(`
    SELECT id, project_id, level, message, service, fields, timestamp FROM Logs
    WHERE (:project_id IS NULL OR project_id = :project_id) AND level IN (SELECT value FROM json_each(:levels))
    ORDER BY id DESC LIMIT :limit`);
  const forget = db.prepare<{ before: string; limit: number }>(`
    DELETE FROM Logs WHERE id IN (SELECT id FROM Logs WHERE timestamp < :before ORDER BY timestamp LIMIT :limit)`);
  const forgetOldest = db.prepare<[]>(`DELETE FROM Logs WHERE id <= (SELECT max(id) FROM Logs) - ${ENTRIES_MAX}`);

  return {
    /** Keeps log entries, those of projects that are no more without these; the oldest go when there are more than 50,000. */
    recordLogs(entries: readonly LogEntry[]): void {
      for (const entry of entries) {
        insert.run({ ...entry, message: entry.message.slice(0, TEXT_LENGTH_MAX), fields: boundedJson(entry.fields) });
      }
      forgetOldest.run();
    },
    /** Entries of at least `level`, newest first; of all projects when `project_id` is null. */
    listLogs: ({ project_id, level, limit }: { project_id: number | null; level: LogLevel; limit: number }): StoredLogEntry[] =>
      list
        .all({ project_id, levels: JSON.stringify(LEVELS.slice(LEVELS.indexOf(level))), limit })
        .map((row) => ({ ...row, fields: JSON.parse(row.fields) as Record<string, unknown> })),
    /** Forgets entries from before a time, the oldest first; gives how many. */
    forgetLogs: (request: { before: string; limit: number }): number => forget.run(request).changes,
  };
}

/** Fields that are too long together are cut to their beginning, as text: cut JSON is none. */
function boundedJson(fields: Record<string, unknown>): string {
  const json = JSON.stringify(fields);
  return json.length <= TEXT_LENGTH_MAX ? json : JSON.stringify({ cut: json.slice(0, TEXT_LENGTH_MAX) });
}
