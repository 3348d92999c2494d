import type { Confirmation, Fingerprints } from "../../analysis/model.js";
import type { Database } from "../../storage/open.js";
import type { ConfirmationRow } from "./tables.js";

/** A confirmation with who made it. */
export interface StoredConfirmation extends Confirmation {
  confirmed_by: string;
}

/** Confirmations of a project that count. */
const CONFIRMATIONS_MAX = 20_000;

export function confirmationStatements(db: Database) {
  const upsert = db.prepare<Omit<ConfirmationRow, "id">>(`
    INSERT INTO Confirmations (project_id, path, binding, ordinal, words, reader, fingerprints, confirmed_by, confirmed_at)
    VALUES (:project_id, :path, :binding, :ordinal, :words, :reader, :fingerprints, :confirmed_by, :confirmed_at)
    ON CONFLICT (project_id, path, binding, ordinal) DO UPDATE SET
      words = excluded.words, reader = excluded.reader, fingerprints = excluded.fingerprints,
      confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at`);
  const remove = db.prepare<{ project_id: number; path: string }>(
    "DELETE FROM Confirmations WHERE project_id = :project_id AND path = :path",
  );
  const list = db.prepare<{ project_id: number }, Omit<ConfirmationRow, "id" | "project_id">>(`
    SELECT path, binding, ordinal, words, reader, fingerprints, confirmed_by, confirmed_at
    FROM Confirmations WHERE project_id = :project_id ORDER BY path, binding, ordinal LIMIT ${CONFIRMATIONS_MAX}`);

  return {
    /** Writes a confirmation, in place of an earlier one of the same binding. */
    confirm(project_id: number, { fingerprints, ...rest }: StoredConfirmation): void {
      upsert.run({ ...rest, project_id, fingerprints: JSON.stringify(fingerprints) });
    },
    /** Takes the confirmations of a document back; gives how many there were. */
    retract: (request: { project_id: number; path: string }): number => remove.run(request).changes,
    /** By document, those of other words among them. */
    listConfirmations: (request: { project_id: number }): StoredConfirmation[] =>
      list.all(request).map(({ fingerprints, ...row }) => ({ ...row, fingerprints: JSON.parse(fingerprints) as Fingerprints })),
  };
}
