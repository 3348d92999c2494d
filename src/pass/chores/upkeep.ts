/** What keeps the ledger small and quick. */
import { statSync } from "node:fs";
import type { Logger } from "pino";
import { type Clock, isoTime } from "../../base/time.js";
import type { Ledger } from "../../domains/ledger.js";
import { type Chore, turn } from "./chore.js";

/** A write-ahead log that stays larger is a reader that never ends. */
const WAL_BYTES_ALARM = 64 * 1024 * 1024;

/** Moves what the write-ahead log holds into the ledger, as far as nobody reads it. */
export function checkpoint(ledger: Ledger, log: Logger): Chore {
  return {
    name: "checkpoint",
    run() {
      ledger.db.pragma("wal_checkpoint(PASSIVE)");
      const bytes = statSync(`${ledger.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > WAL_BYTES_ALARM)
        log.warn({ bytes, hint: "some process keeps the ledger open and reads" }, "write-ahead log stays large");
    },
  };
}

/** Pages of the word index that one run writes at most. */
const MERGE_PAGES = 500;

/** Free pages given back at a time, about 10 ms, and in one run: 200 MB. */
const VACUUM_PAGES = { step: 500, run: 50_000 } as const;

/** Lets SQLite look at its statistics, merges the word index, and gives free pages back. */
export function optimize(ledger: Ledger): Chore {
  return {
    name: "optimize",
    async run() {
      ledger.db.pragma("optimize");
      ledger.write(() => ledger.db.exec(`INSERT INTO ChunkText (ChunkText, rank) VALUES ('merge', ${MERGE_PAGES})`));
      await vacuum(ledger);
    },
  };
}

/** Gives free pages back to the disk, a few at a time. */
export async function vacuum({ db }: Pick<Ledger, "db">): Promise<void> {
  const free = () => db.pragma("freelist_count", { simple: true }) as number;
  let before = free();
  for (let pages = 0; before > 0 && pages < VACUUM_PAGES.run; pages += VACUUM_PAGES.step) {
    db.pragma(`incremental_vacuum(${VACUUM_PAGES.step})`);
    const now = free();
    // A reader of an older state, or a ledger that was made without: nothing is given back.
    if (now >= before) return;
    before = now;
    await turn();
  }
}

const DAY_MS = 86_400_000;
/** How long rows are kept, days. */
const KEPT_DAYS = { raw: 7, minute: 30, hour: 365, logs: 30, finished_jobs: 7, dead_letters: 30 } as const;
/** Rows forgotten in one transaction. */
const ROWS_A_TRANSACTION = 5_000;

/** Forgets what is older than its time. */
export function retention(ledger: Ledger, now: Clock): Chore {
  const before = (days: number) => isoTime(now() - days * DAY_MS);
  const limit = ROWS_A_TRANSACTION;
  return {
    name: "retention",
    async run() {
      for (const resolution of ["raw", "minute", "hour"] as const) {
        const old = { resolution, before: before(KEPT_DAYS[resolution]), limit };
        await repeat(() => ledger.write(() => ledger.operations.forgetMetrics(old)));
      }
      await repeat(() => ledger.write(() => ledger.operations.forgetLogs({ before: before(KEPT_DAYS.logs), limit })));
      const jobs = { completed_before: before(KEPT_DAYS.finished_jobs), dead_before: before(KEPT_DAYS.dead_letters), limit };
      await repeat(() => ledger.write(() => ledger.inbox.forgetFinished(jobs)));
    },
  };
}

/** Forgets until a transaction has not found its fill. */
async function repeat(forget: () => number): Promise<void> {
  while (forget() >= ROWS_A_TRANSACTION) await turn();
}
