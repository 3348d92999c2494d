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

/** The names of the ways, from the one that tells the most to the one that needs the least. */
export const WAYS = ["chokidar", "directories", "poll"] as const;
export type Way = (typeof WAYS)[number];

export interface WatchBackend {
  readonly name: Way;
  /**
   * Resolves when changes made from now on are seen, or after `READY_MS_MAX`; or when a fault was told instead. Arming an armed root arms
   * it anew.
   */
  arm(target: WatchTarget): Promise<void>;
  disarm(root: string): Promise<void>;
  onHint(listener: (hint: WatchHint) => void): void;
  /** After a fault nothing of the root is watched any more. */
  onFault(listener: (fault: WatchFault) => void): void;
  /** How many watches the operating system holds for `root`. */
  cost(root: string): { watches: number };
}

/** A backend that is not ready after this time is taken as armed: the sweep that follows sees what it misses. */
export const READY_MS_MAX = 30_000;

/** Errors after which the rest of a tree cannot be watched; null for any other one, which costs a sweep. */
export function faultOf(error: unknown): Omit<WatchFault, "root"> | null {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOSPC":
      return { reason: "no inotify watches left", remedy: "raise fs.inotify.max_user_watches (sysctl)" };
    case "EMFILE":
    case "ENFILE":
      return {
        reason: "no file descriptors or inotify instances left",
        remedy: "raise `ulimit -n` or fs.inotify.max_user_instances",
      };
    default:
      return null;
  }
}
