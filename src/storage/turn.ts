/** One writer of documents at a time, over all processes of a user. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { LockstepError } from "../base/errors.js";
import { ledgerError, sqliteCode } from "./failures.js";

/** How often a turn that is taken is asked for again. */
const AGAIN_MS = 50;

/**
 * Waits until no other process has the turn kept at `path`, and takes it; gives what ends it. It ends by itself when the process
 * does. Throws LOCKED after `waitMs`.
 */
export async function takeTurn(path: string, waitMs: number): Promise<() => void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const turn = tryTurn(path);
    if (turn !== null) return () => turn.close();
    if (performance.now() > deadline) {
      const message = "Another `lockstep fix` or `lockstep undo` is at work. Wait for it to end, then try again.";
      throw new LockstepError("LOCKED", message);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function tryTurn(path: string): BetterSqlite3.Database | null {
  let db: BetterSqlite3.Database | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    db = new BetterSqlite3(path, { timeout: 0 });
    db.pragma("journal_mode=DELETE");
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db?.close();
    if (sqliteCode(error)?.startsWith("SQLITE_BUSY")) return null;
    throw ledgerError(error, path);
  }
}
