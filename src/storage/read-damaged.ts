/** Reads what can still be read of a ledger that is damaged. */
import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { codeOf, isDamage } from "../base/error-codes.js";
import { sqliteCode } from "./failures.js";
import { closing, type Database } from "./open.js";
import { listTables } from "./table.js";

export type Row = Record<string, string | number | Buffer | null>;

export interface DamagedTable {
  rows: Row[];
  /** Whether these are all rows of the table. */
  complete: boolean;
}

/**
 * Opens the files at `path`, which stay as they are, and gives what `read` makes of them; null when nothing can be opened. A ledger whose
 * first page is destroyed is read through a copy that has its header, or the whole page, from `donor`: a backup of the same schema has
 * the same roots in the same places.
 */
export function readDamaged<T>(path: string, donor: string | null, read: (db: Database) => T): T | null {
  const plain = tryOpen(path);
  if (plain !== null) return closing(plain, read);
  if (donor === null) return null;
  const scratch = `${path}.scratch`;
  try {
    for (const whole of [false, true]) {
      copyWithLog(path, scratch);
      graft(donor, scratch, whole);
      const db = tryOpen(scratch);
      if (db !== null) return closing(db, read);
    }
    return null;
  } finally {
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${scratch}${ending}`, { force: true });
  }
}

/** The named columns of a table's rows, read from both ends as far as SQLite comes. */
export function readTable(db: Database, name: string, columns: readonly string[]): DamagedTable {
  const list = columns.map((column) => `"${column}"`).join(", ");
  const rows = new Map<string, Row>();
  const keys = keysOf(db, name);
  const isWhole = (order: string) => {
    const by = keys.map((key) => `"${key}" ${order}`).join(", ");
    try {
      for (const row of db.prepare<[], Row>(`SELECT ${list} FROM "${name}" ORDER BY ${by}`).iterate()) {
        rows.set(JSON.stringify(keys.map((key) => row[key])), row);
      }
      return true;
    } catch (error) {
      if (!isDamage(error) && !codeOf(error).startsWith("SQLITE_IOERR")) throw error;
      return false;
    }
  };
  const complete = isWhole("ASC") || isWhole("DESC");
  return { rows: [...rows.values()], complete };
}

/** The columns one can write, in the table's order; none when there is no such table. */
export function writableColumns(db: Database, name: string): { name: string; defaultsTo: string | null }[] {
  const columns = db.pragma(`table_xinfo(${name})`) as { name: string; hidden: number; dflt_value: string | null }[];
  return columns.filter(({ hidden }) => hidden === 0).map((column) => ({ name: column.name, defaultsTo: column.dflt_value }));
}

function keysOf(db: Database, name: string): string[] {
  const columns = db.pragma(`table_xinfo(${name})`) as { name: string; pk: number }[];
  const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return keys.length === 0 ? ["rowid"] : keys.map((column) => column.name);
}

/** null when not even its list of tables can be read. */
function tryOpen(path: string): Database | null {
  let db: Database | null = null;
  try {
    db = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
    db.pragma("cell_size_check=ON");
    if (listTables(db).length > 0) return db;
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
  }
  db?.close();
  return null;
}

function copyWithLog(path: string, to: string): void {
  copyFileSync(path, to);
  rmSync(`${to}-wal`, { force: true });
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${to}-wal`);
}

/** Bytes of the database header (file format, 1.3). */
const HEADER_BYTES = 100;
/** Bytes 18 and 19: 2 means that there is a write-ahead log. */
const WAL_VERSION = 2;

/** A backup is a single file; what it is grafted on may have a log, which must be read. */
function graft(donor: string, to: string, whole: boolean): void {
  const from = openSync(donor, "r");
  const into = openSync(to, "r+");
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(from, header, 0, HEADER_BYTES, 0);
    const size = header.readUInt16BE(16);
    const bytes = Buffer.alloc(whole ? (size === 1 ? 65_536 : size) : HEADER_BYTES);
    readSync(from, bytes, 0, bytes.length, 0);
    bytes[18] = WAL_VERSION;
    bytes[19] = WAL_VERSION;
    // Page count, list of free pages: 0 is "ask the size of the file", and "none"; nothing is written here.
    bytes.fill(0, 28, 40);
    writeSync(into, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(from);
    closeSync(into);
  }
}
