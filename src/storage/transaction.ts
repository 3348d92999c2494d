import type { Database } from "./open.js";

/** Runs `work` in a transaction that it cannot leave; what it throws rolls everything back and is thrown on. */
export type Transaction = <T>(work: () => T) => T;

/**
 * `read`: all that `work` reads is of one state; it ends when `work` returns, also when that is a promise.
 * The two ways to write. `write`: what can be computed again; a crash of the machine may lose the last ones, whole.
 * `tell`: what a person said; on disk when it returns. None of them nests, and what writes
 * is over when it returns: it gives no promise.
 * `onCommit` is called after each that was not taken back, `mayWrite` before each that writes: what it throws is thrown on.
 */
export function transactions(
  db: Database,
  onCommit: () => void = () => {},
  mayWrite: () => void = () => {},
): { read: Transaction; write: Transaction; tell: Transaction } {
  const look = db.prepare("BEGIN");
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");

  function read<T>(work: () => T): T {
    look.run();
    try {
      return work();
    } finally {
      if (db.inTransaction) rollback.run();
    }
  }

  function write<T>(work: () => T): T {
    mayWrite();
    begin.run();
    try {
      const result = work();
      if (result instanceof Promise) throw new Error("a transaction cannot wait for a promise");
      commit.run();
      onCommit();
      return result;
    } catch (error) {
      // SQLite has already rolled back on some errors, a full disk among them.
      if (db.inTransaction) rollback.run();
      throw error;
    }
  }

  function tell<T>(work: () => T): T {
    db.pragma("synchronous=FULL");
    try {
      return write(work);
    } finally {
      db.pragma("synchronous=NORMAL");
    }
  }

  return { read, write, tell };
}
