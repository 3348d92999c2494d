/** What the process holds in memory, asked of the system so seldom that it does not matter how often somebody asks here. */
export interface Memory {
  /** Bytes. */
  rss: number;
  heap_used: number;
}

/** The system's answer costs as much as everything else of `status`. */
const AGE_MS_MAX = 1_000;

export function memorySamples(monotonic: () => number): () => Memory {
  return aged(() => {
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heap_used: heapUsed };
  }, monotonic);
}

/** What `look` gives, asked anew when the last answer is a second old. */
export function aged<T>(look: () => T, monotonic: () => number): () => T {
  let known: { value: T; at: number } | null = null;
  return () => {
    const now = monotonic();
    if (known === null || now - known.at >= AGE_MS_MAX) known = { value: look(), at: now };
    return known.value;
  };
}
