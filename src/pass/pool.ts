import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import { analyzeFile, loadReaders, poisonedAnalysis } from "../analysis/analyze.js";
import type { FileAnalysis, SourceText } from "../analysis/model.js";
import { LockstepError } from "../base/errors.js";
import { type Batch, cutBatches } from "./batches.js";
import { type AnalyzeTask, elapsedSince, type PoolData } from "./task.js";

/** Reads texts somewhere: in this thread, or in others. The answers come in the order of the sources. */
export interface Analyzer {
  analyze(sources: readonly SourceText[]): Promise<FileAnalysis[]>;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Most threads at a time; they start when there is work, and end after `IDLE_MS` without. */
  threads: number;
  /** Milliseconds a batch may take, beside `FILE_MS` for each of its files. */
  timeoutMs?: number;
  log?: { warn(fields: Record<string, unknown>, message: string): void };
  /** Heap and stack of a thread; tests make them small. */
  resourceLimits?: { maxOldGenerationSizeMb?: number; maxYoungGenerationSizeMb?: number; stackSizeMb?: number };
}

const TIMEOUT_MS = 2_000;
const FILE_MS = 200;
/** A thread that has not begun after this time, with TypeScript to load on a busy machine, will not. */
const START_MS = 60_000;
/** A new thread pays half a second of compilation, so an idle one is kept for long. */
const IDLE_MS = 10 * 60_000;
const QUEUE_MAX = 64;
const MESSAGE_MAX = 200;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/** Reads in this thread; for small trees, where starting another would take longer. Yields between batches. */
export function createInProcess(): Analyzer {
  return {
    async analyze(sources) {
      const readers = await loadReaders(sources.map((source) => source.kind));
      const analyses: FileAnalysis[] = [];
      for (const batch of cutBatches(sources)) {
        if (batch.first > 0) await new Promise((resolve) => setImmediate(resolve));
        for (const source of batch.sources) analyses.push(analyzeOr(source, (one) => analyzeFile(one, readers)));
      }
      return analyses;
    },
    close: async () => {},
  };
}

function analyzeOr(source: SourceText, analyze: (source: SourceText) => FileAnalysis): FileAnalysis {
  try {
    return analyze(source);
  } catch (error) {
    return poisonedAnalysis(source, messageOf(error));
  }
}

/**
 * Reads in threads of their own, each under a heap limit and a deadline. A batch that dies is tried again one file at a time; a file
 * that fails alone comes back with the problem `poisoned`. Rejects when threads cannot start, and with DRAINING once closed.
 */
export function createPool(options: PoolOptions): Analyzer {
  return new ThreadPool(options);
}

