/** Thread of the analyze pool: texts in, plain values out. */
import { getHeapStatistics } from "node:v8";
import { workerData } from "node:worker_threads";
import { analyzeFile, loadReaders } from "../src/analysis/analyze.js";
import { type AnalyzeAnswer, type AnalyzeTask, markStarted, type PoolData } from "../src/pass/task.js";

/** Heap when the first task had its readers. */
let heapAtFirst: number | null = null;

export async function analyze({ slot, sources, wanted }: AnalyzeTask): Promise<AnalyzeAnswer> {
  const readers = await loadReaders(sources.map((source) => source.kind));
  const { declarationShapes } =
    wanted === "shapes" ? await import("../src/analysis/names/shapes.js") : { declarationShapes: null };
  // The pool starts its threads with this value.
  markStarted((workerData as PoolData).started, slot);
  heapAtFirst ??= heapBytes();
  const answer = declarationShapes
    ? { shapes: sources.flatMap(({ path, text }) => declarationShapes(path, text)) }
    : { analyses: sources.map((source) => analyzeFile(source, readers)) };
  return { ...answer, grown_bytes: Math.max(0, heapBytes() - heapAtFirst) };
}

/** Memory of this thread alone; what the system tells of memory is the process's. */
function heapBytes(): number {
  const { total_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return total_heap_size + external_memory + malloced_memory;
}
