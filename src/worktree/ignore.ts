/** Which paths of a project are looked at. */
import { baseName, folderOf } from "../base/paths.js";
import { lastMatch, type Pattern, parsePattern, parsePatterns } from "../base/patterns.js";
import { readSmallFile } from "./guard.js";
import { UNFINISHED_SUFFIX } from "./replace.js";
import { findRepository } from "./repository.js";
import { isInnerPath, type Root } from "./root.js";

export interface IgnoreOptions {
  /** `watch.ignore` of the configuration: patterns as in an ignore file, counted from the root. */
  patterns: readonly string[];
  /** Text of the user's own ignore file, which every other one overrules; null or nothing leaves it out of account. */
  ofUser?: string | null;
}

/** The rules as they stood when they were first asked for; make a new one for each sweep, and when an ignore file changes. */
export interface Ignore {
  /** Whether git or lockstep leaves `path` out. It need not exist. A path below an ignored folder is ignored. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** Whether lockstep leaves `path` out even if git tracks it. */
  excludes(path: string, isDirectory: boolean): boolean;
}

/** Never looked at, unless a pattern of the configuration or of `.lockstepignore` takes one back (`!dist/`). */
export const DEFAULT_PATTERNS = ["node_modules/", "dist/", ".lockstep/", `*${UNFINISHED_SUFFIX}`];

/** Names of the files that say, anywhere in a project, which paths are left out. */
export const IGNORE_FILES: ReadonlySet<string> = new Set([".gitignore", ".lockstepignore"]);

/** An ignore file of more bytes is not read. */
export const IGNORE_BYTES_MAX = 256 * 1024;
/** Folders whose answer is kept; paths that do not exist may be asked for without end. */
const FOLDERS_MAX = 200_000;

/**
 * Reads the ignore files of `root` as they are needed: `.gitignore` at all levels, from the top of the repository on, and its
 * `info/exclude`; `.lockstepignore` at all levels below the root, after the defaults and `patterns`. A folder without git obeys
 * its `.gitignore` files all the same.
 */
export function createIgnore(root: Root, { patterns, ofUser = null }: IgnoreOptions): Ignore {
  const own = [...DEFAULT_PATTERNS, ...patterns].map(parsePattern).filter((pattern) => pattern !== null);
  const git = ruleStack(gitPlace(root, ofUser), ".gitignore");
  const lockstep = ruleStack({ folder: root.path, prefix: [], below: own }, ".lockstepignore");
  const excludes = (path: string, isDirectory: boolean) => !isInnerPath(path) || lockstep(path, isDirectory);
  return { excludes, ignores: (path, isDirectory) => excludes(path, isDirectory) || git(path, isDirectory) };
}

/** Where a stack of ignore files begins. */
interface Place {
  /** Absolute path of the folder whose ignore file is the first. */
  folder: string;
  /** Segments from there to the project's root. */
  prefix: string[];
  /** Rules that every file overrules. */
  below: Pattern[];
}

function gitPlace(root: Root, ofUser: string | null): Place {
  const found = findRepository(root.path);
  const least = ofUser === null ? [] : parsePatterns(ofUser);
  const alone = { folder: root.path, prefix: [], below: least };
  if (found === null) return alone;
  const exclude = readSmallFile(found.commonDir, "info/exclude", IGNORE_BYTES_MAX);
  const prefix = root.path
    .slice(found.top.length)
    .split("/")
    .filter((segment) => segment !== "");
  const place = { folder: found.top, prefix, below: exclude === null ? least : [...least, ...parsePatterns(exclude)] };
  // A project inside an ignored folder is no part of that repository: its rules would leave out all of it.
  return prefix.length > 0 && ruleStack({ ...place, prefix: [] }, ".gitignore")(prefix.join("/"), true) ? alone : place;
}

/** What decides about the entries of one folder. */
interface FolderRules {
  /** The folder itself is ignored, or one above it. */
  ignored: boolean;
  segments: readonly string[];
  /** Ignore files that say something, nearest first, each with the depth of its folder. */
  files: readonly { depth: number; patterns: readonly Pattern[] }[];
}

/** Makes the test of one kind of ignore file: the nearest file that says something of a path decides. */
function ruleStack({ folder, prefix, below }: Place, fileName: string): (path: string, isFolder: boolean) => boolean {
  const known = new Map<string, FolderRules>();
  const above = prefix.map((_, depth) => `${prefix.slice(0, depth).join("/")}/`);
  const start = prefix.length === 0 ? "" : `${prefix.join("/")}/`;

  function read(path: string): Pattern[] {
    const text = readSmallFile(folder, `${path}${fileName}`, IGNORE_BYTES_MAX);
    return text === null ? [] : parsePatterns(text);
  }

  function rootRules(): FolderRules {
    const files = [{ depth: 0, patterns: below }];
    for (const [depth, path] of [...above, start].entries()) {
      files.unshift({ depth, patterns: read(path === "/" ? "" : path) });
    }
    return { ignored: false, segments: prefix, files: files.filter(({ patterns }) => patterns.length > 0) };
  }

  function rulesOf(path: string): FolderRules {
    let rules = known.get(path);
    if (rules === undefined) {
      rules = path === "" ? rootRules() : innerRules(path);
      if (known.size < FOLDERS_MAX) known.set(path, rules);
    }
    return rules;
  }

  function innerRules(path: string): FolderRules {
    const parent = rulesOf(folderOf(path));
    const segments = [...parent.segments, baseName(path)];
    if (parent.ignored || isIgnored(parent, segments, true)) return { ignored: true, segments, files: [] };
    const patterns = read(`${start}${path}/`);
    const files = patterns.length === 0 ? parent.files : [{ depth: segments.length, patterns }, ...parent.files];
    return { ignored: false, segments, files };
  }

  return (path, isFolder) => {
    // What a folder itself says is of those within it; nothing is read of one that need not exist.
    const rules = rulesOf(path === "" ? "" : folderOf(path));
    if (rules.ignored || path === "") return rules.ignored;
    return rules.files.length > 0 && isIgnored(rules, [...rules.segments, baseName(path)], isFolder);
  };
}

function isIgnored({ files }: FolderRules, segments: readonly string[], isFolder: boolean): boolean {
  for (const { depth, patterns } of files) {
    const match = lastMatch(patterns, { segments, start: depth, end: segments.length }, isFolder);
    if (match) return !match.negated;
  }
  return false;
}
