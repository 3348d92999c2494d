import { analyzeFiles } from "../analysis/analyze.js";
import type { FileAnalysis, SourceText } from "../analysis/model.js";

/** Reads texts somewhere: in this thread, or in others. */
export interface Analyzer {
  analyze(sources: readonly SourceText[]): Promise<FileAnalysis[]>;
  close(): Promise<void>;
}

/** Reads in this thread; for small trees, where starting another would take longer. */
export function createInProcess(): Analyzer {
  return { analyze: analyzeFiles, close: async () => {} };
}

export function createPool(_options: { threads: number }): Analyzer {
  return createInProcess();
}
