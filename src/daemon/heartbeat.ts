/** Notices that the process was away (sleep, SIGSTOP) or that somebody set the clock. */
import { performance } from "node:perf_hooks";
import type { Clock } from "../base/time.js";

/** One look at both clocks, milliseconds. The monotonic one never jumps, but stands still while a Linux machine sleeps. */
export interface Beat {
  monotonic: number;
  wall: number;
}

const BEAT_MS = 5_000;
/** A timer of 5 s that rings this late was not held up by work: no step of the main thread takes that long. */
export const GAP_MS_MAX = 15_000;
/** Difference between the two clocks' steps from which the wall clock jumped. */
export const WALL_JUMP_MS = 5_000;

/** Why the time between two beats cannot be trusted; null when it can. */
export function gapBetween(before: Beat, after: Beat): string | null {
  const elapsed = after.monotonic - before.monotonic;
  if (elapsed > GAP_MS_MAX) return `stood still for ${Math.round(elapsed / 1000)} s`;
  const jump = after.wall - before.wall - elapsed;
  if (Math.abs(jump) > WALL_JUMP_MS) return `wall clock moved by ${Math.round(jump / 1000)} s`;
  return null;
}

/** Calls `onGap` after every gap; returns the function that ends it. */
export function startHeartbeat(wall: Clock, onGap: (reason: string) => void): () => void {
  const look = (): Beat => ({ monotonic: performance.now(), wall: wall() });
  let before = look();
  const timer = setInterval(() => {
    const after = look();
    const gap = gapBetween(before, after);
    before = after;
    if (gap) onGap(gap);
  }, BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
