/** What the process holds in memory, asked of the system so seldom that it does not matter how often somebody asks here. */
import { aged } from "../base/aged.js";

export interface Memory {
  /** Bytes. */
  rss: number;
  heap_used: number;
}

/** The system's answer costs as much as everything else of `status`. */
export function memorySamples(monotonic: () => number): () => Memory {
  return aged(() => {
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heap_used: heapUsed };
  }, monotonic);
}
