/** Files that a daemon died of while it read nothing else: as they are, they are not read again. */
import type { FileStat } from "../worktree/guard.js";
import { NS_PER_MS } from "../worktree/stats.js";

/** A file that is not to be read as it was at `since`, epoch milliseconds. */
export interface Condemned {
  path: string;
  since: number;
}

export interface Distrust {
  add(condemned: Condemned): void;
  /** Why the file is not read; null when it may be, for nothing is known against it or it changed since. */
  of(path: string, stat: FileStat): string | null;
  forget(path: string): void;
}

export function distrust(): Distrust {
  const since = new Map<string, number>();
  return {
    add(condemned) {
      since.set(condemned.path, condemned.since);
    },
    of(path, { ctime_ns }) {
      const at = since.get(path);
      return at === undefined || ctime_ns / NS_PER_MS > at ? null : "the daemon ended twice while it read this file and no other";
    },
    forget(path) {
      since.delete(path);
    },
  };
}
