/** Thread of the analyze pool: texts in, plain values out. */
import { workerData } from "node:worker_threads";
import { analyzeFile, loadReaders } from "../src/analysis/analyze.js";
import { type AnalyzeAnswer, type AnalyzeTask, markStarted, type PoolData } from "../src/pass/task.js";

export async function analyze({ slot, sources, wanted }: AnalyzeTask): Promise<AnalyzeAnswer> {
  const readers = await loadReaders(sources.map((source) => source.kind));
  const { declarationShapes } =
    wanted === "shapes" ? await import("../src/analysis/names/shapes.js") : { declarationShapes: null };
  // The pool starts its threads with this value.
  markStarted((workerData as PoolData).started, slot);
  if (declarationShapes) return { shapes: sources.flatMap(({ path, text }) => declarationShapes(path, text)) };
  return { analyses: sources.map((source) => analyzeFile(source, readers)) };
}
