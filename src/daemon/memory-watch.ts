/** Looks after the memory of the whole process: buffers and threads are not in the heap, and no limit of the engine holds them. */
import type { Logger } from "pino";

export interface MemoryWatchOptions {
  /** Bytes; the setting `limits.rss`. */
  limit: number;
  /** Resident memory of the process, bytes. */
  rss(): number;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** Takes no new work, and gives back what can be given back. */
  relieve(): void;
  /** Memory is well again: work goes on. */
  resume(): void;
  /** Nothing helped. */
  fail(error: Error): void;
  log: Logger;
}

/** Above the limit for so long is no peak any more. */
const ABOVE_MS = 10_000;
const MIB = 1024 * 1024;

/** Gives the function that looks; to be called about every second. */
export function memoryWatch({ limit, rss, monotonic, relieve, resume, fail, log }: MemoryWatchOptions): () => void {
  let above: number | null = null;
  let relieved = false;

  return () => {
    const bytes = rss();
    const figures = { rss_mib: Math.round(bytes / MIB), limit_mib: Math.round(limit / MIB) };
    if (bytes <= limit) {
      above = null;
      if (!relieved) return;
      relieved = false;
      log.info(figures, "memory is well again");
      resume();
      return;
    }
    above ??= monotonic();
    if (monotonic() - above < ABOVE_MS) return;
    if (relieved) {
      fail(new Error(`memory stays above the limit: ${figures.rss_mib} of ${figures.limit_mib} MiB`));
      return;
    }
    log.warn({ ...figures, hint: "no new work until it is less; raise `limits.rss` if this goes on" }, "too much memory in use");
    relieved = true;
    above = monotonic();
    relieve();
  };
}
