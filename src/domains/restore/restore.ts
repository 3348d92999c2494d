/** Puts a good backup in the place of a ledger that is damaged, and saves what people said since. */
import BetterSqlite3 from "better-sqlite3";
import { LockstepError, messageOf } from "../../base/errors.js";
import { type Clock, isoTime } from "../../base/time.js";
import { copyDatabase } from "../../storage/backup.js";
import { listBackups } from "../../storage/backups.js";
import { ledgerError } from "../../storage/failures.js";
import { faultsAsText, faultsIn } from "../../storage/inspect.js";
import { migrateLedger } from "../../storage/migrate.js";
import { knownVersion } from "../../storage/migrations.js";
import { APPLICATION_ID, type Database, openLedger, withFile } from "../../storage/open.js";
import { readDamaged } from "../../storage/read-damaged.js";
import { asidePath, comingOf, discardComing, swapLedger } from "../../storage/replace.js";
import { compareSchema } from "../../storage/table.js";
import { transactions } from "../../storage/transaction.js";
import { TABLES } from "../ledger.js";
import { noteComing, type Restored } from "./note.js";
import { type Salvaged, salvageInto } from "./salvage.js";

export interface RestoreOptions {
  /** The backup to take; the newest that is good when null. */
  file: string | null;
  /** Take the backup as it is: what people said since is not saved out of the ledger that it replaces. */
  exact: boolean;
  /** Why; for people. */
  reason: string;
  version: string;
  clock: Clock;
}

/**
 * Makes a ledger of the backup (a new one when none is good), migrates it, and lays over it what people said since, table by table. When
 * it is whole it takes the place of the one that is there, which is set aside; until then nothing of that one is touched. What passes
 * compute comes with the next sweep. The caller holds the lock, and nobody has the ledger open. Leaves a note until somebody
 * acknowledges it. Throws LEDGER_REFUSED when `file` is no good backup, or the disk is full; then nothing was done.
 */
export async function restoreLedger(path: string, options: RestoreOptions): Promise<Restored> {
  discardComing(path);
  const restored = await makeRestored(path, options).catch((error: unknown) => {
    discardComing(path);
    throw ledgerError(error, path);
  });
  noteComing(path, restored);
  swapLedger(path, restored.damaged);
  return restored;
}

async function makeRestored(path: string, { clock, exact, file, reason, version }: RestoreOptions): Promise<Restored> {
  const at = clock();
  const backup = file === null ? newestGood(path) : checked(file);
  const damaged = asidePath(path, at);
  if (backup !== null) await copyDatabase(backup, comingOf(path));
  const db = openLedger(comingOf(path), { readonly: false });
  try {
    await migrateLedger(db, { version, clock, tables: TABLES, copy: backup });
    if (file !== null) await refuseTriggers(db, file, { version, clock });
    const { tell } = transactions(db);
    tell(() => forgetWork(db));
    const salvaged =
      damaged === null || exact ? null : readDamaged(path, backup, (from) => tell(() => salvageInto(db, from, TABLES)));
    const fault = faultsAsText(faultsIn(db));
    if (fault !== null) throw new Error(`the restored ledger is not whole: ${fault}`);
    db.pragma("journal_mode=DELETE");
    const made = listBackups(path).find((one) => one.path === backup);
    return {
      at: isoTime(at),
      reason,
      damaged,
      backup,
      backup_at: made ? isoTime(made.at) : null,
      salvaged: salvaged ?? [],
      lost: exact ? [] : lost(salvaged, damaged),
    };
  } finally {
    db.close();
  }
}

/** The newest backup that opens and is whole; those that are not are passed over. */
function newestGood(path: string): string | null {
  return listBackups(path).find((backup) => faultOf(backup.path) === null)?.path ?? null;
}

/** Throws LEDGER_REFUSED. */
function checked(file: string): string {
  const fault = faultOf(file);
  if (fault === null) return file;
  throw refused(file, fault);
}

function refused(file: string, fault: string): LockstepError {
  return new LockstepError("LEDGER_REFUSED", `${file} cannot be restored: ${fault}. \`lockstep db status\` lists the backups.`);
}

function faultOf(file: string): string | null {
  try {
    return withFile(file, faultOfBackup);
  } catch (error) {
    return messageOf(error);
  }
}

/** Looks at whose it is, and at its version: a backup may be of an older one. Then at all of it. */
function faultOfBackup(db: Database): string | null {
  const application = db.pragma("application_id", { simple: true });
  const version = db.pragma("user_version", { simple: true }) as number;
  if (application !== APPLICATION_ID) return "it is no ledger";
  if (version < 1 || version > knownVersion()) return `its version is ${version}, this lockstep knows ${knownVersion()}`;
  return faultsAsText(faultsIn(db)) ?? strangeIn(db, version);
}

/** Tables that its version does not have; those of an older one are compared when it has been migrated. */
function strangeIn(db: Database, version: number): string | null {
  return version === knownVersion() ? (compareSchema(db, TABLES)[0] ?? null) : null;
}

/** Of a file that anybody may have made, what runs by itself when rows are written must be ours. Throws LEDGER_REFUSED. */
async function refuseTriggers(db: Database, file: string, options: Pick<RestoreOptions, "version" | "clock">): Promise<void> {
  const ours = new BetterSqlite3(":memory:");
  try {
    await migrateLedger(ours, { ...options, tables: TABLES });
    const known = new Set(triggersOf(ours));
    const foreign = triggersOf(db).filter((sql) => !known.has(sql));
    if (foreign.length > 0) throw refused(file, `it has triggers or views that no ledger has (${foreign[0]?.slice(0, 60)} …)`);
  } finally {
    ours.close();
  }
}

function triggersOf(db: Database): string[] {
  return db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view')").pluck().all();
}

/** What waited when the backup was made was done since, or a sweep finds it; nobody died of it. */
function forgetWork(db: Database): void {
  db.prepare("DELETE FROM Queue WHERE status IN ('pending', 'in_progress')").run();
}

function lost(salvaged: readonly Salvaged[] | null, damaged: string | null): string[] {
  if (damaged === null) return [];
  if (salvaged === null) return ["nothing of the damaged ledger could be read: what people said since the backup is lost"];
  return salvaged.flatMap(({ table, complete, refused }) => [
    ...(complete ? [] : [`${table}: some rows could not be read; those that the backup had are kept`]),
    ...(refused > 0 ? [`${table}: ${refused} rows were damaged themselves, or speak of projects that are lost`] : []),
  ]);
}
