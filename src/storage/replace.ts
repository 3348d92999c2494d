/** The files of a ledger that nobody has open: set aside, and put in place. The caller holds the ledger's lock. */
import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { syncFile, syncFolderOf } from "./backup.js";
import { fileStamp } from "./backups.js";

/** What SQLite keeps beside a database. */
const BESIDE = ["-wal", "-shm"] as const;
/** The note that a ledger was restored, which comes with it. */
const NOTE = ".restored.json";

/** Path of that note. */
export const restoredNoteOf = (path: string) => `${path}${NOTE}`;
/** Where what is to stand at `path` is made: the ledger, as a single file, and its note. */
export const comingOf = (path: string) => `${path}.coming`;
const planOf = (path: string) => `${path}.swap.json`;

const plan = z.object({ aside: z.string().nullable().describe("Name that the ledger of before gets") });

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

/** Removes what a process that was killed had begun to make. */
export function discardComing(path: string): void {
  for (const ending of ["", ...BESIDE, "-journal"]) rmSync(`${comingOf(path)}${ending}`, { force: true });
  rmSync(comingOf(restoredNoteOf(path)), { force: true });
}

/** Path that a ledger set aside at `at` gets: `ledger.damaged-<UTC>.db`; null when there is no ledger. */
export function asidePath(path: string, at: number): string | null {
  return existsSync(path) ? join(dirname(path), `${basename(path, ".db")}.damaged-${fileStamp(at)}.db`) : null;
}

/**
 * Puts the ledger that was made at `comingOf(path)` in its place, with its note, and the one of before with what lies beside it to
 * `aside`. There is a plan on disk while files are renamed: of a process that is killed meanwhile, the next one that takes the lock
 * does the rest.
 */
export function swapLedger(path: string, aside: string | null): void {
  syncFile(comingOf(path));
  const unfinished = `${planOf(path)}.unfinished`;
  writeFileSync(unfinished, JSON.stringify({ aside: aside === null ? null : basename(aside) }), { mode: 0o600 });
  syncFile(unfinished);
  renameSync(unfinished, planOf(path));
  syncFolderOf(path);
  finishSwap(path);
}

/** Does what is left to do of a swap. The ledger that comes is moved last: once it is gone from there, all is done. */
export function finishSwap(path: string): void {
  if (!existsSync(planOf(path))) return;
  if (existsSync(comingOf(path))) {
    const { aside } = plan.parse(JSON.parse(readFileSync(planOf(path), "utf8")));
    if (aside !== null) setAside(path, join(dirname(path), basename(aside)));
    const note = restoredNoteOf(path);
    if (existsSync(comingOf(note))) renameSync(comingOf(note), note);
    renameSync(comingOf(path), path);
    syncFolderOf(path);
  }
  rmSync(planOf(path), { force: true });
}

/** The log first: with the ledger that comes it would be another one's. What is there already was moved before. */
function setAside(path: string, aside: string): void {
  for (const ending of [...BESIDE, ""]) {
    if (existsSync(`${path}${ending}`) && !existsSync(`${aside}${ending}`)) renameSync(`${path}${ending}`, `${aside}${ending}`);
  }
}
