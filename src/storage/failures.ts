import BetterSqlite3 from "better-sqlite3";
import { codeOf, isDamage, isDiskFull } from "../base/error-codes.js";
import { LockstepError, messageOf } from "../base/errors.js";

/** What to do about a damaged ledger. */
export const DAMAGE_REMEDY =
  "`lockstep db restore`, or the next start of the daemon, puts the newest good backup in its place and saves what people said since.";

/**
 * What SQLite's error means for the ledger at `path`: LEDGER_DAMAGED or LEDGER_REFUSED with what to do about it.
 * Everything else, our own errors included, is handed back as it is.
 */
export function ledgerError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const reason = messageOf(error);
  if (isDamage(error)) {
    const message = `The ledger ${path} is damaged: ${reason}. ${DAMAGE_REMEDY}`;
    return new LockstepError("LEDGER_DAMAGED", message, { cause: error });
  }
  if (code.startsWith("SQLITE_CANTOPEN") || code.startsWith("SQLITE_READONLY") || code === "SQLITE_PERM" || NO_WAY_IN.has(code)) {
    const message = `The ledger ${path} cannot be opened: ${reason}. Check the rights on it and on its folder.`;
    return new LockstepError("LEDGER_REFUSED", message, { cause: error });
  }
  if (isDiskFull(error)) {
    const message = `The disk of the ledger ${path} is full: ${reason}. Nothing was written. Make room, and try again.`;
    return new LockstepError("LEDGER_REFUSED", message, { cause: error });
  }
  return error;
}

/** What the operating system says of a place where no ledger can be. */
const NO_WAY_IN = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG"]);

/** SQLite's result code of an error, such as `SQLITE_BUSY`; null for every other error. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof BetterSqlite3.SqliteError ? error.code : null;
}
