import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { LockstepError } from "../base/errors.js";
import { writeWhole } from "../base/write-whole.js";
import { ledgerError, sqliteCode } from "./failures.js";
import { finishSwap } from "./replace.js";

/** Who holds a lock; for people to read, nothing is decided by it. */
export interface LockInfo {
  pid: number;
  instance: string;
  version: string;
  /** Socket it answers on; null for a command that writes without one. */
  socket: string | null;
}

export interface Lock {
  /** Lets go. The file stays: unlinking it could free the lock of somebody who just took it. */
  release(): void;
}

/**
 * Becomes the one writer of a ledger, or throws LOCKED with the owner in message and `data`. The lock is a transaction on a SQLite file
 * of its own, `<ledger>.lock`: free the moment its process is gone, held while it is only stopped. That file must never be opened by
 * other means in this process, because closing any descriptor of it drops the lock (POSIX).
 * What the one before was killed in the middle of, putting a restored ledger in its place, is done first. Throws LEDGER_* too.
 */
export function acquireLock(ledgerPath: string, info: LockInfo): Lock {
  const path = `${ledgerPath}.lock`;
  const db = hold(path, ledgerPath);
  held.add(db);
  try {
    finishSwap(ledgerPath);
    writeWhole(`${path}.json`, `${JSON.stringify(info)}\n`);
  } catch (error) {
    letGo(db);
    throw ledgerError(error, ledgerPath);
  }
  return {
    release() {
      if (!db.open) return;
      rmSync(`${path}.json`, { force: true });
      letGo(db);
    },
  };
}

/** Databases that are locks: one that nobody refers to any more is closed by the garbage collector, and would be free. */
const held = new Set<BetterSqlite3.Database>();

function letGo(db: BetterSqlite3.Database): void {
  held.delete(db);
  db.close();
}

/** Who last said to hold the lock of `ledgerPath`; null when nobody did or it cannot be read. It may be gone by now. */
export function readLockInfo(ledgerPath: string): LockInfo | null {
  try {
    const info: unknown = JSON.parse(readFileSync(`${ledgerPath}.lock.json`, "utf8"));
    return isLockInfo(info) ? info : null;
  } catch {
    return null;
  }
}

/**
 * Who holds the lock of `ledgerPath` now; null when nobody does. Not for a process that may hold it itself: looking would let it go.
 * Throws LEDGER_*.
 */
export function lockHolder(ledgerPath: string): LockInfo | null {
  const said = readLockInfo(ledgerPath);
  if (said === null) return null;
  try {
    hold(`${ledgerPath}.lock`, ledgerPath).close();
    return null;
  } catch (error) {
    if (error instanceof LockstepError && error.code === "LOCKED") return said;
    throw error;
  }
}

function hold(path: string, ledgerPath: string): BetterSqlite3.Database {
  let db: BetterSqlite3.Database | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    db = new BetterSqlite3(path, { timeout: 0 });
    chmodSync(path, 0o600);
    db.pragma("journal_mode=DELETE");
    db.pragma("locking_mode=EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db?.close();
    throw sqliteCode(error)?.startsWith("SQLITE_BUSY") ? locked(ledgerPath, error) : ledgerError(error, path);
  }
}

function locked(ledgerPath: string, cause: unknown): LockstepError {
  const owner = readLockInfo(ledgerPath);
  const who = owner === null ? "another process" : `process ${owner.pid} (lockstep ${owner.version}, instance ${owner.instance})`;
  const message = `The ledger ${ledgerPath} is in use by ${who}. Ask that one, or end it with \`lockstep stop\`.`;
  return new LockstepError("LOCKED", message, { cause, data: owner === null ? {} : { ...owner } });
}

function isLockInfo(value: unknown): value is LockInfo {
  if (typeof value !== "object" || value === null) return false;
  const { pid, instance, version, socket } = value as Record<string, unknown>;
  return (
    Number.isInteger(pid) &&
    typeof instance === "string" &&
    typeof version === "string" &&
    (socket === null || typeof socket === "string")
  );
}
