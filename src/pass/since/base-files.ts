/** The files of a commit, for a model to read as it reads a working tree. */
import type { Problem } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { ancestorsOf, folderOf, resolvePath } from "../../base/paths.js";
import type { Git, TreeFile } from "../../worktree/git.js";
import { type FileSource, type Source, textFault } from "../../worktree/guard.js";
import { kindOf } from "../../worktree/kinds.js";
import { NO_STAT } from "../../worktree/stats.js";
import type { KeptFile } from "../kept-file.js";

/** What git says of links. */
const LINK = "120000";
/** Blobs that are asked for at once. */
const BATCH = 256;

export interface BaseFiles {
  /** Files that are now as they were then, as they were read. */
  same: KeptFile[];
  /** The other files. */
  changed: string[];
  source: FileSource;
  /** Whether a file was there. */
  has(path: string): boolean;
  /** Text of a file; null for one that was not there, or is not read. */
  text(path: string): string | null;
}

interface Wanted {
  path: string;
  blob: string;
  alias?: string;
}

interface Now {
  /** The files as they were last read, and what they hold. */
  now: ReadonlyMap<string, KeptFile>;
  textNow(path: string): string | null;
  wanted(path: string): boolean;
}

/** Looks at the files of `commit` that are `wanted`, and reads those that `now` does not hold with the same content. */
export async function readBaseFiles(git: Git, commit: string, { now, textNow, wanted }: Now): Promise<BaseFiles> {
  const tree = await git.filesOf(commit);
  const same = new Map<string, KeptFile>();
  const sources = new Map<string, Source>();
  const asked: Wanted[] = [];
  const links = linkFollower(git, tree);
  for (const [path, file] of tree) {
    if (!wanted(path)) continue;
    const found = file.mode === LINK ? await links(path, file) : { blob: file.blob };
    if (found === "folder") continue;
    if (found === "outside") {
      sources.set(path, failed("outside_root", "leads out of the project"));
      continue;
    }
    const known = now.get(path);
    const kind = kindOf(path);
    if (known && isSame(known, found.blob)) same.set(path, known);
    else if (kind === "other") sources.set(path, { text: "", hash: null, stat: NO_STAT });
    if (kind !== "other" && !same.has(path)) asked.push({ path, ...found });
  }
  await readInto(sources, git, commit, asked);
  return {
    same: [...same.values()],
    changed: [...sources.keys()],
    source: {
      stat: (path) => (sources.has(path) ? NO_STAT : null),
      read: (path) => sources.get(path) ?? { missing: true },
    },
    has: (path) => same.has(path) || sources.has(path),
    text(path) {
      const source = sources.get(path);
      if (source === undefined) return same.has(path) ? textNow(path) : null;
      return "text" in source && kindOf(path) !== "other" ? source.text : null;
    },
  };
}

/** Claims that were left in the ledger may be those of another content by the time they are asked for. */
function isSame({ path, hash, problem, claims }: KeptFile, blob: string): boolean {
  return problem === null && claims !== null && (hash === blob || (hash === null && kindOf(path) === "other"));
}

async function readInto(sources: Map<string, Source>, git: Git, commit: string, asked: readonly Wanted[]): Promise<void> {
  for (let at = 0; at < asked.length; at += BATCH) {
    const batch = asked.slice(at, at + BATCH);
    const texts = await Promise.all(batch.map(({ blob }) => git.readBlob(blob)));
    for (const [i, wanted] of batch.entries()) {
      const text = texts[i] ?? null;
      if (text === null && git.partial) throw incomplete(commit);
      sources.set(wanted.path, toSource(wanted, text));
    }
  }
}

function incomplete(commit: string): LockstepError {
  const advice = "Fetch it: `git fetch --refetch --no-filter`, or clone without `--filter`.";
  return new LockstepError("USAGE", `The clone lacks file contents of ${commit.slice(0, 12)} (a partial clone). ${advice}`);
}

function toSource({ path, blob, alias }: Wanted, text: string | null): Source {
  if (text === null) return failed("unreadable", "no text, or too large");
  const fault = textFault(path, text);
  if (fault !== null) return failed(fault.problem, fault.message);
  return { text, hash: blob, stat: NO_STAT, ...(alias === undefined ? {} : { alias }) };
}

function failed(reason: Problem["reason"], message: string): Source {
  return { problem: { reason, message }, stat: NO_STAT };
}

/** Tells where a link of the commit leads: to the content of a file, to a folder, or to nothing that is read. */
function linkFollower(git: Git, tree: ReadonlyMap<string, TreeFile>) {
  let folders: Set<string> | null = null;
  return async (path: string, link: TreeFile): Promise<{ blob: string; alias: string } | "folder" | "outside"> => {
    const written = await git.readBlob(link.blob);
    const target = written === null || written.startsWith("/") ? null : resolvePath(folderOf(path), written);
    if (target === null) return "outside";
    const file = tree.get(target);
    if (file) return file.mode === LINK ? "outside" : { blob: file.blob, alias: target };
    folders ??= new Set([...tree.keys()].flatMap(ancestorsOf));
    return folders.has(target) ? "folder" : "outside";
  };
}
