/** Saves out of a damaged ledger what people said, into the one that takes its place. */
import type { Database } from "../../storage/open.js";
import { type DamagedTable, type Row, readTable, writableColumns } from "../../storage/read-damaged.js";
import type { Table } from "../../storage/table.js";
import { projects } from "../documentation/tables.js";

/** What became of one table. */
export interface Salvaged {
  table: string;
  /** Rows that the ledger now has, or has otherwise, because they were saved. */
  saved: number;
  /** Rows that were read and fit no more. */
  refused: number;
  /** false: the damaged table has rows that could not be read; of these the ledger has what the backup had. */
  complete: boolean;
}

/** Of a project, what somebody said; the rest is the next pass's to find out. */
const SAID_OF_PROJECTS = ["id", "root", "name", "device", "inode", "git_common_dir", "added_at", "watched"];

/**
 * Brings the authored tables of `db` to what `damaged` has of them, in the transaction of the caller. A table that was read to its end
 * replaces the rows that are there, one that was not is laid over them. Projects keep their ids where they can; rows follow them, which
 * is why `tables` begins with projects, as TABLES does.
 */
export function salvageInto(db: Database, damaged: Database, tables: readonly Table[]): Salvaged[] {
  const authored = tables.filter(({ origin }) => origin === "authored");
  const ids = new Map<number, number>();
  return authored.flatMap(({ name }) => {
    const known = new Set(writableColumns(damaged, name).map((column) => column.name));
    const columns = writableColumns(db, name).filter((column) => known.has(column.name));
    if (columns.length === 0) return [];
    const parts = { db, damaged, name, columns, ids };
    return [name === projects.name ? salvageProjects(parts) : salvageTable(parts)];
  });
}

interface TableParts {
  db: Database;
  damaged: Database;
  name: string;
  columns: readonly { name: string; defaultsTo: string | null }[];
  /** Ids of projects in the damaged ledger → their ids now; filled by the table of projects. */
  ids: Map<number, number>;
}

function salvageProjects({ db, damaged, name, columns, ids }: TableParts): Salvaged {
  const said = SAID_OF_PROJECTS.filter((one) => columns.some((column) => column.name === one));
  const { rows, complete } = readTable(damaged, name, said);
  const before = contents(db, name, said);
  const byRoot = db.prepare<{ root: string }, number>("SELECT id FROM Projects WHERE root = :root").pluck();
  const isTaken = db.prepare<{ id: number }, number>("SELECT id FROM Projects WHERE id = :id").pluck();
  const remove = db.prepare<{ id: number }>("DELETE FROM Projects WHERE id = :id");
  const all = said.join(", ");
  const insert = db.prepare(`INSERT INTO Projects (${all}) VALUES (${said.map((column) => `:${column}`).join(", ")})`);
  const rest = said.filter((column) => column !== "id" && column !== "root");
  const update = db.prepare(`UPDATE Projects SET ${rest.map((column) => `${column} = :${column}`).join(", ")} WHERE id = :id`);
  let refused = 0;
  if (complete) {
    const roots = new Set(rows.map(({ root }) => root));
    for (const { id, root } of db.prepare<[], { id: number; root: string }>("SELECT id, root FROM Projects WHERE id > 0").all()) {
      if (!roots.has(root)) remove.run({ id });
    }
  }
  for (const row of rows) {
    try {
      const id = byRoot.get({ root: String(row.root) });
      if (id !== undefined) update.run({ ...row, id });
      else insert.run({ ...row, id: isTaken.get({ id: Number(row.id) }) === undefined ? row.id : null });
      ids.set(Number(row.id), byRoot.get({ root: String(row.root) }) as number);
    } catch {
      refused++;
    }
  }
  return { table: name, saved: difference(before, contents(db, name, said)), refused, complete };
}

function salvageTable({ db, damaged, name, columns, ids }: TableParts): Salvaged {
  const names = columns.map((column) => column.name);
  const { rows, complete }: DamagedTable = readTable(damaged, name, names);
  const before = contents(db, name, names);
  const put = db.prepare(
    `INSERT OR REPLACE INTO "${name}" (${names.join(", ")}) VALUES (${names.map((column) => `:${column}`).join(", ")})`,
  );
  const isShared = columns.some((column) => column.name === "project_id" && column.defaultsTo === "0");
  if (complete) db.prepare(`DELETE FROM "${name}"`).run();
  let refused = 0;
  for (const row of rows) {
    try {
      put.run(ofProject(row, ids, isShared));
    } catch {
      // What a constraint keeps out was damaged itself, or speaks of something that is gone.
      refused++;
    }
  }
  return { table: name, saved: difference(before, contents(db, name, names)), refused, complete };
}

/** The row with the id that its project has now; of one that is gone, a row that may outlive its project is everybody's. */
function ofProject(row: Row, ids: ReadonlyMap<number, number>, isShared: boolean): Row {
  if (typeof row.project_id !== "number") return row;
  return { ...row, project_id: ids.get(row.project_id) ?? (isShared ? 0 : row.project_id) };
}

function contents(db: Database, name: string, columns: readonly string[]): Set<string> {
  const rows = db.prepare<[], Row>(`SELECT ${columns.join(", ")} FROM "${name}"`).all();
  return new Set(rows.map((row) => JSON.stringify(Object.values(row))));
}

/** How many rows there are now that were not there before. */
function difference(before: ReadonlySet<string>, after: ReadonlySet<string>): number {
  return [...after].filter((row) => !before.has(row)).length;
}
