/** Reads all of a ledger's file and says what is wrong with it, table by table. */
import { LockstepError, messageOf } from "../base/errors.js";
import { DAMAGE_REMEDY, ledgerError } from "./failures.js";
import { type Database, withFile } from "./open.js";
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

/** Inspects the file at `path`, of whatever version. Throws LEDGER_REFUSED when it cannot be opened; damage is a result. */
export function inspectFile(path: string): Inspection {
  try {
    return withFile(path, inspectLedger);
  } catch (error) {
    throw ledgerError(error, path);
  }
}

/** What is wrong in it, and how many rows there are. */
function inspectLedger(db: Database): Inspection {
  const names = tableNames(db) ?? [];
  return { faults: faultsIn(db), tables: names.map((name) => ({ name, rows: countRows(db, name) })) };
}

/** What is wrong with every page and index, with foreign keys, and by the full-text tables' own checks. Only reads. */
export function faultsIn(db: Database): Fault[] {
  const names = tableNames(db);
  if (names === null) return [{ table: null, what: whole(db)[0] ?? "the schema cannot be read" }];
  const faults = integrityFaults(db, names);
  // Where pages are damaged, keys that point to nothing are no news.
  return faults.length > 0 ? faults : keyFaults(db);
}

/** Throws LEDGER_DAMAGED when the ledger at `path` was found to have faults. */
export function checkWhole(path: string, { faults }: Inspection): void {
  if (faults.length > 0) throw damagedBy(path, faults);
}

/** Faults as one sentence; null when there are none. */
export function faultsAsText(faults: readonly Fault[]): string | null {
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
export function damagedBy(path: string, faults: readonly Fault[]): LockstepError {
  const message = `The ledger ${path} is damaged: ${faultsAsText(faults)}. \`lockstep db verify --repair\` makes anew what can be computed again. ${DAMAGE_REMEDY}`;
  return new LockstepError("LEDGER_DAMAGED", message, { data: { faults } });
}
