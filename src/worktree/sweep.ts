/** Compares what is on disk with what is known of it. Hints may be lost or doubled; this is the truth. */
import type { Skipped } from "../analysis/model.js";
import { compareText } from "../base/order.js";
import { folderOf } from "../base/paths.js";
import { type ListOptions, listFiles, type Scan } from "./files.js";
import { scanFolder } from "./folders.js";
import type { Listing } from "./listing.js";
import { isRootPresent, type Root } from "./root.js";
import { type Entry, entryOf, type FileStat, isFolder, NS_PER_MS, sameStat, stepOf } from "./stats.js";

/** What an earlier pass knows of a file. */
export interface KnownFile {
  stat: FileStat;
  /** When it was read, epoch milliseconds, taken before its stat. */
  read_at: number;
}

export interface Sweep {
  /** Every file that is there. */
  stats: Map<string, FileStat>;
  /** Added, different, or read so soon after its change that a later one may not show; sorted. */
  changed: string[];
  /** Known and no longer there; sorted. */
  removed: string[];
  skipped: Skipped[];
  nested: string[];
  source: Listing["source"];
  /** So much went at once that a second sweep must say the same before it is believed. */
  mass_disappearance: boolean;
  /** The root is gone, or another folder stands in its place; then nothing is said of any file. */
  root_missing: boolean;
}

/** `lstat`s after which the event loop gets a turn. */
const BATCH = 1_000;

/** Compares the files below `root` with `known`. */
export async function sweep(root: Root, known: ReadonlyMap<string, KnownFile>, options: ListOptions): Promise<Sweep> {
  if (!isRootPresent(root)) return rootMissing();
  const kept = options.kept?.recall() ?? null;
  const scans = kept === null && options.gitList !== null ? new Map<string, Scan>() : null;
  // git takes longer to start than all the looking: it runs meanwhile.
  const [{ files, skipped, nested, unreadable, source }, entries] = await Promise.all([
    kept ?? listFiles(root, options, scans ?? new Map()),
    lookAtKnown(root, known, scans),
  ]);
  const result: Sweep = { ...rootMissing(), root_missing: false, skipped: [...skipped], nested, source };
  const paths = source === "walk" && options.gitList !== null ? withTracked(files, entries, options) : files;
  for (let at = 0; at < paths.length; at++) {
    const path = paths[at] as string;
    const entry = entries.get(path) ?? entryOf(root, path);
    if (entry) classify(path, entry, known.get(path), result);
    if (at % BATCH === BATCH - 1) await turn();
  }
  result.changed.sort(compareText);
  result.removed = [...known.keys()].filter((path) => !result.stats.has(path) && !liesIn(path, unreadable)).sort(compareText);
  result.mass_disappearance = isMass(result.removed.length, known.size);
  return isRootPresent(root) ? result : rootMissing();
}

function rootMissing(): Sweep {
  return {
    stats: new Map(),
    changed: [],
    removed: [],
    skipped: [],
    nested: [],
    source: "walk",
    mass_disappearance: false,
    root_missing: true,
  };
}

/** Looks at the known files, and, while git makes the list, at their folders. */
async function lookAtKnown(
  root: Root,
  known: ReadonlyMap<string, KnownFile>,
  scans: Map<string, Scan> | null,
): Promise<Map<string, Entry | null>> {
  const entries = new Map<string, Entry | null>();
  // The child process starts before this thread is busy.
  await turn();
  for (const path of known.keys()) {
    entries.set(path, entryOf(root, path));
    const folder = folderOf(path);
    if (scans && !scans.has(folder)) scans.set(folder, scanFolder(root, folder));
    if (entries.size % BATCH === 0) await turn();
  }
  return entries;
}

/** git failed this once: tracked files that its ignore rules name are still there, though walking passes them by. */
function withTracked(files: readonly string[], entries: ReadonlyMap<string, Entry | null>, { ignore }: ListOptions): string[] {
  const all = new Set(files);
  for (const [path, entry] of entries) if (entry && !ignore.excludes(path, false)) all.add(path);
  return [...all];
}

function classify(path: string, entry: Entry, known: KnownFile | undefined, result: Sweep): void {
  if (isFolder(entry)) return;
  if (entry.type !== "file" && entry.type !== "folder" && entry.type !== "unreadable") {
    result.skipped.push({ path, reason: `not_regular: a ${entry.type}` });
    return;
  }
  result.stats.set(path, entry.stat);
  if (known === undefined || !sameStat(known.stat, entry.stat) || isRacy(known)) result.changed.push(path);
}

/** Whether a change right after the read could have left every stat as it was: both times are then still those of the read. */
export function isRacy({ stat, read_at }: KnownFile): boolean {
  const step = stepOf(stat.mtime_ns);
  return read_at - stat.mtime_ns / NS_PER_MS < step && read_at - stat.ctime_ns / NS_PER_MS < step;
}

/** More than half, and more than a branch of a small project: an unmounted disk rather than an edit. */
function isMass(removed: number, known: number): boolean {
  return removed > 100 && removed > known / 2;
}

function liesIn(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === "" || path.startsWith(`${folder}/`));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
