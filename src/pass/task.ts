/** What the analyze pool and its threads tell each other. */
import type { FileAnalysis, Outline, SourceText } from "../analysis/model.js";
import type { DeclarationShape } from "../analysis/names/shape.js";

/** One batch for a thread; `slot` is its place in `PoolData.started`. */
export interface AnalyzeTask {
  slot: number;
  sources: SourceText[];
  /** What is wanted of the sources: facts and claims, or of one of them the shapes or the outline of its declarations. */
  wanted: "analyses" | "shapes" | "outline";
}

/** What a thread answers, and how much its heap has grown since its first task. */
export type AnalyzeAnswer = ({ analyses: FileAnalysis[] } | { shapes: DeclarationShape[] } | { outline: Outline }) & {
  grown_bytes: number;
};

/** Memory shared with every thread: when the task of each slot began to work, 0 before. */
export interface PoolData {
  started: Int32Array;
}

const MASK = 0x3fffffff;

/** Milliseconds on the clock that all threads of a process share, cut to 30 bits; never 0. */
export function sharedNow(): number {
  return Number((process.hrtime.bigint() / 1_000_000n) & BigInt(MASK)) || 1;
}

/** How long ago `since`, a value of `sharedNow`, was; right as long as that is less than twelve days. */
export function elapsedSince(since: number): number {
  return (sharedNow() - since) & MASK;
}

/** Notes that the readers are loaded and the work begins: from here on the deadline counts. */
export function markStarted(started: Int32Array, slot: number): void {
  Atomics.store(started, slot, sharedNow());
}
