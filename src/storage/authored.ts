/** How many rows there are that nobody can compute again. */
import type { Database } from "./open.js";
import { listTables, type Table } from "./table.js";

/** Table → its rows, for the authored tables that this ledger has. */
export function authoredRows(db: Database, tables: readonly Table[]): Map<string, number> {
  const there = new Set(listTables(db));
  const authored = tables.filter(({ name, origin }) => origin === "authored" && there.has(name));
  return new Map(authored.map(({ name }) => [name, db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0]));
}

/** By how many rows each table has become smaller; a table that is gone has none. */
export function fewerRows(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): { name: string; rows: number }[] {
  return [...before].map(([name, rows]) => ({ name, rows: rows - (after.get(name) ?? 0) })).filter(({ rows }) => rows > 0);
}
