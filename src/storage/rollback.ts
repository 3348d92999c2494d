import { LockstepError } from "../base/errors.js";
import type { Clock } from "../base/time.js";
import { alter, checkApplied, checkIntegrity, checkSpace, runScript } from "./alter.js";
import { authoredRows, fewerRows } from "./authored.js";
import { backupLedger } from "./backup.js";
import type { Migrated } from "./migrate.js";
import { loadMigrations, type Migration } from "./migrations.js";
import { type Database, verifyLedger } from "./open.js";
import type { Table } from "./table.js";

export interface RollbackOptions {
  /** Version to go back to; 0 leaves nothing, null is the one before. */
  to: number | null;
  /** Whether rows that nobody can compute again may be dropped. */
  yes: boolean;
  clock: Clock;
  tables: readonly Table[];
  migrations?: readonly Migration[];
}

/**
 * Runs the down scripts from the newest to `to`, under the frame of a migration: space, checksums and every page are checked, a backup is
 * made, all scripts run in one transaction, which is checked before it is committed. The caller holds the ledger's lock.
 * Throws USAGE for a version that it cannot go back to, and when authored rows would be dropped without `yes`, with how many;
 * LEDGER_REFUSED, LEDGER_DAMAGED, MIGRATION_FAILED.
 */
export async function rollbackLedger(
  db: Database,
  { to: asked, yes, clock, tables, migrations = loadMigrations() }: RollbackOptions,
): Promise<Migrated> {
  const from = db.pragma("user_version", { simple: true }) as number;
  const to = asked ?? Math.max(0, from - 1);
  if (to > from)
    throw new LockstepError("USAGE", `The ledger ${db.name} is at version ${from}. Going to ${to} is \`lockstep db migrate\`.`);
  checkApplied(db, from, migrations);
  if (to === from) return { from, to, backup: null };
  checkSpace(db);
  verifyLedger(db);
  const backup = await backupLedger(db, clock());
  alter(db, backup, () => {
    const before = authoredRows(db, tables);
    for (const migration of migrations.slice(to, from).reverse()) down(db, migration);
    checkIntegrity(db);
    const dropped = fewerRows(before, authoredRows(db, tables));
    if (dropped.length > 0 && !yes) throw wantsYes(to, dropped);
  });
  return { from, to, backup };
}

function down(db: Database, migration: Migration): void {
  runScript(db, migration, migration.down);
  if (migration.number > 1) db.prepare("DELETE FROM SchemaMigrations WHERE number = ?").run(migration.number);
  db.pragma(`user_version=${migration.number - 1}`);
}

function wantsYes(to: number, dropped: readonly { name: string; rows: number }[]): LockstepError {
  const rows = dropped.map(({ name, rows }) => `${rows} of ${name}`).join(", ");
  const message = `Going back to version ${to} would drop rows that nobody can compute again: ${rows}. With --yes it does; a backup is kept.`;
  return new LockstepError("USAGE", message, { data: { dropped } });
}
