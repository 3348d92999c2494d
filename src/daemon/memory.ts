/** What the process holds in memory, asked of the system so seldom that it does not matter how often somebody asks here. */
import { getHeapStatistics } from "node:v8";
import { aged } from "../base/aged.js";
import { isOutOfDescriptors } from "../base/error-codes.js";

export interface Memory {
  /** Bytes. */
  rss: number;
  heap_used: number;
}

/** What the system said last. */
let lastRss = 0;

/** Resident memory of the process, bytes; what it was before while the system cannot be asked, for want of file descriptors. */
export function residentBytes(): number {
  try {
    lastRss = process.memoryUsage.rss();
  } catch (error) {
    if (!isOutOfDescriptors(error)) throw error;
  }
  return lastRss;
}

/** The system's answer costs as much as everything else of `status`. */
export function memorySamples(monotonic: () => number): () => Memory {
  return aged(() => ({ rss: residentBytes(), heap_used: getHeapStatistics().used_heap_size }), monotonic);
}
