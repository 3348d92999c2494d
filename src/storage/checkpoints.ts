/** Moves what the write-ahead log holds into the ledger when nobody writes, so that no transaction pays for those before it. */
import type { Database } from "./open.js";

/** Pages in the log from which on moving them is worth an fsync of the ledger; what SQLite does by itself. */
const PAGES_MIN = 1_000;
/** So long after the last transaction nobody is taken to write. */
const REST_MS = 500;

export interface Checkpoints {
  /** Something was committed. */
  committed(): void;
  stop(): void;
}

/** Watches one connection that writes. It keeps no process alive. */
export function checkpointsAtRest(db: Database, restMs: number = REST_MS): Checkpoints {
  let timer: NodeJS.Timeout | null = null;

  function look(): void {
    timer = null;
    if (!db.open) return;
    try {
      const [state] = db.pragma("wal_checkpoint(NOOP)") as { log: number; checkpointed: number }[];
      if (state && state.log - state.checkpointed >= PAGES_MIN) db.pragma("wal_checkpoint(PASSIVE)");
    } catch {
      // As with SQLite's own checkpoints: the log keeps everything, and whoever writes next meets the cause.
    }
  }

  return {
    committed() {
      if (timer) timer.refresh();
      else timer = setTimeout(look, restMs).unref();
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
