import type { Clock } from "../base/time.js";
import { isoTime } from "../base/time.js";
import { alter, checkApplied, checkIntegrity, checkSpace, runScript } from "./alter.js";
import { authoredRows, fewerRows } from "./authored.js";
import { backupLedger } from "./backup.js";
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
  /** A copy of it that is there already; else one is made. */
  copy?: string | null;
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
  const backup = from > 0 ? (options.copy ?? (await backupLedger(db, options.clock()))) : null;
  alter(db, backup, () => {
    const before = authoredRows(db, options.tables);
    for (const migration of pending) apply(db, migration, options);
    checkResult(db, options.tables);
    const fewer = fewerRows(before, authoredRows(db, options.tables));
    if (fewer.length > 0) throw new Error(`rows are lost: ${fewer.map(({ name, rows }) => `${rows} of ${name}`).join(", ")}`);
  });
  return { from, to: migrations.length, backup };
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

function checkResult(db: Database, tables: readonly Table[]): void {
  checkIntegrity(db);
  const differences = compareSchema(db, tables);
  if (differences.length > 0) throw new Error(differences.join("; "));
}
