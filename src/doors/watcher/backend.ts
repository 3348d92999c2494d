/** What every way of watching a tree offers. Its events are hints: a lost one costs latency, the sweep finds the truth. */

/** One tree to watch. Paths handed to `ignores` and told in hints are relative to `root`, with `/`. */
export interface WatchTarget {
  /** Real path of the root. */
  root: string;
  /** Whether a path is not looked at. A folder that is ignored is not entered. */
  ignores(path: string, isDirectory: boolean): boolean;
  /**
   * Absolute paths of files, anywhere, whose change means that the whole tree may be different (git's HEAD and its log), and of folders
   * of such files (the spools of git hooks).
   */
  signals: readonly string[];
}

/** Something may be different at `path`; a `sweep` hint says that more than one path may be. */
export type WatchHint = { root: string; kind: "path"; path: string } | { root: string; kind: "sweep"; reason: string };

/** Watching of `root` ended, and why; `remedy` says what someone can do. */
export interface WatchFault {
  root: string;
  reason: string;
  remedy: string;
}

export interface WatchBackend {
  readonly name: string;
  /** Resolves when changes made from now on are seen, or after `READY_MS_MAX`. Arming an armed root arms it anew. */
  arm(target: WatchTarget): Promise<void>;
  disarm(root: string): Promise<void>;
  onHint(listener: (hint: WatchHint) => void): void;
  onFault(listener: (fault: WatchFault) => void): void;
  /** How many watches the operating system holds for `root`. */
  cost(root: string): { watches: number };
}

/** A backend that is not ready after this time is taken as armed: the sweep that follows sees what it misses. */
export const READY_MS_MAX = 30_000;
