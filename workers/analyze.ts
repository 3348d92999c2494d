/** Thread of the analyze pool: texts in, facts and claims out. */
import { workerData } from "node:worker_threads";
import { analyzeFile, loadReaders } from "../src/analysis/analyze.js";
import type { FileAnalysis } from "../src/analysis/model.js";
import { type AnalyzeTask, markStarted, type PoolData } from "../src/pass/task.js";

export async function analyze({ slot, sources }: AnalyzeTask): Promise<FileAnalysis[]> {
  const readers = await loadReaders(sources.map((source) => source.kind));
  // The pool starts its threads with this value.
  markStarted((workerData as PoolData).started, slot);
  return sources.map((source) => analyzeFile(source, readers));
}
