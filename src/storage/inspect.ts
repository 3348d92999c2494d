/** Reads all of a ledger's file and says what is wrong with it, table by table. */
import BetterSqlite3 from "better-sqlite3";
import { LockstepError, messageOf } from "../base/errors.js";
import { DAMAGE_REMEDY, ledgerError } from "./failures.js";
import type { Database } from "./open.js";
import { listTables } from "./table.js";

export interface Fault {
  /** Table with its indexes; null when the fault is of no single one. */
  table: string | null;
  what: string;
}

export interface Inspection {
  faults: Fault[];
  /** Rows of each table, by name; null where they cannot be counted. */
  tables: { name: string; rows: number | null }[];
}

/** Faults that are listed of one table at most. */
const FAULTS_MAX = 10;

/** Integrity of every page and index, foreign keys, the full-text tables' own checks, and how many rows there are. Only reads. */
export function inspectLedger(db: Database): Inspection {
  const names = tableNames(db);
  if (names === null) return { faults: [{ table: null, what: whole(db)[0] ?? "the schema cannot be read" }], tables: [] };
  const faults = integrityFaults(db, names);
  // Where pages are damaged, keys that point to nothing are no news.
  return {
    faults: faults.length > 0 ? faults : keyFaults(db),
    tables: names.map((name) => ({ name, rows: countRows(db, name) })),
  };
}

/** Inspects the file at `path`, of whatever version. Throws LEDGER_REFUSED when it cannot be opened; damage is a result. */
export function inspectFile(path: string): Inspection {
  let db: Database | null = null;
  try {
    db = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
    return inspectLedger(db);
  } catch (error) {
    throw ledgerError(error, path);
  } finally {
    db?.close();
  }
}

/** Faults as one sentence; null when there are none. */
export function faultsAsText({ faults }: Pick<Inspection, "faults">): string | null {
  if (faults.length === 0) return null;
  return faults.map(({ table, what }) => (table === null ? what : `${table}: ${what}`)).join("; ");
}

function tableNames(db: Database): string[] | null {
  try {
    return listTables(db);
  } catch {
    return null;
  }
}

function integrityFaults(db: Database, names: readonly string[]): Fault[] {
  const all = whole(db);
  if (all.length === 0) return [];
  const faults = names.flatMap((table) => linesOf(db, `integrity_check(${table})`).map((what) => ({ table, what })));
  // What is wrong with the file itself, such as its list of free pages, is of no table.
  return faults.length > 0 ? faults : all.map((what) => ({ table: null, what }));
}

function whole(db: Database): string[] {
  return linesOf(db, `integrity_check(${FAULTS_MAX})`);
}

function linesOf(db: Database, pragma: string): string[] {
  try {
    const answer = db.pragma(pragma) as { integrity_check: string }[];
    return answer
      .map((row) => row.integrity_check)
      .filter((line) => line !== "ok")
      .slice(0, FAULTS_MAX);
  } catch (error) {
    return [messageOf(error)];
  }
}

function keyFaults(db: Database): Fault[] {
  try {
    const broken = db.pragma("foreign_key_check") as { table: string; parent: string }[];
    return [...new Set(broken.map(({ table }) => table))].map((table) => {
      const own = broken.filter((row) => row.table === table);
      return { table, what: `${own.length} rows point to nothing in ${own[0]?.parent}` };
    });
  } catch (error) {
    return [{ table: null, what: messageOf(error) }];
  }
}

function countRows(db: Database, name: string): number | null {
  try {
    return db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0;
  } catch {
    return null;
  }
}

/** The error for a ledger in which faults were found, with what to do. */
export function damagedBy(path: string, inspection: Inspection): LockstepError {
  const message = `The ledger ${path} is damaged: ${faultsAsText(inspection)}. \`lockstep db verify --repair\` makes anew what can be computed again. ${DAMAGE_REMEDY}`;
  return new LockstepError("LEDGER_DAMAGED", message, { data: { faults: inspection.faults } });
}
