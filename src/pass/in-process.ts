import { runInThisContext } from "node:vm";
import { analyzeFile, loadReaders } from "../analysis/analyze.js";
import type { FileAnalysis, Outline, SourceText } from "../analysis/model.js";
import { type Analyzer, analyzeBatch, type BatchOptions, cutBatches, FILE_MS, failureOf, TIMEOUT_MS } from "./batches.js";

/**
 * Reads in this thread; for small trees, where starting another would take longer. Yields between batches; each is under the same
 * deadline as in a thread of its own. Memory is not bounded here.
 */
export function createInProcess(options: BatchOptions = {}): Analyzer {
  const run = async (sources: SourceText[], budgetMs: number) => {
    const readers = await loadReaders(sources.map((source) => source.kind));
    try {
      return { analyses: runWithin(budgetMs, () => sources.map((source) => analyzeFile(source, readers))) };
    } catch (error) {
      return { failure: isTimeout(error) ? `took longer than ${budgetMs} ms` : failureOf(error) };
    }
  };
  const readOne = <T>(read: () => T, nothing: T): T => {
    try {
      return runWithin((options.timeoutMs ?? TIMEOUT_MS) + FILE_MS, read);
    } catch {
      // It takes too long, or nests too deeply: nothing is known of it.
      return nothing;
    }
  };
  return {
    async analyze(sources, timeoutMs = options.timeoutMs) {
      const analyses: FileAnalysis[] = [];
      for (const batch of cutBatches(sources)) {
        if (analyses.length > 0) await new Promise((resolve) => setImmediate(resolve));
        analyses.push(...(await analyzeBatch(batch, run, { ...options, timeoutMs })));
      }
      return analyses;
    },
    async shapes(path, text) {
      const { declarationShapes } = await import("../analysis/names/shapes.js");
      return readOne(() => declarationShapes(path, text), []);
    },
    async outline(path, text) {
      const { outlineOf } = await import("../analysis/code/outline.js");
      return readOne<Outline>(() => outlineOf(path, text), {});
    },
    recycle: () => {},
    close: async () => {},
  };
}

const TASK = Symbol.for("lockstep.task");
const place = globalThis as { [TASK]?: () => unknown };

/**
 * Runs `task` and ends it after `ms` milliseconds wherever it is: the engine's watchdog for scripts ends everything that a script
 * calls. Throws what `task` throws, or ERR_SCRIPT_EXECUTION_TIMEOUT. No `finally` of an ended task runs.
 */
function runWithin<T>(ms: number, task: () => T): T {
  place[TASK] = task;
  try {
    // The script calls `task` and gives back what it returns.
    return runInThisContext('globalThis[Symbol.for("lockstep.task")]()', { timeout: Math.max(1, Math.ceil(ms)) }) as T;
  } finally {
    delete place[TASK];
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
