import type { Ledger } from "../domains/ledger.js";
import type { Logs } from "./logs.js";

/** Warnings and errors are written into the ledger this often. */
const FLUSH_MS = 1_000;

/** Moves warnings and errors into the ledger; gives the function that moves the last ones and ends it. */
export function keepLogs(logs: Logs, ledger: Ledger): () => void {
  function flush(): void {
    const { entries, dropped } = logs.drain();
    if (entries.length === 0 || ledger.isFrozen()) return;
    const last = entries.at(-1);
    if (dropped > 0 && last) last.fields = { ...last.fields, dropped_after: dropped };
    try {
      ledger.write(() => ledger.operations.recordLogs(entries));
    } catch {
      // They are in the files; saying so would only make one more.
    }
  }

  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    flush();
  };
}
