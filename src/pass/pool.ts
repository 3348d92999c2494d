import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import type { FileAnalysis, SourceText } from "../analysis/model.js";
import type { DeclarationShape } from "../analysis/names/shape.js";
import { LockstepError } from "../base/errors.js";
import { type Analyzer, analyzeBatch, type BatchOptions, cutBatches, FILE_MS, failureOf, TIMEOUT_MS } from "./batches.js";
import { type AnalyzeAnswer, type AnalyzeTask, elapsedSince, type PoolData, sharedNow } from "./task.js";

export type { Analyzer } from "./batches.js";
export { createInProcess } from "./in-process.js";

export interface PoolOptions extends BatchOptions {
  /** Most threads at a time; they start when there is work, and end after `IDLE_MS` without. */
  threads: number;
  /** Heap and stack of a thread; tests make them small. */
  resourceLimits?: { maxOldGenerationSizeMb?: number; maxYoungGenerationSizeMb?: number; stackSizeMb?: number };
}

/** A thread that has not begun after this time, with TypeScript to load on a busy machine, will not. */
const START_MS = 60_000;
const LOOK_MS = 250;
/** A new thread pays half a second of compilation, so an idle one is kept for long. */
const IDLE_MS = 10 * 60_000;
const QUEUE_MAX = 64;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/**
 * Reads in threads of their own, each under a heap limit and a deadline. A batch that dies is tried again one file at a time; a file
 * that fails alone comes back with the problem `poisoned`. Rejects when threads cannot start, and with DRAINING once closed.
 */
export function createPool(options: PoolOptions): Analyzer {
  return new ThreadPool(options);
}

class ThreadPool implements Analyzer {
  private piscina: Promise<Piscina<AnalyzeTask, AnalyzeAnswer>> | null = null;
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
    const run = async (batch: SourceText[], budgetMs: number) => {
      const answer = await this.run({ sources: batch, wanted: "analyses" }, budgetMs);
      return "shapes" in answer ? { failure: "answered something else" } : answer;
    };
    const analyses = await Promise.all(cutBatches(sources).map((batch) => analyzeBatch(batch, run, this.options)));
    return analyses.flat();
  }

  async shapes(path: string, text: string): Promise<DeclarationShape[]> {
    const budgetMs = (this.options.timeoutMs ?? TIMEOUT_MS) + FILE_MS;
    const answer = await this.run({ sources: [{ path, kind: "code", text }], wanted: "shapes" }, budgetMs);
    return "shapes" in answer ? answer.shapes : [];
  }

  /** Ends the threads, whatever they do. */
  async close(): Promise<void> {
    this.closed = true;
    // Threads that could not be started need no end.
    await this.piscina?.then(
      (piscina) => piscina.destroy(),
      () => {},
    );
  }

  /** Hands the task to a thread. What fails before the work began is no file's fault, and is thrown. */
  private async run(task: Omit<AnalyzeTask, "slot">, budgetMs: number): Promise<AnalyzeAnswer | { failure: string }> {
    const slot = await this.takeSlot();
    const abort = new AbortController();
    const stopWatch = this.watch(slot, budgetMs, abort);
    try {
      if (this.closed) throw draining();
      this.piscina ??= this.startPiscina();
      const piscina = await this.piscina;
      return await piscina.run({ slot, ...task }, { signal: abort.signal });
    } catch (error) {
      if (this.closed) throw draining();
      if (Atomics.load(this.started, slot) === 0) throw new Error("the analyze thread did not start", { cause: error });
      return { failure: abort.signal.aborted ? `took longer than ${budgetMs} ms` : failureOf(error) };
    } finally {
      stopWatch();
      this.giveSlot(slot);
    }
  }

  /** Aborts the task of `slot` when its work takes longer than `budgetMs`, or does not begin at all. */
  private watch(slot: number, budgetMs: number, abort: AbortController): () => void {
    Atomics.store(this.started, slot, 0);
    const asked = sharedNow();
    let timer: NodeJS.Timeout;
    const look = () => {
      const began = Atomics.load(this.started, slot);
      const left = began === 0 ? START_MS - elapsedSince(asked) : budgetMs - elapsedSince(began);
      if (left <= 0) abort.abort();
      else timer = setTimeout(look, began === 0 ? LOOK_MS : left);
    };
    timer = setTimeout(look, LOOK_MS);
    return () => clearTimeout(timer);
  }

  /** The threads' keeper, loaded with the first task: a small tree does without. */
  private async startPiscina(): Promise<Piscina<AnalyzeTask, AnalyzeAnswer>> {
    const { Piscina } = await import("piscina");
    const workerData: PoolData = { started: this.started };
    const piscina = new Piscina<AnalyzeTask, AnalyzeAnswer>({
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
    piscina.on("error", (error: unknown) => this.options.log?.warn({ error: failureOf(error) }, "idle analyze thread ended"));
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
