import { codeOf, isDamage, isDiskFull, isOutOfDescriptors } from "../base/error-codes.js";
import { LockstepError } from "../base/errors.js";

/** Result codes of SQLite that speak of the machine, not of what was written. */
const MACHINE_CODES = ["SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_NOMEM"];

/** Of a full disk, and of a ledger that SQLite finds damaged. */
export const DISK = "disk";
export const DAMAGED = "ledger damaged (`lockstep stop`, then `lockstep db restore`)";

/** What is wrong with the machine when work failed through no fault of its own; null when the work itself is to blame. */
export function machineTrouble(error: unknown): string | null {
  if (error instanceof LockstepError && error.code === "DRAINING") return "draining";
  if (error instanceof LockstepError && error.code === "LEDGER_DAMAGED") return DAMAGED;
  if (isDiskFull(error)) return DISK;
  if (isDamage(error)) return DAMAGED;
  if (isOutOfDescriptors(error)) return "file descriptors";
  const code = codeOf(error);
  return MACHINE_CODES.some((known) => code.startsWith(known)) ? `ledger (${code})` : null;
}
