import type { Anchor } from "../../analysis/repair/anchors.js";
import type { Database } from "../../storage/open.js";
import type { FixesRow } from "./tables.js";

/** One finding that was mended in one document, and what takes it back. */
export interface Fix extends Omit<FixesRow, "id" | "project_id" | "anchors"> {
  anchors: Anchor[];
}

/** A fix before it is made; the ledger gives it the rest. */
export type NewFix = Omit<Fix, "fix_id" | "pass" | "state" | "created_at" | "undone_at" | "root" | "actor">;

/** Where a fix stands after another one, or an undo, was written to its document. */
export interface MovedFix {
  fix_id: string;
  anchors: readonly Anchor[];
}

export interface ListFixes {
  root: string;
  /** Fixes of this document; null for all. */
  path: string | null;
  pass: number | null;
  fix_id: string | null;
  /** Leaves out what was undone. */
  open: boolean;
  limit: number;
  offset: number;
}

type Insert = Omit<FixesRow, "id" | "undone_at">;

const COLUMNS = `id, fix_id, project_id, root, pass, path, rule, finding_id, cause, before_hash, after_hash, range_start, range_end,
  anchors, actor, state, created_at, undone_at`;

/** Statements about fixes go by the project's folder: also a project that nobody watches has fixes. */
export function fixStatements(db: Database) {
  const insert = db.prepare<Insert>(`
    INSERT INTO Fixes (fix_id, project_id, root, pass, path, rule, finding_id, cause, before_hash, after_hash, range_start, range_end,
      anchors, actor, state, created_at)
    VALUES (:fix_id, :project_id, :root, :pass, :path, :rule, :finding_id, :cause, :before_hash, :after_hash, :range_start, :range_end,
      :anchors, :actor, :state, :created_at)`);
  const lastPass = db.prepare<{ root: string }, { pass: number }>(
    "SELECT coalesce(max(pass), 0) AS pass FROM Fixes WHERE root = :root",
  );
  const apply = db.prepare<{ root: string; fix_id: string }>(
    "UPDATE Fixes SET state = 'applied' WHERE root = :root AND fix_id = :fix_id AND state = 'planned'",
  );
  const undo = db.prepare<{ root: string; fix_id: string; now: string }>(
    "UPDATE Fixes SET state = 'undone', undone_at = :now WHERE root = :root AND fix_id = :fix_id AND state <> 'undone'",
  );
  const drop = db.prepare<{ root: string; fix_id: string }>(
    "DELETE FROM Fixes WHERE root = :root AND fix_id = :fix_id AND state = 'planned'",
  );
  const move = db.prepare<{ root: string; fix_id: string; anchors: string }>(
    "UPDATE Fixes SET anchors = :anchors WHERE root = :root AND fix_id = :fix_id",
  );
  const list = db.prepare<Omit<ListFixes, "open"> & { open: 0 | 1 }, FixesRow>(`
    SELECT ${COLUMNS} FROM Fixes WHERE root = :root AND (:path IS NULL OR path = :path) AND (:pass IS NULL OR pass = :pass)
      AND (:fix_id IS NULL OR fix_id = :fix_id) AND (:open = 0 OR state <> 'undone')
    ORDER BY id DESC LIMIT :limit OFFSET :offset`);

  return {
    /** Number of the newest run that fixed something below `root`; 0 when none did. */
    lastFixPass: (request: { root: string }): number => lastPass.get(request)?.pass ?? 0,
    /** Notes a fix that is about to be written. */
    planFix(fix: Omit<Fix, "undone_at"> & { project_id: number }): void {
      insert.run({ ...fix, anchors: JSON.stringify(fix.anchors) });
    },
    /** Each of these gives whether the project has such a fix, in a state that allows it. */
    applyFix: (request: { root: string; fix_id: string }): boolean => apply.run(request).changes > 0,
    undoFix: (request: { root: string; fix_id: string; now: string }): boolean => undo.run(request).changes > 0,
    /** Forgets a planned fix that was not written. */
    dropFix: (request: { root: string; fix_id: string }): boolean => drop.run(request).changes > 0,
    moveFix: ({ root, fix_id, anchors }: MovedFix & { root: string }): boolean =>
      move.run({ root, fix_id, anchors: JSON.stringify(anchors) }).changes > 0,
    /** Fixes of a project, newest first. */
    listFixes: (request: ListFixes): Fix[] =>
      list.all({ ...request, open: request.open ? 1 : 0 }).map(({ id: _id, project_id: _project, anchors, ...row }) => ({
        ...row,
        anchors: JSON.parse(anchors) as Anchor[],
      })),
  };
}
