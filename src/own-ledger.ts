/** The ledger for one verb that writes while no daemon runs: locked, made or migrated if need be, and let go. */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { programVersion } from "./base/package.js";
import { ensureWritableFolder } from "./config/paths.js";
import { type Ledger, prepareLedger } from "./domains/ledger.js";
import { ledgerError } from "./storage/failures.js";
import { acquireLock } from "./storage/lock.js";

/** Throws LOCKED, LEDGER_*, MIGRATION_FAILED. */
export async function withOwnLedger<T>(path: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return await underLock(path, async () => {
    const { ledger } = await prepareLedger(path, { version: programVersion(), clock: Date.now });
    try {
      return await work(ledger);
    } finally {
      ledger.close();
    }
  });
}

/** Does `work` while nobody else may write the ledger, which it opens itself. Throws LOCKED, LEDGER_*. */
export async function underLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  ensureWritableFolder(dirname(path), "LEDGER_REFUSED");
  const info = { pid: process.pid, instance: randomBytes(8).toString("hex"), version: programVersion(), socket: null };
  const lock = acquireLock(path, info);
  try {
    return await work();
  } catch (error) {
    throw ledgerError(error, path);
  } finally {
    lock.release();
  }
}
