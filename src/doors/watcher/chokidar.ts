import type { Stats } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { faultOf, READY_MS_MAX, type WatchBackend, type WatchFault, type WatchHint, type WatchTarget } from "./backend.js";

/** Options that make chokidar tell everything at once; settling and the sweep do the rest. */
const OPTIONS = {
  followSymlinks: false,
  ignoreInitial: true,
  atomic: false,
  awaitWriteFinish: false,
  ignorePermissionErrors: true,
} as const;

/** What an event means for the number of watches. */
const GROWTH: Partial<Record<string, number>> = { add: 1, addDir: 1, unlink: -1, unlinkDir: -1 };

interface Listeners {
  hint: (hint: WatchHint) => void;
  fault: (fault: WatchFault) => void;
}

interface Session {
  watcher: FSWatcher;
  /** Whoever waits for it to be ready need not: it is closed. */
  end(): void;
  watches: number;
}

/**
 * Watches with chokidar: one watch a file and one a folder.
 * A folder that appears or goes is a `sweep` hint, because what happened inside it may never be told.
 */
export function chokidarBackend(): WatchBackend {
  const sessions = new Map<string, Session>();
  const listeners: Listeners = { hint: () => {}, fault: () => {} };

  async function disarm(root: string): Promise<void> {
    const session = sessions.get(root);
    sessions.delete(root);
    if (!session) return;
    session.end();
    const closed = session.watcher.close();
    // Closing takes every listener away, and an "error" that is still under way would then be thrown.
    session.watcher.on("error", () => {});
    await closed;
  }

  return {
    name: "chokidar",
    async arm(target) {
      await disarm(target.root);
      const watcher = watch([target.root, ...target.signals], { ...OPTIONS, ignored: ignoredBy(target) });
      const { isReady, end } = readiness(watcher);
      const session: Session = { watcher, end, watches: 0 };
      sessions.set(target.root, session);
      listen(watcher, target, {
        hint: (hint) => listeners.hint(hint),
        fault: (fault) => {
          if (sessions.get(target.root) !== session) return;
          void disarm(target.root);
          listeners.fault(fault);
        },
      });
      await isReady;
      session.watches = countWatches(watcher);
      watcher.on("all", (event) => {
        session.watches += GROWTH[event] ?? 0;
      });
    },
    disarm,
    onHint: (listener) => {
      listeners.hint = listener;
    },
    onFault: (listener) => {
      listeners.fault = listener;
    },
    cost: (root) => ({ watches: sessions.get(root)?.watches ?? 0 }),
  };
}

/** chokidar asks twice for a path, first without stats: then only a rule that names files and folders alike can say no. */
function ignoredBy({ root, ignores, signals }: WatchTarget): (path: string, stats?: Stats) => boolean {
  const kept = new Set(signals);
  return (path, stats) => {
    if (kept.has(path) || kept.has(dirname(path))) return false;
    const inside = insideRoot(root, path);
    if (inside === null) return true;
    if (inside === "") return false;
    if (stats && !stats.isDirectory() && !stats.isFile() && !stats.isSymbolicLink()) return true;
    return ignores(inside, stats?.isDirectory() ?? false);
  };
}

function listen(watcher: FSWatcher, { root, signals }: WatchTarget, tell: Listeners): void {
  const sweeping = new Set(signals);
  watcher.on("all", (event, path) => {
    if (sweeping.has(path) || sweeping.has(dirname(path))) return tell.hint({ root, kind: "sweep", reason: "git moved" });
    const inside = insideRoot(root, path);
    if (inside === "") return tell.hint({ root, kind: "sweep", reason: "root changed" });
    if (event === "addDir" || event === "unlinkDir") return tell.hint({ root, kind: "sweep", reason: "folder added or removed" });
    if (inside !== null) tell.hint({ root, kind: "path", path: inside });
  });
  watcher.on("error", (error) => {
    const fault = faultOf(error);
    if (fault) tell.fault({ root, ...fault });
    else tell.hint({ root, kind: "sweep", reason: "watch error" });
  });
}

/** A watcher that is closed is never ready, and says nothing of it. */
function readiness(watcher: FSWatcher): { isReady: Promise<void>; end(): void } {
  let end = () => {};
  const isReady = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, READY_MS_MAX);
    end = () => {
      clearTimeout(timer);
      resolve();
    };
    watcher.once("ready", end);
    watcher.once("error", end);
  });
  return { isReady, end: () => end() };
}

function countWatches(watcher: FSWatcher): number {
  if (watcher.closed) return 0;
  let count = 0;
  for (const children of Object.values(watcher.getWatched())) count += children.length;
  return count;
}

/** `path` relative to `root` with `/`, empty for the root; null when it is outside. */
function insideRoot(root: string, path: string): string | null {
  if (path === root) return "";
  const inside = relative(root, path);
  if (inside.startsWith("..") && (inside.length === 2 || inside[2] === sep)) return null;
  return sep === "/" ? inside : inside.split(sep).join("/");
}
