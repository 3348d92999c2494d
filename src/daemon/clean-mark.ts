/** The mark that a daemon leaves when it stops in good order, so that the next one need not check the whole ledger. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { writeWhole } from "../base/write-whole.js";

/** What the ledger looked like when it was closed. */
interface CleanMark {
  instance: string;
  size: number;
  mtime_ms: number;
}

const markOf = (ledger: string) => `${ledger}.clean.json`;

/** Writes the mark for a ledger that has just been closed. */
export function leaveCleanMark(ledger: string, instance: string): void {
  const { size, mtimeMs } = statSync(ledger);
  const mark: CleanMark = { instance, size, mtime_ms: mtimeMs };
  writeWhole(markOf(ledger), JSON.stringify(mark));
}

/**
 * Takes the mark away and tells whether the ledger is as its last owner left it. A ledger that does not exist yet is clean;
 * one without a mark, or that changed since, is not: its last owner was killed, or somebody else wrote.
 */
export function takeCleanMark(ledger: string): boolean {
  const stat = statSync(ledger, { throwIfNoEntry: false });
  const mark = readMark(markOf(ledger));
  rmSync(markOf(ledger), { force: true });
  if (!stat) return true;
  return mark !== null && mark.size === stat.size && mark.mtime_ms === stat.mtimeMs;
}

function readMark(file: string): Partial<CleanMark> | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<CleanMark>;
  } catch {
    return null;
  }
}
