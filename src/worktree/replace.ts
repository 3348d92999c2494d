/** Puts a new text in a file's place, whole or not at all. The only writer of a project's files. */

import { hash as digest, randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { isDiskFull } from "../base/error-codes.js";
import { baseName, folderOf } from "../base/paths.js";
import { readSource } from "./guard.js";
import { isInnerPath, type Root } from "./root.js";
import { sameStat, statOf } from "./stats.js";

export interface Replacement {
  /** git's blob id of what stands there; anything else is left alone. */
  hash: string;
  text: string;
  /** For tests of what an end in the middle leaves: called when the new file is complete, before it takes the place of the old. */
  beforeRename?: () => void;
}

/** Ending of files that are being written; sweeps leave them out. */
export const UNFINISHED_SUFFIX = ".lockstep-unfinished";
/** Larger files are never planned for. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** The text of a file that may be replaced, with its hash; or why it may not. */
export function readReplaceable(root: Root, path: string): { text: string; hash: string } | { refused: string } {
  const refused = obstacle(root, path);
  if (refused !== null) return { refused };
  const source = readSource(root, path, { fileBytes: FILE_BYTES_MAX, contents: true });
  if ("missing" in source) return { refused: "it is gone" };
  if ("problem" in source) return { refused: source.problem.message };
  return source.hash === null ? { refused: "it was not read" } : { text: source.text, hash: source.hash };
}

/**
 * Writes a file beside it with the same mode and owner, has it on disk, and renames it into place. Gives why it did not; then the
 * file is untouched. Whoever calls sees to it that nobody else of us writes meanwhile.
 */
export function replaceText(root: Root, path: string, { hash, text, beforeRename }: Replacement): string | null {
  const found = readReplaceable(root, path);
  if ("refused" in found) return found.refused;
  if (found.hash !== hash) return "it changed since it was judged";
  const place = `${root.path}/${path}`;
  const before = lstatSync(place);
  removeUnfinished(root, path);
  const unfinished = `${root.path}/${unfinishedPath(path)}`;
  try {
    writeNew(unfinished, text, before);
    beforeRename?.();
    if (!sameStat(statOf(lstatSync(place)), statOf(before))) throw new Error("it changed while it was written");
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { force: true });
    return reasonOf(error);
  }
  syncFolder(`${root.path}/${folderOf(path)}`);
  return null;
}

/** git's blob id of a text. */
export function blobIdOf(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return digest("sha1", Buffer.concat([Buffer.from(`blob ${bytes.length}\0`, "latin1"), bytes]));
}

/** Why the file at `path` is not one to replace; null when it is. */
function obstacle(root: Root, path: string): string | null {
  if (!isInnerPath(path)) return "not a path inside the project";
  const place = `${root.path}/${path}`;
  try {
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined) return "it is gone";
    if (stats.isSymbolicLink()) return "it is a symbolic link; fix the file it leads to";
    if (!stats.isFile()) return "it is no regular file";
    if (stats.nlink > 1) return "it has another name (a hard link), which would keep the old text";
    const folder = folderOf(path);
    const expected = folder === "" ? root.path : `${root.path}/${folder}`;
    if (realpathSync.native(expected) !== expected) return "it is reached through a symbolic link";
    accessSync(place, constants.W_OK);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "no permission to write it";
  if (isDiskFull(error)) return "the disk is full";
  return code === undefined ? message : `the system says ${code}`;
}

function unfinishedPath(path: string): string {
  const folder = folderOf(path);
  const name = `.${baseName(path)}.${process.pid}-${randomBytes(4).toString("hex")}${UNFINISHED_SUFFIX}`;
  return folder === "" ? name : `${folder}/${name}`;
}

/** What a run that was killed left beside the file. */
function removeUnfinished(root: Root, path: string): void {
  const folder = `${root.path}/${folderOf(path)}`;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`.${baseName(path)}.`) && name.endsWith(UNFINISHED_SUFFIX)) rmSync(`${folder}/${name}`, { force: true });
  }
}

function writeNew(place: string, text: string, { mode, uid, gid }: Stats): void {
  const descriptor = openSync(place, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    const made = fstatSync(descriptor);
    if (made.uid !== uid || made.gid !== gid) fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & 0o7777);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Not every file system knows how; then the rename is as safe as it makes it. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The new file is whole either way.
  }
}
