/** The folders of a tree, for those who watch them. */
import { type FolderScan, scanFolder } from "../../worktree/folders.js";
import type { WatchTarget } from "./backend.js";

/** Folders after which the event loop gets a turn. */
const BATCH = 100;

export interface Walk {
  /** Called with each folder before it is read; false leaves it and all below it out. */
  enter(path: string): boolean;
  /** Called with what stands in it; false ends the walk. */
  found(path: string, scan: FolderScan): boolean;
}

/** Goes through `start` (empty for the root) and the folders below it that are looked at. Throws when descriptors or memory are out. */
export async function walkFolders({ root, ignores }: WatchTarget, start: string, { enter, found }: Walk): Promise<void> {
  const waiting = [start];
  let steps = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (++steps % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
    if (!enter(path)) continue;
    const scan = scanFolder({ path: root }, path);
    if (scan === null || scan === "unreadable") continue;
    if (!found(path, scan)) return;
    for (const folder of scan.folders) if (!ignores(folder, true)) waiting.push(folder);
  }
}
