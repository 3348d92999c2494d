/** Where the git repository around a folder is, found without git: for its ignore files alone. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

export interface Enclosing {
  /** Top folder of the working tree. */
  top: string;
  /** The git directory of this working tree. */
  gitDir: string;
  /** The git directory that all working trees of the repository share. */
  commonDir: string;
}

/** Folders looked at on the way up. */
const DEPTH_MAX = 100;
/** A `.git` file holds one path. */
const POINTER_BYTES_MAX = 8_192;

/** The repository whose working tree holds `folder` (a real path); null when there is none. */
export function findRepository(folder: string): Enclosing | null {
  let top = folder;
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const gitDir = gitDirOf(top);
    if (gitDir !== null) return { top, gitDir, commonDir: commonDirOf(gitDir) };
    const parent = dirname(top);
    if (parent === top) break;
    top = parent;
  }
  return null;
}

/** The git directory of the working tree at `top`: `.git` itself, or where a `.git` file points (worktrees, submodules). */
function gitDirOf(top: string): string | null {
  const path = `${top}/.git`;
  let isFolder: boolean;
  try {
    isFolder = lstatSync(path).isDirectory();
  } catch {
    return null;
  }
  if (isFolder) return path;
  const pointer = readSmallFile(path, POINTER_BYTES_MAX)?.trim();
  return pointer?.startsWith("gitdir:") ? resolve(top, pointer.slice("gitdir:".length).trim()) : null;
}

function commonDirOf(gitDir: string): string {
  const pointer = readSmallFile(`${gitDir}/commondir`, POINTER_BYTES_MAX)?.trim();
  return pointer ? resolve(gitDir, pointer) : gitDir;
}

/** Text of a regular file of at most `bytesMax` bytes, by its absolute path; null for anything else. Does not follow a link. */
export function readSmallFile(path: string, bytesMax: number): string | null {
  let descriptor: number;
  try {
    // Most folders have none: an exception would cost ten times the look.
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return null;
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() && stats.size <= bytesMax ? readFileSync(descriptor, "utf8") : null;
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}
