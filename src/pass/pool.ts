import type { FileAnalysis, Outline, SourceText } from "../analysis/model.js";
import type { DeclarationShape } from "../analysis/names/shape.js";
import { LockstepError } from "../base/errors.js";
import { type Analyzer, analyzeBatch, type BatchOptions, cutBatches, FILE_MS, failureOf, TIMEOUT_MS } from "./batches.js";
import { PoolThread, type ThreadOptions, type Wear } from "./pool-thread.js";
import { type AnalyzeAnswer, type AnalyzeTask, elapsedSince, sharedNow } from "./task.js";

export type { Analyzer } from "./batches.js";
export { createInProcess } from "./in-process.js";

export interface PoolOptions extends BatchOptions, Pick<ThreadOptions, "resourceLimits"> {
  /** Most threads at a time; they start when there is work, and end after a while without. */
  threads: number;
  /** Most files that a thread is handed at a time. */
  batchFiles?: number;
  /** When a thread is replaced; tests make it soon. */
  wearMax?: Partial<Wear>;
  /** How long nothing is asked before worn threads are replaced, ms. */
  restMs?: number;
}

/** A thread that has not begun after this time, with TypeScript to load on a busy machine, will not. */
const START_MS = 60_000;
const LOOK_MS = 250;
/**
 * A thread is replaced before its next task once its heap has grown by 256 MiB, and after very many files when nobody waits: the next one
 * pays 0.5 to 0.75 s of compilation. Over 8,584 files a heap grew by 38 MiB (docs/decisions/0010-worn-threads.md).
 */
const WEAR_MAX: Wear = { files: 20_000, grown_bytes: 256 * 1024 * 1024 };
const REST_MS = 2_000;
/** Loads the readers, so that the first real task finds them there. */
const WARM_UP: AnalyzeTask["sources"] = [
  { path: "a.ts", kind: "code", text: "" },
  { path: "a.md", kind: "document", text: "" },
];

/**
 * Reads in threads of their own, each under a heap limit and a deadline. A batch that dies is tried again one file at a time; a file
 * that fails alone comes back with the problem `poisoned`. Rejects when threads cannot start, and with DRAINING once closed.
 */
export function createPool(options: PoolOptions): Analyzer {
  return new ThreadPool(options);
}

