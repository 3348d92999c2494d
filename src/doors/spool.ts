/** The spool: what git hooks noted while a daemon ran, or none. Its content is data; nothing of it is run, or used as a path. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, renameSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { HINT_HOOKS, MAIN_SPOOL, SPOOL_FOLDER } from "../worktree/git-hooks/script.js";
import type { Enclosing } from "../worktree/repository.js";

/** What was in a spool. `overflow`: more than is read. */
export interface SpoolContent {
  lines: number;
  malformed: number;
  overflow: boolean;
}

/** A spool of more bytes is not read: one look at everything costs less. */
export const SPOOL_BYTES_MAX = 1024 * 1024;
/** Hooks write shorter lines, in one piece each. */
const LINE_BYTES_MAX = 511;
const REVISION = "(?:-|[0-9a-f]{4,64})";
const LINE = new RegExp(`^\\d{1,12} (?:${HINT_HOOKS.join("|")}) ${REVISION} ${REVISION} [-a-z0-9]{1,16}$`);

/** Path of the spool of a working tree. */
export function spoolOf({ gitDir, commonDir }: Enclosing): string {
  return join(commonDir, SPOOL_FOLDER, gitDir === commonDir ? MAIN_SPOOL : basename(gitDir));
}

/**
 * Takes what is in the spool at `path` and hands it to `use`, before it is gone for good: a process that ends in between finds it
 * again. Gives why it cannot be taken; null when it was, or when there is none.
 */
export function takeSpool(path: string, use: (content: SpoolContent) => void): string | null {
  const reading = `${path}.reading`;
  try {
    const refused = notOurs(path) ?? takeOne(reading, use);
    if (refused !== null || !isThere(path)) return refused;
    const strange = strangeness(path);
    if (strange !== null) return strange;
    renameSync(path, reading);
    return takeOne(reading, use);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === "ENOENT" ? null : `it cannot be taken (${code})`;
  }
}

/** Why the folder of the spool is none that hooks of ours write to; null when it is one, or not there. */
function notOurs(path: string): string | null {
  for (const folder of [join(path, "../.."), join(path, "..")]) {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) return "its folder is no folder of git's own";
  }
  return null;
}

function takeOne(path: string, use: (content: SpoolContent) => void): string | null {
  if (!isThere(path)) return null;
  const strange = strangeness(path);
  if (strange !== null) return strange;
  const content = readSpool(path);
  if (content === null) return "it is no regular file";
  use(content);
  unlinkSync(path);
  return null;
}

/** null when what stands there now is no regular file. */
function readSpool(path: string): SpoolContent | null {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return null;
    if (stats.size > SPOOL_BYTES_MAX) return { lines: 0, malformed: 0, overflow: true };
    const buffer = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(file, buffer, length, buffer.length - length, length);
    return contentOf(buffer.subarray(0, length).toString("latin1"));
  } finally {
    closeSync(file);
  }
}

/** What hooks wrote ends with a line end; what does not was cut. */
function contentOf(text: string): SpoolContent {
  const lines = text.split("\n");
  const cut = lines.pop() === "" ? 0 : 1;
  const good = lines.filter((line) => line.length < LINE_BYTES_MAX && LINE.test(line)).length;
  return { lines: good, malformed: lines.length - good + cut, overflow: false };
}

function strangeness(path: string): string | null {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return "it is a symbolic link";
  return stats.isFile() ? null : "it is no regular file";
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
