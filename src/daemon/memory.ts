/** What the process holds in memory, asked of the system so seldom that it does not matter how often somebody asks here. */
export interface Memory {
  /** Bytes. */
  rss: number;
  heap_used: number;
}

/** The system's answer costs as much as everything else of `status`. */
const AGE_MS_MAX = 1_000;

export function memorySamples(monotonic: () => number): () => Memory {
  let sample: Memory = { rss: 0, heap_used: 0 };
  let takenAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = monotonic();
    if (now - takenAt >= AGE_MS_MAX) {
      const { rss, heapUsed } = process.memoryUsage();
      sample = { rss, heap_used: heapUsed };
      takenAt = now;
    }
    return sample;
  };
}
