/** Copies of a ledger that is in use. */
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { backupName, backupsFolder, listBackups, listUnfinished, outdatedBackups, unfinishedOf } from "./backups.js";
import { closing, type Database, verifyLedger, withFile } from "./open.js";

/** Reads all of the file at `path`; throws LEDGER_DAMAGED. A daemon has it done beside its main thread. */
export type CheckFile = (path: string) => void | Promise<void>;

export interface CopyOptions {
  check?: CheckFile;
  /** The clock asks for it, and not somebody. */
  timed?: boolean;
}

/**
 * Copies the ledger, while it is in use, to `backups/ledger-<UTC>-v<N>.db` beside it (`…-kept.db` unless the clock asks), mode 0600: checked
 * and on disk before it gets its name. Gives its path.
 */
export async function backupLedger(
  db: Database,
  at: number,
  { check = checkHere, timed = false }: CopyOptions = {},
): Promise<string> {
  const folder = backupsFolder(db.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const version = db.pragma("user_version", { simple: true }) as number;
  const path = join(folder, backupName(db.name, { at, version, asked: !timed }));
  const unfinished = unfinishedOf(path);
  rmSync(unfinished, { force: true });
  try {
    await db.backup(unfinished);
    chmodSync(unfinished, 0o600);
    intoOneFile(unfinished);
    await check(unfinished);
    syncFile(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  renameSync(unfinished, path);
  syncFile(folder);
  return path;
}

/** Copies the database at `from`, with what only its log holds, to a file that is not there yet, mode 0600. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new BetterSqlite3(from, { readonly: true, fileMustExist: true });
  try {
    await source.backup(to);
    chmodSync(to, 0o600);
  } finally {
    source.close();
  }
}

/** Removes the backups that need not be kept, and what is left of those that a kill cut short; gives their paths. */
export function forgetBackups(ledger: string, now: number): string[] {
  const outdated = [...outdatedBackups(listBackups(ledger), now).map(({ path }) => path), ...listUnfinished(ledger, now)];
  for (const path of outdated) rmSync(path, { force: true });
  return outdated;
}

/** A copy of a WAL database is one itself; as a backup it is to be a single file. */
function intoOneFile(path: string): void {
  closing(new BetterSqlite3(path), (copy) => copy.pragma("journal_mode=DELETE"));
}

function checkHere(path: string): void {
  withFile(path, verifyLedger);
}

/** Has the system write a file or a folder to disk. Not for a ledger that somebody has open. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The folder of a file that was renamed. */
export function syncFolderOf(path: string): void {
  syncFile(dirname(path));
}
