/** Tombstones of files and folders: when they went, and where to. */
import type { FileEvent } from "../../analysis/names/history-data.js";
import type { FileTombstone } from "../../analysis/names/history-view.js";
import { CHAIN_MAX, type NameIndex, renameConfidence } from "../../analysis/names/name-index.js";
import { piecesOf, textSimilarity } from "../../analysis/names/text-similarity.js";
import { extensionOf } from "../../base/paths.js";
import type { Git } from "../../worktree/git.js";
import { Recent } from "./recent.js";
import type { CommitChanges } from "./sides.js";
import type { WorkingChanges } from "./working.js";

/** How sure it is that a folder moved, when all of its files did, and when most did. */
const WHOLE_FOLDER = 0.95;
const MOST_OF_FOLDER = 0.85;
const FOLDER_SHARE = 0.8;
const FOLDER_FILES_MIN = 3;
/** A renamed file keeps at least so much more (percent) than every other file of the commit does. */
const AHEAD_MIN = 10;
/** Added files of one commit that a renamed file is compared with. */
const COMPARED_MAX = 100;
/** Renames of which is remembered whether they are unique. */
const REMEMBERED_MAX = 10_000;

export interface FileSources {
  git: Git;
  index(): NameIndex;
  changes: CommitChanges;
  working(): Promise<WorkingChanges>;
  exists(path: string): boolean;
}

type Successor = FileTombstone["successor"];

export interface FileTombstones {
  /** The tombstone of a file or folder; null for what lives, and for what was never here. */
  find(path: string): Promise<FileTombstone | null>;
  /** Where the file at `path` in `commit` (HEAD for null) is now; null when it is gone. */
  pathNow(path: string, commit: string | null): Promise<string | null>;
}

export function fileTombstones(sources: FileSources): FileTombstones {
  const { exists, index } = sources;
  const unique = new Recent<Promise<boolean>>(REMEMBERED_MAX);

  async function find(path: string): Promise<FileTombstone | null> {
    if (path === "" || exists(path)) return null;
    const working = await sources.working();
    if (working.gone.has(path)) return { path, died: NOW, successor: inWorkingTree(path, working) };
    const goneBelow = [...working.gone].filter((one) => one.startsWith(`${path}/`));
    if (goneBelow.length > 0) return { path, died: NOW, successor: folderInWorkingTree(path, goneBelow, working) };
    return inHistory(path, working);
  }

  async function inHistory(path: string, working: WorkingChanges): Promise<FileTombstone | null> {
    const event = index().fileDeaths(path)[0];
    const below = index().folderDeath(path);
    const asFolder = below !== null && (event === undefined || index().order(below.commit) < index().order(event.commit));
    if (asFolder) {
      return { path, died: { commit: below.commit, date: below.date }, successor: folderSuccessor(path) };
    }
    if (event === undefined) return null;
    return { path, died: { commit: event.commit, date: event.date }, successor: await fileSuccessor(event, working) };
  }

  async function fileSuccessor(event: FileEvent, working: WorkingChanges): Promise<Successor> {
    if (event.to === null || !(await isUnique(event))) return null;
    const end = index().liveEnd(event, (path) => exists(path) || working.renames.has(path));
    if (end === null || exists(end.path)) return end;
    const last = inWorkingTree(end.path, working);
    return last && { path: last.path, confidence: last.confidence * end.confidence };
  }

  /** Follows renames of the folder as a whole, each newer than the one before. */
  function folderSuccessor(folder: string): Successor {
    let current = folder;
    let confidence = 1;
    let before = Number.POSITIVE_INFINITY;
    for (let length = 0; length < CHAIN_MAX; length++) {
      const rename = index().folderRename(current);
      if (rename === null || index().order(rename.commit) >= before) return null;
      confidence *= rename.share === 1 ? WHOLE_FOLDER : MOST_OF_FOLDER;
      if (exists(rename.to)) return { path: rename.to, confidence };
      before = index().order(rename.commit);
      current = rename.to;
    }
    return null;
  }

  function isUnique(event: FileEvent): Promise<boolean> {
    const key = `${event.commit} ${event.path}`;
    const known = unique.get(key);
    if (known) return known;
    const answer = isAheadOfOthers(event, sources);
    unique.set(key, answer, 1);
    return answer;
  }

  async function pathNow(path: string, commit: string | null): Promise<string | null> {
    if (exists(path)) return path;
    const working = await sources.working();
    const renamed = working.renames.get(path);
    if (renamed) return renamed.to;
    const before = commit === null ? Number.NEGATIVE_INFINITY : index().order(commit);
    const event = index()
      .fileDeaths(path)
      .findLast((death) => index().order(death.commit) < before);
    return event ? ((await fileSuccessor(event, working))?.path ?? null) : null;
  }

  return { find, pathNow };
}

/** Not committed yet. */
const NOW = { commit: null, date: null } as const;

function inWorkingTree(path: string, { renames }: WorkingChanges): Successor {
  const rename = renames.get(path);
  return rename?.unique ? { path: rename.to, confidence: renameConfidence(rename.similarity) } : null;
}

function folderInWorkingTree(folder: string, gone: readonly string[], { renames }: WorkingChanges): Successor {
  const targets = new Map<string, number>();
  for (const path of gone) {
    const rest = path.slice(folder.length);
    const to = renames.get(path)?.to;
    if (to?.endsWith(rest)) targets.set(to.slice(0, -rest.length), (targets.get(to.slice(0, -rest.length)) ?? 0) + 1);
  }
  const [target, moved] = [...targets].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
  if (target === "" || moved < FOLDER_FILES_MIN || moved / gone.length < FOLDER_SHARE) return null;
  return { path: target, confidence: moved === gone.length ? WHOLE_FOLDER : MOST_OF_FOLDER };
}

/**
 * Whether no other file that the commit added keeps nearly as much of the old text. Files that git took for the new place of
 * another one are no rivals.
 */
async function isAheadOfOthers(event: FileEvent, { git, changes }: FileSources): Promise<boolean> {
  if (event.parent === null || event.to === null) return false;
  const entries = (await changes.entries(event.commit, event.parent)) ?? [];
  const own = entries.find((entry) => entry.path === event.path && entry.to === event.to);
  const { to } = event;
  const rivals = entries.filter(
    (entry) => entry.status === "A" && entry.new !== null && extensionOf(entry.path) === extensionOf(to),
  );
  if (rivals.length === 0) return true;
  if (!own?.old || !own.new || rivals.length > COMPARED_MAX) return false;
  const [before, after] = await Promise.all([git.readBlob(own.old), git.readBlob(own.new)]);
  if (before === null || after === null) return !rivals.some((rival) => rival.new === own.old);
  const pieces = piecesOf(before);
  const limit = textSimilarity(pieces, piecesOf(after)) - AHEAD_MIN;
  const texts = await Promise.all(rivals.map((rival) => git.readBlob(rival.new as string)));
  return !texts.some((text) => text !== null && textSimilarity(pieces, piecesOf(text)) >= limit);
}
