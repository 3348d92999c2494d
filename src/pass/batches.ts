import { availableParallelism, loadavg } from "node:os";
import { poisonedAnalysis } from "../analysis/analyze.js";
import type { FileAnalysis, Outline, SourceText } from "../analysis/model.js";
import type { DeclarationShape } from "../analysis/names/shape.js";

/** Reads texts somewhere: in this thread, or in others. The answers come in the order of the sources. */
export interface Analyzer {
  /** `timeoutMs`: what a batch may take, beside `FILE_MS` for each of its files; `TIMEOUT_MS` when left out. */
  analyze(sources: readonly SourceText[], timeoutMs?: number): Promise<FileAnalysis[]>;
  /** Shapes of the declarations in an old version of a code file; none when it cannot be read. */
  shapes(path: string, text: string): Promise<DeclarationShape[]>;
  /** Declarations of one version of a code file with their fingerprints; none when it cannot be read. */
  outline(path: string, text: string): Promise<Outline>;
  /** Ends threads as soon as they have nothing to do, for the memory they hold; the next task starts others. */
  recycle(): void;
  close(): Promise<void>;
}

/** Files and characters of one batch: small enough that a retry is cheap, large enough that messages do not count. */
export const BATCH_FILES_MAX = 32;
export const BATCH_LENGTH_MAX = 2 * 1024 * 1024;
/** Milliseconds a batch may take, beside `FILE_MS` for each of its files. */
export const TIMEOUT_MS = 2_000;
export const FILE_MS = 200;

/** Reads all of `sources` within `budgetMs`, a whole number, or says why not. */
export type RunBatch = (sources: SourceText[], budgetMs: number) => Promise<{ analyses: FileAnalysis[] } | { failure: string }>;

export interface BatchOptions {
  timeoutMs?: number | undefined;
  log?: Record<"warn" | "debug", (fields: Record<string, unknown>, message: string) => void>;
}

/** Cuts `sources` into batches within the limits, in order; a source above the limit has a batch of its own. */
export function cutBatches(sources: readonly SourceText[], filesMax = BATCH_FILES_MAX): SourceText[][] {
  const batches: SourceText[][] = [];
  let batch: SourceText[] = [];
  let length = 0;
  for (const source of sources) {
    const isFull = batch.length === filesMax || length + source.text.length > BATCH_LENGTH_MAX;
    if (isFull && batch.length > 0) {
      batches.push(batch);
      batch = [];
      length = 0;
    }
    batch.push(source);
    length += source.text.length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Reads a batch; one that fails is tried again one file at a time, and a file that fails alone comes back `poisoned`. */
export async function analyzeBatch(sources: SourceText[], run: RunBatch, options: BatchOptions): Promise<FileAnalysis[]> {
  const { timeoutMs = TIMEOUT_MS, log } = options;
  const result = await run(sources, Math.ceil((timeoutMs + FILE_MS * sources.length) * crowding()));
  if ("analyses" in result) return result.analyses;
  const [only, another] = sources;
  if (only && !another) {
    log?.warn({ path: only.path, error: result.failure, hint: "it is skipped until it changes" }, "file cannot be read");
    return [poisonedAnalysis(only, result.failure)];
  }
  log?.warn({ files: sources.length, error: result.failure, hint: "its files are tried one by one" }, "batch failed");
  const analyses: FileAnalysis[] = [];
  for (const source of sources) analyses.push(...(await analyzeBatch([source], run, options)));
  return analyses;
}

/** Most that a busy machine lengthens the time that a batch has. */
const CROWDING_MAX = 4;

/** How many programs share a processor, 1 to CROWDING_MAX: what is measured is time, what is meant is work. */
function crowding(): number {
  const [lastMinute = 0] = loadavg();
  return Math.min(CROWDING_MAX, Math.max(1, lastMinute / availableParallelism()));
}

const MESSAGE_MAX = 200;

/** Why a batch failed, in a few words. */
export function failureOf(error: unknown): string {
  // What crosses threads may have lost its class.
  const { message = String(error), code } = (typeof error === "object" && error !== null ? error : {}) as {
    message?: string;
    code?: string;
  };
  return code === "ERR_WORKER_OUT_OF_MEMORY" ? "needs more memory than a thread has" : message.slice(0, MESSAGE_MAX);
}