class ThreadPool implements Analyzer {
  private piscina: Promise<Piscina<AnalyzeTask, FileAnalysis[]>> | null = null;
  private readonly started: Int32Array;
  /** Slots without a task, and who waits for one: never more tasks than threads, so that a deadline counts work only. */
  private readonly free: number[];
  private readonly waiting: ((slot: number) => void)[] = [];
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    const threads = Math.max(1, options.threads);
    this.started = new Int32Array(new SharedArrayBuffer(threads * Int32Array.BYTES_PER_ELEMENT));
    this.free = Array.from({ length: threads }, (_, slot) => slot);
  }

  async analyze(sources: readonly SourceText[]): Promise<FileAnalysis[]> {
    const analyses = new Array<FileAnalysis>(sources.length);
    await Promise.all(cutBatches(sources).map((batch) => this.analyzeBatch(batch, analyses)));
    return analyses;
  }

  private async analyzeBatch({ first, sources }: Batch, analyses: FileAnalysis[]): Promise<void> {
    const result = await this.run(sources);
    if ("analyses" in result) {
      result.analyses.forEach((analysis, index) => {
        analyses[first + index] = analysis;
      });
      return;
    }
    const [only, another] = sources;
    if (only && !another) {
      analyses[first] = this.poison(only, result.failure);
      return;
    }
    this.options.log?.warn({ files: sources.length, error: result.failure }, "batch failed, trying its files one by one");
    for (const [index, source] of sources.entries())
      await this.analyzeBatch({ first: first + index, sources: [source] }, analyses);
  }

  private poison(source: SourceText, failure: string): FileAnalysis {
    const hint = "it is skipped until it changes; see `lockstep status`";
    this.options.log?.warn({ path: source.path, error: failure, hint }, "file cannot be read");
    return poisonedAnalysis(source, failure);
  }

  /** Hands `sources` to a thread as one task. What fails before the work began is no file's fault, and is thrown. */
  private async run(sources: SourceText[]): Promise<{ analyses: FileAnalysis[] } | { failure: string }> {
    const slot = await this.takeSlot();
    const abort = new AbortController();
    const budget = (this.options.timeoutMs ?? TIMEOUT_MS) + FILE_MS * sources.length;
    const stopWatch = this.watch(slot, budget, abort);
    try {
      this.piscina ??= this.threads();
      const piscina = await this.piscina;
      if (this.closed) throw draining();
      return { analyses: await piscina.run({ slot, sources }, { signal: abort.signal }) };
    } catch (error) {
      if (this.closed) throw draining();
      if (Atomics.load(this.started, slot) === 0) throw new Error("the analyze thread did not start", { cause: error });
      return { failure: abort.signal.aborted ? `took longer than ${budget} ms` : messageOf(error) };
    } finally {
      stopWatch();
      this.giveSlot(slot);
    }
  }

  /** Aborts the task of `slot` when its work takes longer than `budget` milliseconds, or does not begin at all. */
  private watch(slot: number, budget: number, abort: AbortController): () => void {
    Atomics.store(this.started, slot, 0);
    let waited = 0;
    let timer: NodeJS.Timeout;
    const look = () => {
      const began = Atomics.load(this.started, slot);
      waited += began === 0 ? budget : 0;
      const left = began === 0 ? (waited < START_MS ? budget : 0) : budget - elapsedSince(began);
      if (left > 0) timer = setTimeout(look, left);
      else abort.abort();
    };
    timer = setTimeout(look, budget);
    return () => clearTimeout(timer);
  }

  /** The threads' keeper, loaded with the first task: a small tree does without. */
  private async threads(): Promise<Piscina<AnalyzeTask, FileAnalysis[]>> {
    const { Piscina } = await import("piscina");
    const workerData: PoolData = { started: this.started };
    const piscina = new Piscina<AnalyzeTask, FileAnalysis[]>({
      filename: workerFile(),
      name: "analyze",
      minThreads: 0,
      maxThreads: this.started.length,
      idleTimeout: IDLE_MS,
      maxQueue: QUEUE_MAX,
      recordTiming: false,
      resourceLimits: { ...RESOURCE_LIMITS, ...this.options.resourceLimits },
      workerData,
    });
    piscina.on("error", (error: unknown) => this.options.log?.warn({ error: messageOf(error) }, "idle analyze thread ended"));
    return piscina;
  }

  private takeSlot(): Promise<number> {
    const slot = this.free.pop();
    return slot === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(slot);
  }

  private giveSlot(slot: number): void {
    const next = this.waiting.shift();
    if (next) next(slot);
    else this.free.push(slot);
  }

  /** Ends the threads, whatever they do. */
  async close(): Promise<void> {
    this.closed = true;
    await (await this.piscina)?.destroy();
  }
}

/** The built entry of the threads, from `dist/src/pass/` as from `src/pass/`. */
function workerFile(): string {
  const places = ["../../workers/analyze.js", "../../dist/workers/analyze.js"].map((place) => new URL(place, import.meta.url));
  const built = places.find((place) => existsSync(place));
  if (!built) throw new Error("dist/workers/analyze.js is missing: run `npm run build`");
  return fileURLToPath(built);
}

function draining(): LockstepError {
  return new LockstepError("DRAINING", "the analyze pool is closed: lockstep is stopping, ask again when it runs");
}

function messageOf(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return "needs more memory than a thread has";
  return message.slice(0, MESSAGE_MAX);
}
