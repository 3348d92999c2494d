/** When hints stop coming, and what they then come to. Pure: the time is handed in, milliseconds of a monotonic clock. */
import type { WatchHint } from "./backend.js";

export interface SettleOptions {
  /** Quiet time after the last hint, ms. */
  quiet_ms: number;
  /** Longest wait after the first hint, ms. */
  cap_ms: number;
}

/** What a burst of hints came to. */
export type Settled = { kind: "paths"; paths: string[] } | { kind: "sweep"; reason: string };

/** More paths than this in one burst are cheaper to find by a sweep than to queue one by one. */
export const SETTLE_PATHS_MAX = 200;

/** Half of what the kernel keeps of events that nobody has read yet: from more hints on, some may have been dropped without a word. */
export const SETTLE_HINTS_MAX = 8_192;

export interface Settling {
  add(hint: WatchHint, now: number): void;
  /** When `take` will give something; null while nothing waits. */
  due(): number | null;
  /** What has settled by `now`, paths sorted; null when it is too early or nothing waits. */
  take(now: number): Settled | null;
}

/** Collects the hints of one project until `quiet_ms` have passed without one, at most `cap_ms` after the first. */
export function settling({ quiet_ms, cap_ms }: SettleOptions): Settling {
  const paths = new Set<string>();
  let sweep: string | null = null;
  let first: number | null = null;
  let last = 0;
  let hints = 0;

  const due = () => (first === null ? null : Math.min(last + quiet_ms, first + cap_ms));
  return {
    add(hint, now) {
      first ??= now;
      last = now;
      if (sweep !== null) return;
      if (hint.kind === "path") paths.add(hint.path);
      if (hint.kind === "sweep") sweep = hint.reason;
      else if (paths.size > SETTLE_PATHS_MAX) sweep = "many paths";
      else if (++hints > SETTLE_HINTS_MAX) sweep = "many hints";
      if (sweep !== null) paths.clear();
    },
    due,
    take(now) {
      const at = due();
      if (at === null || now < at) return null;
      const settled: Settled = sweep === null ? { kind: "paths", paths: [...paths].sort() } : { kind: "sweep", reason: sweep };
      paths.clear();
      sweep = null;
      first = null;
      hints = 0;
      return settled;
    },
  };
}
