/** The frame in which the schema is changed: everything in one transaction, checked before it is committed. */
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { spaceAt } from "../base/disk.js";
import { LockstepError, messageOf } from "../base/errors.js";
import type { Migration } from "./migrations.js";
import type { Database } from "./open.js";

/**
 * Runs `work` in one transaction, and takes everything back when it throws. Foreign keys rest while tables are rebuilt; they cannot be
 * switched inside a transaction. Throws MIGRATION_FAILED; with `data.backup` when a script has left the transaction, so that the ledger is
 * half changed and that backup must be put in its place. A LockstepError that `work` throws is thrown on.
 */
export function alter(db: Database, backup: string | null, work: () => void): void {
  db.pragma("foreign_keys=OFF");
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    const whole = db.inTransaction;
    if (whole) db.exec("ROLLBACK");
    if (error instanceof LockstepError) throw error;
    const reason = messageOf(error);
    const state = whole
      ? "nothing was changed, lockstep of before still reads it"
      : `it is half changed, and ${backup === null ? "was new" : `the backup ${backup} is put back`}`;
    const data = whole ? {} : { backup };
    throw new LockstepError("MIGRATION_FAILED", `Migrating ${db.name} failed: ${reason}. State: ${state}.`, {
      cause: error,
      data,
    });
  } finally {
    db.pragma("foreign_keys=ON");
  }
}

/** A script that ends or leaves the transaction would commit half of the work. */
export function runScript(db: Database, { number, name }: Migration, text: string): void {
  try {
    db.exec(text);
  } catch (error) {
    throw new Error(`${number} ${name}: ${messageOf(error)}`, { cause: error });
  }
  if (!db.inTransaction) throw new Error(`${number} ${name} ends the migrator's transaction`);
}

/** Throws LEDGER_REFUSED unless the scripts at hand are those that made the ledger, which is at version `from`. */
export function checkApplied(db: Database, from: number, migrations: readonly Migration[]): void {
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

/** Throws MIGRATION_FAILED when the disk is too full: the copy and the rewritten pages each take up to the ledger's size. */
export function checkSpace(db: Database): void {
  const needed = 2 * statSync(db.name).size;
  if (spaceAt(dirname(db.name)).free >= needed) return;
  const mebibytes = Math.ceil(needed / 2 ** 20);
  throw new LockstepError(
    "MIGRATION_FAILED",
    `Migrating ${db.name} needs ${mebibytes} MiB of free disk. Make room and start again.`,
  );
}

/** Foreign keys, every page and index, and the full-text tables: FTS5 answers for its own. Throws an error that says what is wrong. */
export function checkIntegrity(db: Database): void {
  const broken = db.pragma("foreign_key_check") as { table: string; parent: string }[];
  const first = broken[0];
  if (first) throw new Error(`${broken.length} rows point nowhere, the first from ${first.table} to ${first.parent}`);
  const answer = db.pragma("integrity_check(10)") as { integrity_check: string }[];
  const faults = answer.map((row) => row.integrity_check).filter((line) => line !== "ok");
  if (faults.length > 0) throw new Error(faults.join("; "));
}
