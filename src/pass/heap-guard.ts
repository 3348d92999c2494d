/** Ends the work on a project before its model fills the heap: a full heap ends the process, and with it every other project. */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Heap {
  /** Bytes in use, garbage included. */
  used(): number;
  /** Bytes at which the process ends. */
  limit(): number;
  /** Collects all garbage. Takes about a millisecond for each 2 MB in use. */
  collect(): void;
}

export interface HeapGuardOptions {
  heap?: Heap;
  /** Gives memory back that nobody needs at the moment. */
  relieve(): void;
}

/** One that works, and the number of files it holds. */
export interface HeapUse {
  /** Throws HeapFull when there is no room for more, and none of the others holds more. */
  check(files: number): void;
  end(): void;
}

export class HeapFull extends Error {
  override readonly name = "HeapFull";
}

/** What the engine adds for new objects to the limit it is given: three halves of 16 MiB on machines of 64 bits. */
const YOUNG_BYTES = 3 * 16 * 1024 * 1024;
/**
 * Part of the heap that models may fill; beyond `LAST` whoever asks first must go. From 80 % on the engine ends the process when
 * collecting garbage takes most of its time (V8: "ineffective mark-compacts near heap limit").
 */
const FULL = 0.7;
const LAST = 0.78;

export function heapGuard({ heap = processHeap(), relieve }: HeapGuardOptions): { begin(): HeapUse } {
  const uses = new Map<HeapUse, number>();
  const limit = heap.limit();
  /** Below this nothing is looked into: garbage may be most of it. */
  let enough = FULL * limit;

  /** What is in use when the garbage is gone. */
  function live(): number {
    heap.collect();
    const used = heap.used();
    enough = Math.min(LAST * limit, Math.max(FULL * limit, used + (limit - used) / 2));
    return used;
  }

  function check(use: HeapUse, files: number): void {
    uses.set(use, files);
    if (heap.used() < enough || live() < FULL * limit) return;
    relieve();
    const used = live();
    if (used < FULL * limit) return;
    if (used < LAST * limit && [...uses.values()].some((others) => others > files)) return;
    throw new HeapFull(`the heap of ${Math.round(limit / 2 ** 20)} MiB is full`);
  }

  return {
    begin() {
      const use: HeapUse = {
        check: (files) => check(use, files),
        end: () => uses.delete(use),
      };
      uses.set(use, 0);
      return use;
    },
  };
}

function processHeap(): Heap {
  let collect: (() => void) | null = null;
  return {
    used: () => getHeapStatistics().used_heap_size,
    limit: () => getHeapStatistics().heap_size_limit - YOUNG_BYTES,
    collect() {
      if (collect === null) {
        setFlagsFromString("--expose-gc");
        collect = runInNewContext("gc") as () => void;
      }
      collect();
    },
  };
}
