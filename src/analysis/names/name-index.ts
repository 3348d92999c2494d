/** What history says of names, indexed for asking. Holds no text and reads nothing; all answers follow from the events. */
import { baseName } from "../../base/paths.js";
import type {
  FileEvent,
  HistoryData,
  HistoryEvent,
  InnerEvent,
  ManifestEvent,
  MemberEvent,
  SymbolEvent,
} from "./history-data.js";
import { pageName } from "./pages.js";

/** Renames followed in a row; a longer chain has no end that can be told. */
export const CHAIN_MAX = 16;
/** A folder was renamed when this share of its files, and at least so many, moved below one new prefix in one commit. */
const FOLDER_SHARE = 0.8;
const FOLDER_FILES_MIN = 3;
/** How sure a file rename is, by git's similarity in percent. */
const CERTAINTY = [
  { similarity: 90, confidence: 0.99 },
  { similarity: 70, confidence: 0.95 },
  { similarity: 0, confidence: 0.85 },
] as const;

/** How sure a file rename of this similarity (percent) is. */
export function renameConfidence(similarity: number): number {
  return CERTAINTY.find((step) => similarity >= step.similarity)?.confidence ?? 0.85;
}

/** The last move of everything below a folder. */
export interface FolderRename {
  to: string;
  commit: string;
  parent: string | null;
  date: string;
  /** Share of the folder's files that moved there, in [0, 1]. */
  share: number;
}

/** Where a chain of renames ends now. */
export interface LiveEnd {
  path: string;
  confidence: number;
}

export interface NameIndex {
  readonly data: HistoryData;
  /** Deletions and renames of exactly this path, newest first. */
  fileDeaths(path: string): readonly FileEvent[];
  /** The newest event that took a file from below `folder`; null when none did. */
  folderDeath(folder: string): FileEvent | null;
  /** Where the files below `folder` went together the last time; null when they did not. */
  folderRename(folder: string): FolderRename | null;
  /** Follows the rename `event`, and later ones, to a path that is live; null when the trail ends. */
  liveEnd(event: FileEvent, isLive: (path: string) => boolean): LiveEnd | null;
  /** Files that lost a declaration of `name`, newest first. */
  symbolDeaths(name: string): readonly SymbolEvent[];
  /** Files that lost a line that may declare `name` below module level, newest first. */
  innerDeaths(name: string): readonly InnerEvent[];
  /** Files that lost what may have been a member `name` of a type, newest first. */
  memberDeaths(name: string): readonly MemberEvent[];
  /** Versions of the package.json that stands, or stood last, at `path`, newest first; renames are followed back. */
  manifestVersions(path: string): ManifestEvent[];
  /** The path that the file at `path` in HEAD had at the parent of `commit`; renames are followed back. */
  pathAt(path: string, commit: string): string;
  /** The paths that the file at `path` in HEAD had before it was renamed, newest first. */
  formerPaths(path: string): string[];
  /** Paths with the last segment `name` that history saw deleted or renamed, at either end; sorted. */
  basenames(name: string): string[];
  /** Dead paths of pages with the last segment `name` as routes of sites have it, sorted. */
  deadPages(name: string): string[];
  /** Rank of a commit: 0 is the newest with an event, Infinity one that has none. */
  order(commit: string): number;
  /** First parent of a commit that has an event; null for others and for a root. */
  parentOf(commit: string): string | null;
}

