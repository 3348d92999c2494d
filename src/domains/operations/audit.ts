import type { Database } from "../../storage/open.js";
import type { AuditRow } from "./tables.js";

export type AuditAction = AuditRow["action"];

/** One writing call: who did what to which thing. */
export interface Audit {
  /** 0 when it concerns no project. */
  project_id: number;
  agent_id: string;
  /** Name of the method. */
  method: string;
  entity_type: string;
  entity_id: string;
  action: AuditAction;
  /** What was said; `outcome` is `done`, or `unchanged` when all was so already. */
  changes: Record<string, unknown>;
}

export interface StoredAudit extends Audit {
  id: number;
  timestamp: string;
}

export function auditStatements(db: Database) {
  const insert = db.prepare<Omit<AuditRow, "id">>(`
    INSERT INTO AuditLog (project_id, agent_id, method, entity_type, entity_id, action, changes, timestamp)
    VALUES (:project_id, :agent_id, :method, :entity_type, :entity_id, :action, :changes, :timestamp)`);
  const list = db.prepare<{ project_id: number; limit: number }, AuditRow>(`
    SELECT id, project_id, agent_id, method, entity_type, entity_id, action, changes, timestamp FROM AuditLog
    WHERE project_id = :project_id ORDER BY id DESC LIMIT :limit`);

  return {
    recordAudit(audit: Audit, now: string): void {
      insert.run({ ...audit, changes: JSON.stringify(audit.changes), timestamp: now });
    },
    /** Calls that concern a project, newest first. */
    listAudit: (request: { project_id: number; limit: number }): StoredAudit[] =>
      list.all(request).map((row) => ({ ...row, changes: JSON.parse(row.changes) as Record<string, unknown> })),
  };
}
