import type { Acknowledgement } from "../../analysis/model.js";
import type { Database } from "../../storage/open.js";
import type { AcknowledgementRow } from "./tables.js";

/** An acknowledgement with who made it, and when. */
export interface StoredAcknowledgement extends Acknowledgement {
  acknowledged_by: string;
  acknowledged_at: string;
}

/** Acknowledgements of a project that count. */
const ACKNOWLEDGEMENTS_MAX = 20_000;

export function acknowledgementStatements(db: Database) {
  const upsert = db.prepare<Omit<AcknowledgementRow, "id">>(`
    INSERT INTO Acknowledgements (project_id, finding_id, rule, path, reference, blocks, evidence, reason, until, acknowledged_by, acknowledged_at)
    VALUES (:project_id, :finding_id, :rule, :path, :reference, :blocks, :evidence, :reason, :until, :acknowledged_by, :acknowledged_at)
    ON CONFLICT (project_id, finding_id) DO UPDATE SET
      rule = excluded.rule, path = excluded.path, reference = excluded.reference, blocks = excluded.blocks, evidence = excluded.evidence,
      reason = excluded.reason, until = excluded.until, acknowledged_by = excluded.acknowledged_by,
      acknowledged_at = excluded.acknowledged_at`);
  const remove = db.prepare<{ project_id: number; finding_id: string }>(
    "DELETE FROM Acknowledgements WHERE project_id = :project_id AND finding_id = :finding_id",
  );
  const list = db.prepare<{ project_id: number }, Omit<AcknowledgementRow, "id" | "project_id">>(`
    SELECT finding_id, rule, path, reference, blocks, evidence, reason, until, acknowledged_by, acknowledged_at
    FROM Acknowledgements WHERE project_id = :project_id ORDER BY path, finding_id LIMIT ${ACKNOWLEDGEMENTS_MAX}`);

  return {
    /** Writes an acknowledgement, in place of an earlier one of the same finding. */
    acknowledge(project_id: number, { blocks, ...rest }: StoredAcknowledgement): void {
      upsert.run({ ...rest, project_id, blocks: JSON.stringify(blocks) });
    },
    /** Takes an acknowledgement back; gives whether there was one. */
    withdraw: (request: { project_id: number; finding_id: string }): boolean => remove.run(request).changes > 0,
    /** By document, ended ones among them. */
    listAcknowledgements: (request: { project_id: number }): StoredAcknowledgement[] =>
      list.all(request).map((row) => ({ ...row, blocks: JSON.parse(row.blocks) as string[] })),
  };
}