/** Builds the index; linear in the number of events but for one sort of the dead paths. */
export function buildNameIndex(data: HistoryData): NameIndex {
  const tables = indexEvents(data.events);
  const order = (commit: string) => tables.ranks.get(commit)?.rank ?? Number.POSITIVE_INFINITY;
  const rankOf = (event: HistoryEvent) => order(event.commit);
  const deathsBelow = prefixSearch(tables.deaths);
  /** Made when the first link of a site asks. */
  let pages: Map<string, string[]> | null = null;

  /** The rename that made the file at `path`, among events no newer than `from`. */
  const birth = (path: string, from: number): FileEvent | undefined =>
    tables.births.get(path)?.find((event) => rankOf(event) >= from);

  function liveEnd(event: FileEvent, isLive: (path: string) => boolean): LiveEnd | null {
    let step: FileEvent | undefined = event;
    let confidence = 1;
    for (let length = 0; length < CHAIN_MAX && step !== undefined && step.to !== null; length++) {
      const { to }: FileEvent = step;
      confidence *= renameConfidence(step.similarity ?? 0);
      if (isLive(to)) return { path: to, confidence };
      const before = rankOf(step);
      // Its first end after it was made; the list is newest first.
      step = tables.deaths.get(to)?.findLast((death) => rankOf(death) < before);
    }
    return null;
  }

  function folderRename(folder: string): FolderRename | null {
    const last = folderDeath(folder);
    if (last === null) return null;
    const together = deathsBelow(folder).filter((event) => event.commit === last.commit);
    const targets = new Map<string, number>();
    for (const { path, to } of together) {
      const rest = path.slice(folder.length);
      if (to?.endsWith(rest)) add(targets, to.slice(0, -rest.length));
    }
    const [target, moved] = [...targets].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
    if (target === "" || moved < FOLDER_FILES_MIN || moved / together.length < FOLDER_SHARE) return null;
    return { to: target, commit: last.commit, parent: last.parent, date: last.date, share: moved / together.length };
  }

  function folderDeath(folder: string): FileEvent | null {
    let newest: FileEvent | null = null;
    for (const event of deathsBelow(folder)) if (newest === null || rankOf(event) < rankOf(newest)) newest = event;
    return newest;
  }

  function manifestVersions(path: string): ManifestEvent[] {
    const versions: ManifestEvent[] = [];
    let current: string | undefined = path;
    for (let from = 0, length = 0; current !== undefined && length <= CHAIN_MAX; length++) {
      const made = birth(current, from);
      const until = made ? rankOf(made) : Number.POSITIVE_INFINITY;
      for (const event of tables.manifests.get(current) ?? []) {
        const rank = rankOf(event);
        if (rank >= from && rank <= until) versions.push(event);
      }
      from = until + 1;
      current = made?.path;
    }
    return versions;
  }

  function pathAt(path: string, commit: string): string {
    const target = order(commit);
    let current = path;
    for (let from = 0, length = 0; length <= CHAIN_MAX; length++) {
      const made = birth(current, from);
      if (made === undefined || rankOf(made) > target) return current;
      current = made.path;
      from = rankOf(made) + 1;
    }
    return current;
  }

  function formerPaths(path: string): string[] {
    const paths: string[] = [];
    let current = path;
    for (let from = 0; paths.length < CHAIN_MAX; ) {
      const made = birth(current, from);
      if (made === undefined) break;
      current = made.path;
      from = rankOf(made) + 1;
      paths.push(current);
    }
    return paths;
  }

  return {
    data,
    fileDeaths: (path) => tables.deaths.get(path) ?? [],
    folderDeath,
    folderRename,
    liveEnd,
    symbolDeaths: (name) => tables.symbols.get(name) ?? [],
    memberDeaths: (name) => tables.members.get(name) ?? [],
    innerDeaths: (name) => tables.inner.get(name) ?? [],
    manifestVersions,
    pathAt,
    formerPaths,
    basenames: (name) => [...(tables.baseNames.get(name) ?? [])].sort(),
    deadPages(name) {
      pages ??= pagesByName(tables.deaths.keys());
      return pages.get(name) ?? [];
    },
    order,
    parentOf: (commit) => tables.ranks.get(commit)?.parent ?? null,
  };
}

function pagesByName(paths: Iterable<string>): Map<string, string[]> {
  const pages = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const name = pageName(path);
    if (name === null) continue;
    const known = pages.get(name);
    if (known) known.push(path);
    else pages.set(name, [path]);
  }
  return pages;
}

interface Tables {
  ranks: Map<string, { rank: number; parent: string | null }>;
  /** File events by the path that ended. */
  deaths: Map<string, FileEvent[]>;
  /** Renames by the path that came about. */
  births: Map<string, FileEvent[]>;
  symbols: Map<string, SymbolEvent[]>;
  members: Map<string, MemberEvent[]>;
  inner: Map<string, InnerEvent[]>;
  manifests: Map<string, ManifestEvent[]>;
  baseNames: Map<string, Set<string>>;
}

function indexEvents(events: readonly HistoryEvent[]): Tables {
  const tables: Tables = {
    ranks: new Map(),
    deaths: new Map(),
    births: new Map(),
    symbols: new Map(),
    members: new Map(),
    inner: new Map(),
    manifests: new Map(),
    baseNames: new Map(),
  };
  for (const event of events) {
    if (!tables.ranks.has(event.commit)) tables.ranks.set(event.commit, { rank: tables.ranks.size, parent: event.parent });
    if (event.kind === "symbol") push(tables.symbols, event.name, event);
    else if (event.kind === "inner") push(tables.inner, event.name, event);
    else if (event.kind === "member") push(tables.members, event.name, event);
    else if (event.kind === "manifest") push(tables.manifests, event.path, event);
    else indexFile(tables, event);
  }
  return tables;
}

function indexFile(tables: Tables, event: FileEvent): void {
  push(tables.deaths, event.path, event);
  if (event.to !== null) push(tables.births, event.to, event);
  for (const path of event.to === null ? [event.path] : [event.path, event.to]) {
    const base = baseName(path);
    const paths = tables.baseNames.get(base);
    if (paths) paths.add(path);
    else tables.baseNames.set(base, new Set([path]));
  }
}

/** Finds the events of all paths below a folder; the paths are sorted at the first question. */
function prefixSearch(deaths: ReadonlyMap<string, FileEvent[]>): (folder: string) => FileEvent[] {
  let sorted: string[] | null = null;
  return (folder) => {
    sorted ??= [...deaths.keys()].sort();
    const prefix = `${folder}/`;
    const found: FileEvent[] = [];
    for (let at = lowerBound(sorted, prefix); at < sorted.length && (sorted[at] as string).startsWith(prefix); at++) {
      found.push(...(deaths.get(sorted[at] as string) ?? []));
    }
    return found;
  };
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function add(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
