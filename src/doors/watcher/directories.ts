import { type FSWatcher, lstatSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { baseName, folderOf } from "../../base/paths.js";
import { IGNORE_FILES } from "../../worktree/ignore.js";
import { faultOf, READY_MS_MAX, type WatchBackend, type WatchFault, type WatchHint, type WatchTarget } from "./backend.js";
import { walkFolders } from "./walk.js";

interface Listeners {
  hint: (hint: WatchHint) => void;
  fault: (fault: WatchFault) => void;
}

/**
 * Watches folders, each by itself and never with all below it: a twentieth of the watches that one for each file takes.
 * A folder that appears or goes is a `sweep` hint, because what happened inside it before it was watched is not told.
 */
export function directoriesBackend(): WatchBackend {
  const sessions = new Map<string, Session>();
  const listeners: Listeners = { hint: () => {}, fault: () => {} };

  async function disarm(root: string): Promise<void> {
    sessions.get(root)?.end();
    sessions.delete(root);
  }

  return {
    name: "directories",
    async arm(target) {
      await disarm(target.root);
      const session = new Session(target, {
        hint: (hint) => listeners.hint(hint),
        fault: (fault) => {
          if (sessions.get(target.root) === session) sessions.delete(target.root);
          listeners.fault(fault);
        },
      });
      sessions.set(target.root, session);
      await session.begin();
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

interface Held {
  watcher: FSWatcher;
  /** Paths of the watched folders in it. */
  inner: Set<string>;
}

/** The watches of one tree. */
class Session {
  /** Path of a folder, empty for the root → its watch. */
  private readonly folders = new Map<string, Held>();
  private readonly signals: FSWatcher[] = [];
  private ended = false;

  constructor(
    private readonly target: WatchTarget,
    private readonly tell: Listeners,
  ) {}

  get watches(): number {
    return this.folders.size + this.signals.length;
  }

  /** Watches everything that there is now; a very large tree is gone through further when this has resolved. */
  async begin(): Promise<void> {
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve();
      }, READY_MS_MAX);
    });
    const all = this.guarded(() => {
      for (const signal of this.target.signals) this.watchSignal(signal);
      return this.enter("");
    }).then(() => {
      if (isLate) this.sweep("watched at last");
    });
    await Promise.race([all, late]);
    clearTimeout(timer);
  }

  end(): void {
    this.ended = true;
    for (const { watcher } of this.folders.values()) watcher.close();
    for (const watcher of this.signals) watcher.close();
    this.folders.clear();
    this.signals.length = 0;
  }

  /** Ends the session when there is nothing left to watch with. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.ended) return;
    const fault = faultOf(error);
    if (fault) {
      this.end();
      this.tell.fault({ root: this.target.root, ...fault });
    } else this.sweep("watch error");
  }

  private sweep(reason: string): void {
    if (!this.ended) this.tell.hint({ root: this.target.root, kind: "sweep", reason });
  }

  /** Watches the folder at `path` and all in it, anew what was watched already: another folder may have taken its place. */
  private async enter(path: string): Promise<void> {
    this.leave(path);
    await walkFolders(this.target, path, {
      enter: (folder) => !this.ended && this.hold(folder),
      found: (_, { files }) => {
        // What they say of the folder may differ from what was known of another one in its place.
        if (path !== "") for (const file of files) if (IGNORE_FILES.has(baseName(file))) this.hint(file);
        return !this.ended;
      },
    });
  }

  /** Watches one folder; gives false for one that is not there any more, or may not be read. */
  private hold(path: string): boolean {
    if (this.folders.has(path)) return true;
    const watcher = this.watch(this.absolute(path), (_, name) => this.heard(path, name));
    if (watcher === null) return false;
    this.folders.set(path, { watcher, inner: new Set() });
    if (path !== "") this.folders.get(folderOf(path))?.inner.add(path);
    return true;
  }

  private leave(path: string): void {
    const held = this.folders.get(path);
    if (!held) return;
    this.folders.delete(path);
    if (path !== "") this.folders.get(folderOf(path))?.inner.delete(path);
    held.watcher.close();
    for (const inner of held.inner) this.leave(inner);
  }

  private heard(folder: string, given: string | null): void {
    if (this.ended) return;
    const name = process.platform === "darwin" ? given?.normalize("NFC") : given;
    const path = folder === "" ? name : `${folder}/${name}`;
    if (!name || !path) this.sweep("folder changed");
    // A repository of its own inside this one is not looked at.
    else if (name === ".git" && folder !== "") this.changed(folder);
    else if (this.isFolder(path)) {
      if (!this.target.ignores(path, true)) this.changed(path);
    } else if (this.folders.has(path)) this.changed(path);
    // Its own end a folder tells by its own name.
    else if (name === basename(this.absolute(folder)) && !this.isFolder(folder)) this.sweep("folder changed");
    else this.hint(path);
  }

  private hint(path: string): void {
    if (!this.ended && !this.target.ignores(path, false)) this.tell.hint({ root: this.target.root, kind: "path", path });
  }

  /** The folder at `path` came, went, or became readable. */
  private changed(path: string): void {
    void this.guarded(async () => {
      if (this.isFolder(path) && !this.target.ignores(path, true)) await this.enter(path);
      else this.leave(path);
      this.sweep("folder added or removed");
    });
  }

  /** A file is replaced by another one of its name: its folder sees that, and its own watch would end with it. */
  private watchSignal(signal: string): void {
    const isFolder = lstatSync(signal, { throwIfNoEntry: false })?.isDirectory() === true;
    const watcher = this.watch(isFolder ? signal : dirname(signal), (_, name) => {
      if (isFolder || name === null || name === basename(signal)) this.sweep("git moved");
    });
    if (watcher) this.signals.push(watcher);
  }

  /** null when nothing can be watched there. Throws what `faultOf` knows. */
  private watch(absolute: string, listener: (event: string, name: string | null) => void): FSWatcher | null {
    try {
      const watcher = watch(absolute, listener);
      watcher.on("error", (error) => this.failed(error));
      return watcher;
    } catch (error) {
      if (faultOf(error)) throw error;
      return null;
    }
  }

  private isFolder(path: string): boolean {
    try {
      return lstatSync(this.absolute(path), { throwIfNoEntry: false })?.isDirectory() === true;
    } catch {
      return false;
    }
  }

  private absolute(path: string): string {
    return path === "" ? this.target.root : `${this.target.root}/${path}`;
  }
}
