/** Where the git repository around a folder is, found without git: for its ignore files alone. */
import { lstatSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readSmallFile } from "./guard.js";

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
  const pointer = readSmallFile(top, ".git", POINTER_BYTES_MAX)?.trim();
  return pointer?.startsWith("gitdir:") ? resolve(top, pointer.slice("gitdir:".length).trim()) : null;
}

function commonDirOf(gitDir: string): string {
  const pointer = readSmallFile(gitDir, "commondir", POINTER_BYTES_MAX)?.trim();
  return pointer ? resolve(gitDir, pointer) : gitDir;
}
