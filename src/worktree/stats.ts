/** What the operating system says of one path, without opening it. */
import { lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { isInnerPath, type Root } from "./root.js";

/** What a change of a file changes. Times are nanoseconds since 1970, as far as a double holds them (to 256 ns in this century). */
export interface FileStat {
  size: number;
  mtime_ns: number;
  ctime_ns: number;
  inode: number;
}

/** Stat of a file that exists, as a listing says, but that may not be looked at. */
export const NO_STAT: Readonly<FileStat> = { size: 0, mtime_ns: 0, ctime_ns: 0, inode: 0 };

export type EntryType = "file" | "folder" | "FIFO" | "socket" | "device" | "unreadable";

/** A folder by its real path. */
export type Folder = Pick<Root, "path">;

/** What stands at a path. */
export interface Entry {
  type: EntryType;
  stat: FileStat;
  /** With the inode, recognises it once it is open. */
  device: number;
  /** Where a symbolic link leads; null when it is none. */
  link: Link | null;
}

/** Where a symbolic link leads: a path inside the root, or why it leads to nothing that is read. */
export type Link = { target: string } | { problem: "outside_root" | "unreadable"; message: string };

/**
 * Looks at `path` below `root`. A symbolic link to something inside the root is described by what it leads to, so that its stat
 * changes when the target does; any other link by itself. null when nothing is there. Throws when the process is out of descriptors
 * or memory.
 */
export function entryOf(root: Folder, path: string): Entry | null {
  let stats: Stats | undefined;
  try {
    stats = lstatSync(`${root.path}/${path}`, { throwIfNoEntry: false });
  } catch (error) {
    if (isAbsence(error)) return null;
    return { type: "unreadable", stat: NO_STAT, device: 0, link: null };
  }
  if (stats === undefined) return null;
  return stats.isSymbolicLink() ? linkEntry(root, path, stats) : entryFrom(stats, null);
}

/** Whether the entry is a folder itself; a symbolic link to one is a file of its project. */
export function isFolder({ type, link }: Entry): boolean {
  return type === "folder" && link === null;
}

function linkEntry(root: Folder, path: string, own: Stats): Entry {
  const link = followLink(root, path);
  if ("target" in link) {
    try {
      const target = statSync(`${root.path}/${link.target}`, { throwIfNoEntry: false });
      if (target) return entryFrom(target, link);
    } catch {
      // It went between two looks: the link itself is what is left.
    }
  }
  return { ...entryFrom(own, link), type: "file" };
}

function followLink(root: Folder, path: string): Link {
  let real: string;
  try {
    real = realpathSync.native(`${root.path}/${path}`);
  } catch (error) {
    const loop = (error as NodeJS.ErrnoException).code === "ELOOP";
    return { problem: "unreadable", message: loop ? "a symbolic link that leads back to itself" : "a symbolic link to nothing" };
  }
  const target = insideOf(root, real);
  if (target === null || !isInnerPath(target)) return { problem: "outside_root", message: "a symbolic link out of the project" };
  return { target };
}

/** `real` relative to the root; null when it is not below it. */
export function insideOf(root: Folder, real: string): string | null {
  const prefix = root.path === "/" ? "/" : `${root.path}/`;
  return real.startsWith(prefix) ? real.slice(prefix.length) : null;
}

function entryFrom(stats: Stats, link: Link | null): Entry {
  return { type: typeOf(stats), stat: statOf(stats), device: stats.dev, link };
}

/** Plain numbers: big integers would hold no more once they are stored, and cost a tenth of a sweep. */
export function statOf({ size, mtimeMs, ctimeMs, ino }: Stats): FileStat {
  return { size, mtime_ns: Math.round(mtimeMs * NS_PER_MS), ctime_ns: Math.round(ctimeMs * NS_PER_MS), inode: ino };
}

export const NS_PER_MS = 1e6;

/** Times of files move in steps: of the kernel's clock (4 ms, 10 ms on some), of a second on file systems that keep whole ones. */
const STEP_MS = 50;
const COARSE_STEP_MS = 2_000;

/** Milliseconds within which two changes may leave the same time, where `time_ns` is one of those times. */
export function stepOf(time_ns: number): number {
  return time_ns % 1e9 === 0 ? COARSE_STEP_MS : STEP_MS;
}

function typeOf(stats: Stats): EntryType {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  if (stats.isFIFO()) return "FIFO";
  return stats.isSocket() ? "socket" : "device";
}

/** Whether two stats say that nothing changed between them. */
export function sameStat(a: FileStat, b: FileStat): boolean {
  return a.mtime_ns === b.mtime_ns && a.ctime_ns === b.ctime_ns && a.size === b.size && a.inode === b.inode;
}

/** Whether the error means that nothing is there. Rethrows what is no property of the file: no descriptors, no memory. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EMFILE" || code === "ENFILE" || code === "ENOMEM") throw error;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "EINVAL";
}
