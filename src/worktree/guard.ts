/** The only opener of a project's files. Whatever a repository holds, no byte from outside its root is read, and nothing blocks. */
import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { Problem } from "../analysis/model.js";
import { kindOf } from "./kinds.js";
import { isInnerPath, type Root } from "./root.js";
import { type Entry, entryOf, type FileStat, type Folder, insideOf, isAbsence, isFolder, NO_STAT, statOf } from "./stats.js";

export { openRoot, type Root } from "./root.js";
export type { FileStat } from "./stats.js";

export interface ReadLimits {
  /** Bytes of the largest file that is read. */
  fileBytes: number;
  /** false: the file counts by its name only and is not opened. */
  contents: boolean;
}

/** A file as it was read. */
export interface SourceFile {
  /** Empty when contents were not asked for. */
  text: string;
  /** git's blob id: SHA-1 of `blob <bytes>\0` and the bytes. null when contents were not asked for. */
  hash: string | null;
  stat: FileStat;
  /** For a symbolic link, the path inside the root whose content this is. */
  alias?: string;
}

/** What reading a file gives; `missing` also for a folder, and for what lies behind a linked folder. */
export type Source = SourceFile | { problem: Problem; stat: FileStat } | { missing: true };

/** A line that is longer was written by a program. */
export const LINE_LENGTH_MAX = 20_000;
/** A text that holds a NUL holds one early. */
const NUL_SEARCH_BYTES = 8_192;
/** A file that is replaced each time it is opened is given up after this many times. */
const ATTEMPTS_MAX = 3;

const CHANGED = Symbol("changed");

/** The files of a project, as a model asks for them. */
export interface FileSource {
  /** Stat of the file at `path` as `read` would give it; null when there is none. */
  stat(path: string): FileStat | null;
  read(path: string, limits: ReadLimits): Source;
}

/** The files of the working tree. */
export function workingFiles(root: Root): FileSource {
  return { stat: (path) => lstatFile(root, path), read: (path, limits) => readSource(root, path, limits) };
}

/** Stat of the file at `path` as `readSource` would give it; null when there is none. */
export function lstatFile(root: Root, path: string): FileStat | null {
  const entry = isInnerPath(path) ? entryOf(root, path) : null;
  return entry === null || isFolder(entry) ? null : entry.stat;
}

/**
 * Reads the file at `path` below `root`; a symbolic link is read through its target when that is inside the root. Never throws on
 * what a repository holds; throws when the process is out of descriptors or memory, for that says nothing of the file.
 */
export function readSource(root: Root, path: string, limits: ReadLimits): Source {
  if (!isInnerPath(path)) return failed("outside_root", "not a path inside the project", NO_STAT);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const source = readOnce(root, path, limits);
    if (source !== CHANGED) return source;
  }
  return failed("unreadable", "replaced again and again while it was read", NO_STAT);
}

/**
 * Text of a regular file of at most `bytesMax` bytes at `path` below the folder `folder`, such as an ignore file or one of git's own;
 * null for anything else. No link is followed, neither the file's nor one of a folder on the way. Throws as `readSource` does.
 */
export function readSmallFile(folder: string, path: string, bytesMax: number): string | null {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const text = readSmallOnce(folder, path, bytesMax);
    if (text !== CHANGED) return text;
  }
  return null;
}

function readSmallOnce(folder: string, path: string, bytesMax: number): string | null | typeof CHANGED {
  // Most folders have none: nothing else is asked then.
  const entry = entryOf({ path: folder }, path);
  if (entry === null || entry.link !== null || entry.type !== "file" || entry.stat.size > bytesMax) return null;
  const bytes = readBytes({ path: realpathSync.native(folder) }, path, entry);
  if (bytes === CHANGED) return CHANGED;
  return bytes === null || "problem" in bytes ? null : buffer.subarray(bytes.start, bytes.end).toString("utf8");
}

function readOnce(root: Root, path: string, { fileBytes, contents }: ReadLimits): Source | typeof CHANGED {
  const entry = entryOf(root, path);
  if (entry === null) return { missing: true };
  const { link, type, stat } = entry;
  if (type === "unreadable") return failed("unreadable", "no permission", stat);
  if (isFolder(entry)) return { missing: true };
  if (type !== "file" && type !== "folder") return failed("not_regular", `a ${type}`, stat);
  if (!contents) return { text: "", hash: null, stat };
  if (type === "folder") return failed("not_regular", "a symbolic link to a folder", stat);
  if (link && "problem" in link) return failed(link.problem, link.message, stat);
  if (stat.size > fileBytes) return failed("too_large", `${stat.size} bytes, the limit is ${fileBytes}`, stat);
  const target = link ? link.target : path;
  const bytes = readBytes(root, target, entry);
  if (bytes === CHANGED) return CHANGED;
  if (bytes === null) return { missing: true };
  if ("problem" in bytes) return failed(bytes.problem, bytes.message, stat);
  const text = textOf(path, bytes);
  if ("problem" in text) return failed(text.problem, text.message, bytes.stat);
  return link ? { ...text, stat: bytes.stat, alias: target } : { stat: bytes.stat, ...text };
}

function failed(reason: Problem["reason"], message: string, stat: FileStat): Source {
  return { problem: { reason, message }, stat };
}

type Failure = { problem: Problem["reason"]; message: string };

/** Bytes of one file, in the scratch buffer from `start` to `end`. */
interface Bytes {
  start: number;
  end: number;
  stat: FileStat;
}

