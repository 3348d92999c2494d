/** Thread of the analyze pool: texts in, plain values out. */
import { getHeapStatistics } from "node:v8";
import { workerData } from "node:worker_threads";
import { analyzeFile, loadReaders } from "../src/analysis/analyze.js";
import { type AnalyzeAnswer, type AnalyzeTask, markStarted, type PoolData } from "../src/pass/task.js";

/** Heap when the first task had its readers. */
let heapAtFirst: number | null = null;

export async function analyze({ slot, sources, wanted }: AnalyzeTask): Promise<AnalyzeAnswer> {
  const readers = await loadReaders(sources.map((source) => source.kind));
  const read = await readerOf(wanted);
  // The pool starts its threads with this value.
  markStarted((workerData as PoolData).started, slot);
  heapAtFirst ??= heapBytes();
  const [first] = sources;
  const answer =
    read && first ? read(first.path, first.text) : { analyses: sources.map((source) => analyzeFile(source, readers)) };
  return { ...answer, grown_bytes: Math.max(0, heapBytes() - heapAtFirst) };
}

/** What reads one code file for its shapes or its outline; null for facts and claims, whose readers are loaded elsewhere. */
async function readerOf(wanted: AnalyzeTask["wanted"]) {
  if (wanted === "analyses") return null;
  if (wanted === "shapes") {
    const { declarationShapes } = await import("../src/analysis/names/shapes.js");
    return (path: string, text: string) => ({ shapes: declarationShapes(path, text) });
  }
  const { outlineOf } = await import("../src/analysis/code/outline.js");
  return (path: string, text: string) => ({ outline: outlineOf(path, text) });
}

/** Memory of this thread alone; what the system tells of memory is the process's. */
function heapBytes(): number {
  const { total_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return total_heap_size + external_memory + malloced_memory;
}
