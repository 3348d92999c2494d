import { chmodSync, mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { LockstepError } from "../base/errors.js";
import { fileSystemType, remoteName } from "../base/file-systems.js";
import { newestFittingBackup } from "./backups.js";
import { DAMAGE_REMEDY, ledgerError } from "./failures.js";
import { knownVersion } from "./migrations.js";

export type Database = BetterSqlite3.Database;

/** `LKST`: what the header of every ledger says it is. */
export const APPLICATION_ID = 0x4c4b5354;

/** How long a statement waits for another connection; two daemons cannot meet, readers and a writing verb can. */
const BUSY_TIMEOUT_MS = 5_000;

export interface OpenOptions {
  readonly: boolean;
  /** Type number of the file system of a folder, as statfs tells it; only tests hand in their own. */
  fileSystemType?: (folder: string) => number;
}

/**
 * Opens the ledger at `path`, made with its folder when missing (mode 0600, folder 0700) unless `readonly`, and sets the pragmas.
 * The schema may still be older than ours for a writer: `migrateLedger` comes next. Throws LEDGER_REFUSED (missing, not ours, not a
 * ledger, on a network file system, behind for a reader), LEDGER_NEWER, LEDGER_DAMAGED.
 */
export function openLedger(path: string, { readonly, fileSystemType: typeOf = fileSystemType }: OpenOptions): Database {
  let db: Database | null = null;
  try {
    checkPlace(path, readonly, typeOf);
    db = new BetterSqlite3(path, { readonly, timeout: BUSY_TIMEOUT_MS });
    if (!readonly) chmodSync(path, 0o600);
    checkIdentity(db, path, readonly);
    setPragmas(db, readonly);
    return db;
  } catch (error) {
    db?.close();
    throw ledgerError(error, path);
  }
}

/** What `read` makes of the file at `path`, which may be any file: it is opened for reading, as it is, and closed again. */
export function withFile<T>(path: string, read: (db: Database) => T): T {
  return closing(new BetterSqlite3(path, { readonly: true, fileMustExist: true }), read);
}

/** What `read` makes of `db`, which is closed then. */
export function closing<T>(db: Database, read: (db: Database) => T): T {
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** Reads every page once. Throws LEDGER_DAMAGED with what SQLite found; for use after an unclean stop. */
export function verifyLedger(db: Database): void {
  try {
    const answer = db.pragma("quick_check(10)") as { quick_check: string }[];
    const faults = answer.map((row) => row.quick_check).filter((line) => line !== "ok");
    if (faults.length > 0) throw damaged(db.name, faults.join("; "));
  } catch (error) {
    throw ledgerError(error, db.name);
  }
}

function damaged(path: string, what: string): LockstepError {
  return new LockstepError("LEDGER_DAMAGED", `The ledger ${path} is damaged: ${what}. ${DAMAGE_REMEDY}`);
}

// ---------------------------------------------------------------- place

function checkPlace(path: string, readonly: boolean, typeOf: (folder: string) => number): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined && readonly) {
    const message = `There is no ledger at ${path}. \`lockstep start\` makes one.`;
    throw new LockstepError("LEDGER_REFUSED", message, { data: { missing: true } });
  }
  if (found !== undefined) checkFile(path, found);
  else mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // The shared memory of the write-ahead log does not work there.
  const name = remoteName(typeOf(dirname(path)));
  if (name !== null) {
    const advice = "Put it on a local disk: set `ledger` in the machine's config, or XDG_STATE_HOME.";
    throw new LockstepError(
      "LEDGER_REFUSED",
      `The ledger ${path} would be on ${name}, where its log cannot be shared. ${advice}`,
    );
  }
}

function checkFile(path: string, found: Stats): void {
  if (!found.isFile()) {
    throw new LockstepError("LEDGER_REFUSED", `${path} is not a file. Set \`ledger\` in the machine's config to another place.`);
  }
  const uid = process.getuid?.();
  if (uid !== undefined && uid !== 0 && found.uid !== uid) {
    throw new LockstepError(
      "LEDGER_REFUSED",
      `The ledger ${path} belongs to another user. Set \`ledger\` in the machine's config.`,
    );
  }
}

// ---------------------------------------------------------------- identity and pragmas

function checkIdentity(db: Database, path: string, readonly: boolean): void {
  if (isEmpty(db) && !readonly) {
    // Both only take effect before the first table.
    db.pragma("auto_vacuum=INCREMENTAL");
    db.pragma(`application_id=${APPLICATION_ID}`);
    return;
  }
  const recorded = recordedVersion(db);
  if (db.pragma("application_id", { simple: true }) !== APPLICATION_ID) {
    if (recorded !== null) throw damaged(path, "its header says that it is something else");
    throw new LockstepError("LEDGER_REFUSED", `${path} is a database of something else. Set \`ledger\` in the machine's config.`);
  }
  const version = db.pragma("user_version", { simple: true }) as number;
  const known = knownVersion();
  if (version < 0 || (version <= known && recorded !== null && version !== recorded)) {
    throw damaged(path, `its header says version ${version}, its migrations ${recorded}`);
  }
  if (version > known) throw newer(db, path, version, known);
  if (version < known && readonly) {
    throw new LockstepError(
      "LEDGER_REFUSED",
      `The ledger ${path} was left by an older lockstep. \`lockstep start\` brings it up to date.`,
    );
  }
}

/** Newest migration that the ledger says to have gone through; null where nothing can be read of that. */
function recordedVersion(db: Database): number | null {
  try {
    return db.prepare<[], number | null>("SELECT max(number) FROM SchemaMigrations").pluck().get() ?? null;
  } catch {
    return null;
  }
}

function isEmpty(db: Database): boolean {
  return db.pragma("page_count", { simple: true }) === 0;
}

function newer(db: Database, path: string, version: number, known: number): LockstepError {
  const backup = newestFittingBackup(path, known);
  const advice = `Update lockstep${backup === null ? "; there is no backup that fits" : `, or put back the newest backup that fits, ${backup}`}.`;
  const message = `The ledger ${path} was written by ${writerOf(db)} (schema ${version}, this one knows ${known}). ${advice}`;
  return new LockstepError("LEDGER_NEWER", message, { data: { version, known, backup } });
}

/** A newer ledger may keep its migrations in another shape; then its number has to do. */
function writerOf(db: Database): string {
  try {
    const row = db.prepare<[], { version: string }>("SELECT version FROM SchemaMigrations ORDER BY number DESC LIMIT 1").get();
    return row === undefined ? "a newer lockstep" : `lockstep ${row.version}`;
  } catch {
    return "a newer lockstep";
  }
}

/** Pages of the write-ahead log at which a commit empties it; usually that is done between transactions (checkpoints.ts). */
const LOG_PAGES_MAX = 4_000;

function setPragmas(db: Database, readonly: boolean): void {
  db.pragma("foreign_keys=ON");
  db.pragma("cell_size_check=ON");
  db.pragma("trusted_schema=OFF");
  db.pragma("mmap_size=0");
  if (readonly) return;
  db.pragma("journal_mode=WAL");
  db.pragma("synchronous=NORMAL");
  db.pragma("journal_size_limit=67108864");
  db.pragma(`wal_autocheckpoint=${LOG_PAGES_MAX}`);
}
