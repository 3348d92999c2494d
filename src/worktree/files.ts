/** The list of a project's files: from git where there is git, else by walking. Both name the same files of the same tree. */
import { isUtf8 } from "node:buffer";
import type { Skipped } from "../analysis/model.js";
import { baseName, folderOf } from "../base/paths.js";
import { type FolderScan, NAME_REASON, scanFolder, shownName } from "./folders.js";
import type { GitList } from "./git-files.js";
import { IGNORE_FILES, type Ignore } from "./ignore.js";
import type { KeptListing } from "./kept-listing.js";
import type { Listing, Looked } from "./listing.js";
import type { Root } from "./root.js";

export interface ListOptions {
  ignore: Ignore;
  /** Asks git; null when the project has none. An answer of null, or without a file, makes the list by walking. */
  gitList: GitList | null;
  /** Where a list that git made is kept for the next sweep. */
  kept?: KeptListing | null;
  /** Files listed at most; the rest is left out, and said so. */
  filesMax: number;
}

/** Entries after which the event loop gets a turn. */
const BATCH = 1_000;

/** Lists the files below `root`. `scans` may hold folders that were just read. */
export async function listFiles(root: Root, options: ListOptions, scans = new Map<string, Scan>()): Promise<Listing> {
  const since = Date.now();
  const asked = options.gitList === null ? null : await options.gitList();
  const collector = new Collector(root, options, scans);
  if (asked === null || asked.length === 0) return collector.walk();
  const listing = await collector.fromGit(asked);
  await options.kept?.keep(listing, collector.looked(), since);
  return listing;
}

/** What `scanFolder` says of one folder. */
export type Scan = FolderScan | "unreadable" | null;

interface Wanted {
  file(path: string): boolean;
  folder(path: string): boolean;
}

class Collector {
  private readonly files = new Set<string>();
  private readonly skipped: Skipped[] = [];
  private readonly nested: string[] = [];
  private readonly unreadable: string[] = [];
  private readonly folders: string[] = [];
  private readonly ignoreFiles: string[] = [];
  private isMoving = false;
  private leftOut = 0;
  private steps = 0;

  constructor(
    private readonly root: Root,
    private readonly options: ListOptions,
    private readonly scans: Map<string, Scan>,
  ) {}

  async walk(): Promise<Listing> {
    const { ignore } = this.options;
    await this.visit({ file: (path) => !ignore.ignores(path, false), folder: (path) => !ignore.ignores(path, true) });
    return this.listing("walk");
  }

  /** Takes the files that git names and that are there; on the way finds what git does not name because it is no file. */
  async fromGit(list: Buffer): Promise<Listing> {
    const { ignore } = this.options;
    const files = new Set<string>();
    const folders = new Set<string>();
    for (const path of this.decode(list)) {
      if (path.endsWith("/") || ignore.excludes(path, false)) continue;
      files.add(path);
      for (let folder = folderOf(path); folder !== "" && !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
      await this.breathe();
    }
    await this.visit({ file: (path) => files.has(path), folder: (path) => folders.has(path) || !ignore.ignores(path, true) });
    return this.listing("git");
  }

  looked(): Looked {
    return { folders: this.isMoving ? null : this.folders, ignoreFiles: this.ignoreFiles };
  }

  /** Goes through all folders that are wanted, but into no link and into no repository inside this one. */
  private async visit(wanted: Wanted): Promise<void> {
    const waiting = [""];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      await this.breathe();
      const scan = this.scans.get(folder) ?? scanFolder(this.root, folder);
      this.folders.push(folder);
      if (scan === null) this.isMoving = true;
      else if (scan === "unreadable") this.addUnreadable(folder);
      else if (scan.isRepository) this.nested.push(folder);
      else {
        for (const path of scan.files) {
          if (wanted.file(path)) this.add(path);
          if (IGNORE_FILES.has(baseName(path))) this.ignoreFiles.push(path);
        }
        for (const odd of scan.odd) if (!this.options.ignore.ignores(odd.path, false)) this.skipped.push(odd);
        for (const path of scan.folders) if (wanted.folder(path)) waiting.push(path);
      }
    }
  }

  private addUnreadable(folder: string): void {
    this.unreadable.push(folder);
    this.skipped.push({ path: folder === "" ? "." : folder, reason: "unreadable: no permission for this folder" });
  }

  private add(path: string): void {
    if (this.files.size < this.options.filesMax) this.files.add(path);
    else if (!this.files.has(path)) this.leftOut++;
  }

  private decode(list: Buffer): string[] {
    const text = list.toString("utf8");
    const paths = text.split("\0");
    paths.pop();
    if (!text.includes("\ufffd")) return paths;
    return splitBytes(list).flatMap((name) => {
      if (isUtf8(name)) return [name.toString("utf8")];
      this.skipped.push({ path: shownName(name), reason: NAME_REASON });
      return [];
    });
  }

  private listing(source: Listing["source"]): Listing {
    const { files, skipped, nested, unreadable, leftOut } = this;
    if (leftOut > 0) {
      const reason = `limit: ${leftOut} more files than the ${this.options.filesMax} of limits.files`;
      skipped.push({ path: ".", reason });
    }
    return { files: [...files], skipped: distinct(skipped), nested, unreadable, source };
  }

  private async breathe(): Promise<void> {
    if (++this.steps % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function splitBytes(list: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let start = 0, end = list.indexOf(0); end !== -1; start = end + 1, end = list.indexOf(0, start)) {
    names.push(list.subarray(start, end));
  }
  return names;
}

/** A name that is not UTF-8 may be told by git and by its folder. */
function distinct(skipped: readonly Skipped[]): Skipped[] {
  return [...new Map(skipped.map((one) => [one.path, one])).values()];
}