/** Opens, checks that it is the file that was looked at, and reads. null when the path leads elsewhere than it says. */
function readBytes(root: Folder, path: string, entry: Entry): Bytes | Failure | typeof CHANGED | null {
  let descriptor: number;
  try {
    // Not blocking: a FIFO put in the file's place in between would keep the thread for good.
    descriptor = openSync(`${root.path}/${path}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsence(error) || (error as NodeJS.ErrnoException).code === "ELOOP") return CHANGED;
    return { problem: "unreadable", message: reasonOf(error) };
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.ino !== entry.stat.inode || stats.dev !== entry.device) return CHANGED;
    if (stats.size > entry.stat.size) return CHANGED;
    const place = placeOf(root, path, descriptor, entry);
    if (place === "elsewhere") return null;
    if (place !== "here") return place;
    const stat = statOf(stats);
    return { stat, ...readAll(descriptor, stat.size) };
  } catch (error) {
    if (isAbsence(error)) return CHANGED;
    return { problem: "unreadable", message: reasonOf(error) };
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM" ? "no permission" : `the system says ${code ?? "nothing"}`;
}

/** Whether the open file really is at `path` below the root: no folder above it may be a link, by then or in the meantime. */
function placeOf(root: Folder, path: string, descriptor: number, entry: Entry): "here" | "elsewhere" | typeof CHANGED | Failure {
  const outside: Failure = { problem: "outside_root", message: "reached through a folder that leads out of the project" };
  const expected = root.path === "/" ? `/${path}` : `${root.path}/${path}`;
  const real = realPathOf(descriptor) ?? checkedPath(expected, entry);
  if (real === expected) return "here";
  const folder = dirname(expected);
  // Removed or renamed since it was looked at; only a linked folder keeps leading elsewhere.
  if (real === null || realpathSync.native(folder) === folder) return CHANGED;
  return insideOf(root, real) === null ? outside : "elsewhere";
}

/** Linux tells where an open file is; null where it is not told. */
function realPathOf(descriptor: number): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null;
  }
}

/** Where it is not told: the real path of its folder, if the file there is the one that was opened. */
export function checkedPath(expected: string, { device, stat }: Pick<Entry, "device" | "stat">): string | null {
  const folder = realpathSync.native(dirname(expected));
  const real = `${folder === "/" ? "" : folder}${expected.slice(expected.lastIndexOf("/"))}`;
  const stats = lstatSync(real, { throwIfNoEntry: false });
  return stats !== undefined && stats.ino === stat.inode && stats.dev === device ? real : null;
}

/** Room before the content for the head that git's blob id counts in: `blob `, at most 16 digits, NUL. */
const HEAD_BYTES = 32;
/** A larger buffer is not kept for the next file. */
const SCRATCH_BYTES_MAX = 2 * 1024 * 1024;
let scratch = Buffer.allocUnsafe(64 * 1024);
let buffer = scratch;

/** Reads `size` bytes, fewer if the file has become shorter, into the scratch buffer. */
function readAll(descriptor: number, size: number): { start: number; end: number } {
  const needed = HEAD_BYTES + size;
  if (needed > scratch.length && needed <= SCRATCH_BYTES_MAX)
    scratch = Buffer.allocUnsafe(Math.min(needed * 2, SCRATCH_BYTES_MAX));
  buffer = needed <= scratch.length ? scratch : Buffer.allocUnsafe(needed);
  let end = HEAD_BYTES;
  while (end < needed) {
    const count = readSync(descriptor, buffer, end, needed - end, null);
    if (count === 0) break;
    end += count;
  }
  return { start: HEAD_BYTES, end };
}

function textOf(path: string, { start, end }: Bytes): { text: string; hash: string } | Failure {
  const bytes = buffer.subarray(start, end);
  if (bytes.subarray(0, NUL_SEARCH_BYTES).includes(0))
    return { problem: "encoding", message: "holds NUL bytes, so it is no text" };
  if (!isUtf8(bytes)) return { problem: "encoding", message: "not valid UTF-8" };
  const text = bytes.toString("utf8");
  return textFault(path, text) ?? { text, hash: blobId(start, end) };
}

/** Why a file that holds this text is not read; null when it is. */
export function textFault(path: string, text: string): Failure | null {
  if (text.slice(0, NUL_SEARCH_BYTES).includes("\0"))
    return { problem: "encoding", message: "holds NUL bytes, so it is no text" };
  const long = text.length > LINE_LENGTH_MAX && isParsed(path) ? longLine(text) : null;
  return long === null ? null : { problem: "minified", message: `line ${long} has more than ${LINE_LENGTH_MAX} characters` };
}

function isParsed(path: string): boolean {
  const kind = kindOf(path);
  return kind === "code" || kind === "document";
}

/** Number of the first line that is too long; null when there is none. */
function longLine(text: string): number | null {
  for (let start = 0; text.length - start > LINE_LENGTH_MAX; ) {
    const newline = text.lastIndexOf("\n", start + LINE_LENGTH_MAX);
    if (newline < start) return text.slice(0, start).split("\n").length;
    start = newline + 1;
  }
  return null;
}

function blobId(start: number, end: number): string {
  const head = `blob ${end - start}\0`;
  buffer.write(head, start - head.length, "latin1");
  return hash("sha1", buffer.subarray(start - head.length, end));
}
