/** The folder of a project, and which paths below it may be asked for. */
import { lstatSync, opendirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { isOutOfDescriptors } from "../base/error-codes.js";
import { LockstepError } from "../base/errors.js";

/** A folder by its real path; device and inode recognise it when another tree is put in its place. */
export interface Root {
  path: string;
  device: number;
  inode: number;
}

/** Opens the folder `dir`; a relative path counts from where this process stands. Throws DIR_MISSING, DIR_NOT_A_DIRECTORY, DIR_UNREADABLE. */
export function openRoot(dir: string): Root {
  const path = realPathOf(dir);
  const stats = statSync(path, { throwIfNoEntry: false });
  // Only a path that is no UTF-8 has a real path at which nothing is.
  if (!stats) throw new LockstepError("DIR_UNREADABLE", `The path of ${shown(dir)} is not UTF-8. Rename the folder that is not.`);
  if (!stats.isDirectory()) {
    throw new LockstepError(
      "DIR_NOT_A_DIRECTORY",
      `${shown(dir)} is not a folder. Name the folder of the project that holds it.`,
    );
  }
  try {
    // Done rather than asked for: `access` answers for the real user, which need not be the one that reads.
    opendirSync(path).closeSync();
    statSync(`${path}/.`);
  } catch (cause) {
    throw unreadable(dir, cause);
  }
  return { path, device: stats.dev, inode: stats.ino };
}

function realPathOf(dir: string): string {
  try {
    return realpathSync.native(dir);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ERR_INVALID_ARG_VALUE" || code === "ENAMETOOLONG") {
      const base = isAbsolute(dir) ? "" : `; a relative path counts from ${shown(".")}`;
      const message = `There is no folder ${shown(dir)}. Check the spelling${base}.`;
      throw new LockstepError("DIR_MISSING", message, { cause });
    }
    if (code === "ENOTDIR") {
      const message = `A part of ${shown(dir)} is a file, not a folder. Name the folder of the project.`;
      throw new LockstepError("DIR_NOT_A_DIRECTORY", message, { cause });
    }
    throw unreadable(dir, cause);
  }
}

function unreadable(dir: string, cause: unknown): LockstepError {
  const { code } = cause as NodeJS.ErrnoException;
  const advice = isOutOfDescriptors(cause)
    ? "No file descriptors are left: raise `ulimit -n`."
    : "Give yourself read and search permission, or name another folder.";
  const message = `${shown(dir)} cannot be read (${code}). ${advice}`;
  return new LockstepError("DIR_UNREADABLE", message, { cause });
}

/** An absolute path as a message shows it: quoted, nothing in it that a terminal would act on. */
function shown(dir: string): string {
  return JSON.stringify(dir.includes("\0") ? dir : resolve(dir));
}

/** Whether the folder is still where it was, and the same one. */
export function isRootPresent(root: Root): boolean {
  try {
    const stats = lstatSync(root.path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true && stats.dev === root.device && stats.ino === root.inode;
  } catch {
    return false;
  }
}

/** What Linux and macOS take as a path at most. */
const PATH_LENGTH_MAX = 4_096;

/** Whether `path` is one that a project may hold: relative, no NUL, no empty, `.`, `..` or `.git` segment. */
export function isInnerPath(path: string): boolean {
  if (path === "" || path.length > PATH_LENGTH_MAX || path.includes("\0")) return false;
  for (let start = 0; start <= path.length; ) {
    const slash = path.indexOf("/", start);
    const end = slash === -1 ? path.length : slash;
    if (!isInnerName(path, start, end)) return false;
    start = end + 1;
  }
  return true;
}

function isInnerName(path: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return false;
  if (path.charCodeAt(start) !== 46 || length > 4) return true;
  const name = path.slice(start, end);
  return name !== "." && name !== ".." && name.toLowerCase() !== ".git";
}
