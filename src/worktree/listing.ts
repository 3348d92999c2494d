/** What a project consists of at one moment, and what that was told by. */
import type { Skipped } from "../analysis/model.js";

export interface Listing {
  /** Paths of files and symbolic links. */
  files: string[];
  /** What is no file, or has a name that cannot be written, and why. */
  skipped: Skipped[];
  /** Folders that are repositories of their own (submodules too): nothing in them is read. */
  nested: string[];
  /** Folders that may not be read; what lies in them is not known. */
  unreadable: string[];
  source: "git" | "walk";
}

/** What a listing looked at, besides git's answer. */
export interface Looked {
  /** Every folder that was read, or could not be read, relative to the root; null when one went meanwhile. */
  folders: readonly string[] | null;
  /** Ignore files in these folders. */
  ignoreFiles: readonly string[];
}
