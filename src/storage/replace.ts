/** The files of a ledger that nobody has open: set aside, and put in place. The caller holds the ledger's lock. */
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFile, syncFolderOf } from "./backup.js";
import { fileStamp } from "./backups.js";

/** What SQLite keeps beside a database. */
const BESIDE = ["-wal", "-shm"] as const;

/** Puts a copy of the single file `from` in the ledger's place, mode 0600, whole or not at all. What stood there is gone. */
export function replaceLedger(path: string, from: string): void {
  const unfinished = `${path}.unfinished`;
  copyFileSync(from, unfinished);
  chmodSync(unfinished, 0o600);
  syncFile(unfinished);
  // The log first: with the ledger that comes it would be another one's.
  for (const ending of BESIDE) rmSync(`${path}${ending}`, { force: true });
  renameSync(unfinished, path);
  syncFolderOf(path);
}

/** Renames a ledger with what lies beside it to `ledger.damaged-<UTC>.db`, and gives that path; null when there is no ledger. */
export function setAside(path: string, at: number): string | null {
  if (!existsSync(path)) return null;
  const aside = join(dirname(path), `${basename(path, ".db")}.damaged-${fileStamp(at)}.db`);
  // The log first: a ledger without its log is one that lost its newest state, a log without its ledger is nothing.
  for (const ending of BESIDE) if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${aside}${ending}`);
  renameSync(path, aside);
  syncFolderOf(path);
  return aside;
}
