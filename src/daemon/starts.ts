/** Counts starts after an end that nobody asked for: a daemon that keeps ending is started with less to do. */
import { readFileSync, rmSync } from "node:fs";
import { writeWhole } from "../base/write-whole.js";

/** What stands beside the ledger while a daemon runs, and still does after one that ended by itself. */
interface Starts {
  /** Times of starts after such an end, epoch milliseconds, the oldest first. */
  unclean: number[];
  /** Holds until somebody ends a daemon in good order. */
  safe: boolean;
}

/** This many unclean starts within this time are too many. */
const UNCLEAN_MAX = 3;
const WINDOW_MS = 600_000;

/** Why a daemon is in safe mode, as `status` says it. */
export const SAFE_MODE =
  "safe mode after three unclean starts within 10 minutes: one thread, one file at a time, not watched but swept every 60 s; `lockstep logs` tells what ended it, `lockstep restart` ends safe mode";

const fileOf = (ledger: string) => `${ledger}.starts.json`;

/** Notes that a daemon starts, its lock held, and tells whether it is to be in safe mode. */
export function noteStart(ledger: string, now: number): boolean {
  const before = readStarts(fileOf(ledger));
  // After the wall clock was set back, what is to come says nothing.
  const recent = before?.unclean.filter((at) => at <= now && now - at < WINDOW_MS) ?? [];
  const unclean = before === null ? [] : [...recent, now].slice(-UNCLEAN_MAX);
  const safe = before?.safe === true || unclean.length === UNCLEAN_MAX;
  writeWhole(fileOf(ledger), JSON.stringify({ unclean, safe } satisfies Starts));
  return safe;
}

/** The daemon ends because somebody wants it to: whatever happens now, the next start is a clean one. */
export function forgetStarts(ledger: string): void {
  rmSync(fileOf(ledger), { force: true });
}

/** null when the last daemon ended in good order, or there was none. */
function readStarts(file: string): Starts | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  try {
    const { unclean, safe } = JSON.parse(text) as Partial<Starts>;
    return { unclean: Array.isArray(unclean) ? unclean.filter(Number.isFinite) : [], safe: safe === true };
  } catch {
    return { unclean: [], safe: false };
  }
}