class ThreadPool implements Analyzer {
  private readonly started: Int32Array;
  private readonly threads: PoolThread[];
  /** Slots without a task, and who waits for one: never more tasks than threads, so that a deadline counts work only. */
  private readonly free: number[];
  private readonly waiting: ((slot: number) => void)[] = [];
  /** Worn threads that are ending. */
  private readonly ending = new Set<Promise<void>>();
  /** Slots whose thread ends with the task that it has. */
  private readonly recycled = new Set<number>();
  private readonly wearMax: Wear;
  private rest: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    const threads = Math.max(1, options.threads);
    this.started = new Int32Array(new SharedArrayBuffer(threads * Int32Array.BYTES_PER_ELEMENT));
    this.free = Array.from({ length: threads }, (_, slot) => slot);
    const { resourceLimits, log, wearMax } = options;
    this.threads = this.free.map(() => new PoolThread({ started: this.started, resourceLimits, ...(log ? { log } : {}) }));
    this.wearMax = { ...WEAR_MAX, ...wearMax };
  }

  async analyze(sources: readonly SourceText[], timeoutMs = this.options.timeoutMs): Promise<FileAnalysis[]> {
    const options = { ...this.options, timeoutMs };
    const run = async (batch: SourceText[], budgetMs: number) => {
      const answer = await this.run({ sources: batch, wanted: "analyses" }, budgetMs);
      return "analyses" in answer || "failure" in answer ? answer : { failure: "answered something else" };
    };
    const analyses = await Promise.all(
      cutBatches(sources, this.options.batchFiles).map((batch) => analyzeBatch(batch, run, options)),
    );
    return analyses.flat();
  }

  async shapes(path: string, text: string): Promise<DeclarationShape[]> {
    const answer = await this.runOne(path, text, "shapes");
    return "shapes" in answer ? answer.shapes : [];
  }

  async outline(path: string, text: string): Promise<Outline> {
    const answer = await this.runOne(path, text, "outline");
    return "outline" in answer ? answer.outline : {};
  }

  private runOne(path: string, text: string, wanted: AnalyzeTask["wanted"]): Promise<AnalyzeAnswer | { failure: string }> {
    const budgetMs = (this.options.timeoutMs ?? TIMEOUT_MS) + FILE_MS;
    return this.run({ sources: [{ path, kind: "code", text }], wanted }, budgetMs);
  }

  recycle(): void {
    for (const slot of this.threads.keys()) if (!this.free.includes(slot)) this.recycled.add(slot);
    for (const slot of this.free) this.endWorn(slot);
  }

  /** Ends the threads, whatever they do. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.rest) clearTimeout(this.rest);
    await Promise.all([...this.threads.map((thread) => thread.end()), ...this.ending]);
  }

  /** Hands the task to a thread. What fails before the work began is no file's fault, and is thrown. */
  private async run(task: Omit<AnalyzeTask, "slot">, budgetMs: number): Promise<AnalyzeAnswer | { failure: string }> {
    const slot = await this.takeSlot();
    try {
      return await this.runAt(slot, task, budgetMs);
    } finally {
      this.giveSlot(slot);
    }
  }

  private async runAt(
    slot: number,
    task: Omit<AnalyzeTask, "slot">,
    budgetMs: number,
  ): Promise<AnalyzeAnswer | { failure: string }> {
    const abort = new AbortController();
    const stopWatch = this.watch(slot, budgetMs, abort);
    try {
      if (this.closed) throw draining();
      return await this.threadAt(slot).run({ slot, ...task }, abort.signal);
    } catch (error) {
      if (this.closed) throw draining();
      if (Atomics.load(this.started, slot) === 0) throw new Error("the analyze thread did not start", { cause: error });
      return { failure: abort.signal.aborted ? `took longer than ${budgetMs} ms` : failureOf(error) };
    } finally {
      stopWatch();
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

  private threadAt(slot: number): PoolThread {
    return this.threads[slot] as PoolThread;
  }

  private takeSlot(): Promise<number> {
    if (this.rest) clearTimeout(this.rest);
    const slot = this.free.pop();
    return slot === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(slot);
  }

  private giveSlot(slot: number): void {
    const isWorn = this.threadAt(slot).wear.grown_bytes >= this.wearMax.grown_bytes;
    if (this.recycled.delete(slot) || isWorn) this.endWorn(slot);
    const next = this.waiting.shift();
    if (next) next(slot);
    else this.free.push(slot);
    if (this.closed || this.free.length < this.threads.length) return;
    this.rest = setTimeout(() => this.replaceWorn(), this.options.restMs ?? REST_MS).unref();
  }

  /** Nothing was asked for a while: whatever read its share makes room for a thread that has its readers loaded. */
  private replaceWorn(): void {
    for (const slot of this.free.filter((free) => this.threadAt(free).wear.files >= this.wearMax.files)) {
      this.free.splice(this.free.indexOf(slot), 1);
      this.endWorn(slot);
      // What stops it from starting is told to the next who asks.
      void this.runAt(slot, { sources: WARM_UP, wanted: "analyses" }, START_MS)
        .catch(() => {})
        .finally(() => this.giveSlot(slot));
    }
  }

  private endWorn(slot: number): void {
    const thread = this.threadAt(slot);
    this.options.log?.debug({ slot, ...thread.wear }, "analyze thread worn");
    const ending = thread.end().finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }
}

function draining(): LockstepError {
  return new LockstepError("DRAINING", "the analyze pool is closed: lockstep is stopping, ask again when it runs");
}
