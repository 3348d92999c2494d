/** Timed work beside the passes: each is a job of the inbox, run by itself, and twice leaves what once leaves. */

export interface Chore {
  /** Type of its jobs. */
  name: string;
  run(): void | Promise<void>;
}

/** Lets answers and passes through; call between transactions. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
