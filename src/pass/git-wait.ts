/** How long passes wait for git: what is in the tree while it works is half of something. */
import type { Logger } from "pino";
import { aged } from "../base/aged.js";

export interface IndexLock {
  /** Path of git's `index.lock`. */
  path: string;
  /** No merge, rebase or the like waits beside it. */
  alone: boolean;
}

export interface GitWaitOptions {
  gitAtWork(): boolean;
  /** The lock that git holds its index with; null when there is none. */
  indexLock(): IndexLock | null;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

export interface GitWait {
  /** Whether passes wait: git is at work, and not for too long yet. */
  mustWait(): boolean;
  /** Whether git is at work; a lock that somebody left behind is no work. */
  atWork(): boolean;
  /** What people should know of it, a second old at most; null when there is nothing. */
  warning(): string | null;
}

/** A git operation that takes longer no longer holds up passes. */
const WAIT_MS_MAX = 10_000;

export function gitWait({ gitAtWork, indexLock, monotonic, log }: GitWaitOptions): GitWait {
  let since: number | null = null;
  let lockedSince: number | null = null;
  let told = false;

  /** The lock, once it has been there for so long that no git is likely to hold it. */
  function staleLock(): IndexLock | null {
    const lock = indexLock();
    if (lock === null) {
      lockedSince = null;
      told = false;
      return null;
    }
    lockedSince ??= monotonic();
    if (monotonic() - lockedSince < WAIT_MS_MAX) return null;
    if (!told) log.warn({ lock: lock.path, hint: "remove it if no git runs in the project; passes go on" }, "stale index.lock");
    told = true;
    return lock;
  }

  return {
    mustWait() {
      staleLock();
      if (!gitAtWork()) {
        since = null;
        return false;
      }
      since ??= monotonic();
      return monotonic() - since < WAIT_MS_MAX;
    },
    atWork: () => gitAtWork() && staleLock()?.alone !== true,
    warning: aged(() => {
      const lock = staleLock();
      return lock && `git's ${lock.path} has been there for more than ${WAIT_MS_MAX / 1_000} s; remove it if no git runs`;
    }, monotonic),
  };
}
