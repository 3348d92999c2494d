/** What stands in the folders of a project, as far as a listing needs to know. */
import { isUtf8 } from "node:buffer";
import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { isInnerPath } from "./root.js";
import { type Folder, isAbsence } from "./stats.js";

export interface FolderScan {
  files: string[];
  folders: string[];
  /** What is neither a file, a folder nor a link, and names that are not UTF-8, with the reason. */
  odd: { path: string; reason: string }[];
  /** It holds a `.git` of its own. */
  isRepository: boolean;
}

/** Reads the folder at `path` (empty for the root). null when there is none, or a link stands there; "unreadable" when it may not be read. */
export function scanFolder(root: Folder, path: string): FolderScan | "unreadable" | null {
  const absolute = path === "" ? root.path : `${root.path}/${path}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
    if (path !== "" && !lstatSync(absolute).isDirectory()) return null;
  } catch (error) {
    return isAbsence(error) ? null : "unreadable";
  }
  return sort(entries, absolute, path === "" ? "" : `${path}/`);
}

function sort(entries: readonly Dirent[], absolute: string, prefix: string): FolderScan {
  const scan: FolderScan = { files: [], folders: [], odd: [], isRepository: false };
  let undecodable = false;
  for (const entry of entries) {
    if (entry.name.toLowerCase() === ".git") scan.isRepository ||= prefix !== "";
    // The replacement character: what stands in its place on disk is only told as bytes.
    else if (entry.name.includes("\ufffd")) undecodable = true;
    else addEntry(scan, entry, `${prefix}${composed(entry.name)}`);
  }
  if (undecodable) addUndecodable(scan, absolute, prefix);
  return scan;
}

/** macOS tells names decomposed on some file systems; everything else writes them composed. */
function composed(name: string): string {
  return process.platform === "darwin" ? name.normalize("NFC") : name;
}

function addEntry(scan: FolderScan, entry: Dirent<string> | Dirent<Buffer>, path: string): void {
  if (!isInnerPath(path)) scan.odd.push({ path, reason: "limit: the path is too long" });
  else if (entry.isDirectory()) scan.folders.push(path);
  else if (entry.isFile() || entry.isSymbolicLink()) scan.files.push(path);
  else scan.odd.push({ path, reason: `not_regular: ${typeOf(entry)}` });
}

function typeOf(entry: Dirent<string> | Dirent<Buffer>): string {
  if (entry.isFIFO()) return "a FIFO";
  return entry.isSocket() ? "a socket" : "a device";
}

/** Reads the folder once more as bytes, for the names that hold a replacement character. */
function addUndecodable(scan: FolderScan, absolute: string, prefix: string): void {
  for (const entry of readdirSync(absolute, { withFileTypes: true, encoding: "buffer" })) {
    const name = entry.name.toString("utf8");
    if (!name.includes("\ufffd")) continue;
    if (isUtf8(entry.name)) addEntry(scan, entry, `${prefix}${composed(name)}`);
    else scan.odd.push({ path: `${prefix}${shownName(entry.name)}`, reason: NAME_REASON });
  }
}

export const NAME_REASON = "encoding: the name is not UTF-8";

/** A name that is not UTF-8, for people: bytes above ASCII as `\xff`. */
export function shownName(name: Buffer): string {
  let text = "";
  for (const byte of name) text += byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
  return text;
}
