/** How the memory that the daemon may use is shared out. */

const MIB = 1024 * 1024;
/** Of the limit, what the main thread's heap may have: the rest is for the threads that parse, for SQLite, and for buffers. */
const HEAP_SHARE = 0.6;
/** Of the machine's memory, what the daemon takes at most. */
const MACHINE_SHARE = 0.5;
const HEAP_MIB_MIN = 192;

/** The main thread's heap in MiB. `rss` is the setting `limits.rss`, `machine` the memory of the machine; both bytes. */
export function heapMib({ rss, machine }: { rss: number; machine: number }): number {
  return Math.max(HEAP_MIB_MIN, Math.floor((HEAP_SHARE * Math.min(rss, MACHINE_SHARE * machine)) / MIB));
}
