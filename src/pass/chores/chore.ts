/** Timed work beside the passes: each is a job of the inbox, run by itself, and twice leaves what once leaves. */
import { performance } from "node:perf_hooks";

export interface Chore {
  /** Type of its jobs. */
  name: string;
  run(): void | Promise<void>;
}

/** Lets answers and passes through; call between transactions. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Tells when a run has taken `ms`. */
export function deadline(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}
