import { chmodSync, mkdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { LockstepError } from "../base/errors.js";
import { type Clock, isoTime } from "../base/time.js";
import { backupName, backupsFolder } from "./backups.js";
import { loadMigrations, type Migration } from "./migrations.js";
import { type Database, verifyLedger } from "./open.js";
import { compareSchema, type Table } from "./table.js";

export interface MigrateOptions {
  /** Version of this program; later versions name it when they refuse. */
  version: string;
  clock: Clock;
  /** Declarations that the migrated schema must equal. */
  tables: readonly Table[];
  migrations?: readonly Migration[];
}

export interface Migrated {
  from: number;
  to: number;
  /** The copy made before; null when nothing was there to copy or nothing was to be done. */
  backup: string | null;
}

/**
 * Brings an opened ledger to the newest schema; the caller holds the ledger's lock. All pending scripts and all checks run in one
 * transaction: whatever fails, the ledger stays as it was, and a backup taken before lies beside it.
 * Throws LEDGER_REFUSED when an applied script was edited, LEDGER_DAMAGED, MIGRATION_FAILED.
 */
export async function migrateLedger(db: Database, options: MigrateOptions): Promise<Migrated> {
  const migrations = options.migrations ?? loadMigrations();
  const from = db.pragma("user_version", { simple: true }) as number;
  checkApplied(db, from, migrations);
  const pending = migrations.slice(from);
  if (pending.length === 0) return { from, to: from, backup: null };
  if (from > 0) {
    checkSpace(db);
    verifyLedger(db);
  }
  const backup = from > 0 ? await backupLedger(db, options.clock()) : null;
  alter(db, () => {
    for (const migration of pending) apply(db, migration, options);
    checkResult(db, options.tables);
  });
  return { from, to: migrations.length, backup };
}

/** Runs the down scripts from the newest to `to`, in one transaction; the caller holds the ledger's lock. Throws MIGRATION_FAILED. */
export function rollbackLedger(db: Database, to: number, migrations: readonly Migration[] = loadMigrations()): void {
  const from = db.pragma("user_version", { simple: true }) as number;
  alter(db, () => {
    for (const migration of migrations.slice(to, from).reverse()) {
      runScript(db, migration, migration.down);
      if (migration.number > 1) db.prepare("DELETE FROM SchemaMigrations WHERE number = ?").run(migration.number);
      db.pragma(`user_version=${migration.number - 1}`);
    }
    checkIntegrity(db);
  });
}

/** Copies the ledger, while it is in use, to `backups/ledger-<UTC>-v<N>.db` beside it, checked before it gets its name. Gives its path. */
export async function backupLedger(db: Database, at: number): Promise<string> {
  const folder = backupsFolder(db.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const version = db.pragma("user_version", { simple: true }) as number;
  const stamp = isoTime(at).replaceAll(":", "").replaceAll("-", "");
  const path = join(folder, backupName(db.name, stamp, version));
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  await db.backup(unfinished);
  chmodSync(unfinished, 0o600);
  const copy = new BetterSqlite3(unfinished);
  try {
    // A copy of a WAL database is one itself; as a backup it is to be a single file. SQLite syncs it in doing so.
    copy.pragma("journal_mode=DELETE");
    verifyLedger(copy);
  } finally {
    copy.close();
  }
  renameSync(unfinished, path);
  return path;
}

function checkApplied(db: Database, from: number, migrations: readonly Migration[]): void {
  if (from === 0) return;
  const applied = db
    .prepare<[], { number: number; checksum: string }>("SELECT number, checksum FROM SchemaMigrations ORDER BY number")
    .all();
  for (const { number, checksum } of applied) {
    const known = migrations[number - 1];
    if (known?.checksum === checksum) continue;
    const what = `migration ${number} is not the one that made the ledger ${db.name}`;
    throw new LockstepError("LEDGER_REFUSED", `${what}: its script was edited. Install this version of lockstep anew.`);
  }
}

/** The copy and the rewritten pages each take up to the ledger's size. */
function checkSpace(db: Database): void {
  const { bavail, bsize } = statfsSync(dirname(db.name));
  const needed = 2 * statSync(db.name).size;
  if (bavail * bsize >= needed) return;
  const mebibytes = Math.ceil(needed / 2 ** 20);
  throw new LockstepError(
    "MIGRATION_FAILED",
    `Migrating ${db.name} needs ${mebibytes} MiB of free disk. Make room and start again.`,
  );
}

/** Foreign keys rest while tables are rebuilt; they cannot be switched inside a transaction. */
function alter(db: Database, work: () => void): void {
  db.pragma("foreign_keys=OFF");
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    const whole = db.inTransaction;
    if (whole) db.exec("ROLLBACK");
    if (error instanceof LockstepError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const state = whole ? "nothing was changed, lockstep of before still reads it" : "put back the backup beside it";
    throw new LockstepError("MIGRATION_FAILED", `Migrating ${db.name} failed: ${reason}. State: ${state}.`, { cause: error });
  } finally {
    db.pragma("foreign_keys=ON");
  }
}

function apply(db: Database, migration: Migration, { version, clock }: MigrateOptions): void {
  const started = clock();
  runScript(db, migration, migration.up);
  db.prepare(
    `INSERT INTO SchemaMigrations (number, name, checksum, version, applied_at, duration_ms)
     VALUES (:number, :name, :checksum, :version, :applied_at, :duration_ms)`,
  ).run({
    number: migration.number,
    name: migration.name,
    checksum: migration.checksum,
    version,
    applied_at: isoTime(started),
    duration_ms: clock() - started,
  });
  db.pragma(`user_version=${migration.number}`);
}

/** A script that ends or leaves the transaction would commit half of the work. */
function runScript(db: Database, { number, name }: Migration, text: string): void {
  try {
    db.exec(text);
  } catch (error) {
    throw new Error(`${number} ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!db.inTransaction) throw new Error(`${number} ${name} ends the migrator's transaction`);
}

function checkResult(db: Database, tables: readonly Table[]): void {
  checkIntegrity(db);
  const differences = compareSchema(db, tables);
  if (differences.length > 0) throw new Error(differences.join("; "));
}

function checkIntegrity(db: Database): void {
  const broken = db.pragma("foreign_key_check") as { table: string; parent: string }[];
  const first = broken[0];
  if (first) throw new Error(`${broken.length} rows point nowhere, the first from ${first.table} to ${first.parent}`);
  // Checks the full-text tables too: FTS5 answers for its own.
  const answer = db.pragma("integrity_check(10)") as { integrity_check: string }[];
  const faults = answer.map((row) => row.integrity_check).filter((line) => line !== "ok");
  if (faults.length > 0) throw new Error(faults.join("; "));
}
