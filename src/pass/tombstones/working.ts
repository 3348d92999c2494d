/** How the working tree differs from HEAD: what is not committed yet. */
import { createHash } from "node:crypto";
import { type Inner, innerOf } from "../../analysis/names/inner.js";
import { declaredMembersOf } from "../../analysis/names/member-scanner.js";
import { declaredNamesOf } from "../../analysis/names/scanner.js";
import { type Pieces, piecesOf, textSimilarity } from "../../analysis/names/text-similarity.js";
import { compareText } from "../../base/order.js";
import { baseName, extensionOf } from "../../base/paths.js";
import type { Git } from "../../worktree/git.js";
import { kindOf } from "../../worktree/kinds.js";
import type { ChangedFile, Side, TextReaders } from "./sides.js";

/** The project's files as they are now. */
export interface WorkingTree {
  /** Every file that is looked at, with git's blob id of what was read; null when it was not read. */
  files(): Iterable<{ path: string; hash: string | null }>;
  /** Whether a file is on disk at `path`, looked at or not. */
  hasFile(path: string): boolean;
  /** Whether the folder holds any file that is looked at; to git, and to readers, an empty one is not there. */
  hasFolder(path: string): boolean;
  /** Text of a file; null when it is gone or cannot be read. */
  text(path: string): string | null;
}

/** A file of HEAD that is gone, and the file that took it over. */
export interface WorkingRename {
  to: string;
  /** Percent of the text that was kept. */
  similarity: number;
  /** No other new file keeps nearly as much. */
  unique: boolean;
}

export interface WorkingChanges {
  /** Path → blob id in HEAD. */
  head: ReadonlyMap<string, string>;
  gone: ReadonlySet<string>;
  renames: ReadonlyMap<string, WorkingRename>;
  /** Code files that differ, are gone, or are new. */
  code: ChangedFile[];
  /** Names that a file of `code` declared in HEAD and declares no longer, with the paths of those files in HEAD. */
  lost: ReadonlyMap<string, readonly string[]>;
  /** The same for what their lines may declare as members of types. */
  lostMembers: ReadonlyMap<string, readonly string[]>;
}

/** Files on either side among which renames are sought by their text. */
const GONE_MAX = 200;
const ADDED_MAX = 400;
/** Least part of the text, percent, that a renamed file keeps; and how far ahead of others it must be. */
const SIMILARITY_MIN = 50;
const AHEAD_MIN = 10;

/** Compares the working tree with HEAD. Reads only what differs. */
export async function compareWithHead(
  git: Git,
  tree: WorkingTree,
  read: TextReaders & { side(path: string, blob: string): Side },
): Promise<WorkingChanges> {
  const head = await git.headTree();
  const now = new Map<string, string | null>();
  const code: ChangedFile[] = [];
  const added: string[] = [];
  for (const { path, hash } of tree.files()) {
    now.set(path, hash);
    const blob = head.get(path);
    if (blob === undefined) added.push(path);
    else if (kindOf(path) === "code" && hash !== null && differs(tree, path, blob, hash)) {
      code.push({ old: read.side(path, blob), new: workingSide(tree, path, read) });
    }
  }
  // A file that a sparse checkout leaves out is not gone.
  const missing = git.sparse ? [] : [...head.keys()].filter((path) => !now.has(path) && !tree.hasFile(path));
  const gone = new Set(missing.sort(compareText));
  const renames = await findRenames({ git, tree, head, now }, [...gone], added.sort(compareText));
  const taken = new Set([...renames.values()].map(({ to }) => to));
  for (const path of gone) {
    if (kindOf(path) !== "code") continue;
    const to = renames.get(path)?.to;
    code.push({
      old: read.side(path, head.get(path) as string),
      new: to !== undefined && kindOf(to) === "code" ? workingSide(tree, to, read) : null,
    });
  }
  for (const path of added) {
    if (kindOf(path) === "code" && !taken.has(path)) code.push({ old: null, new: workingSide(tree, path, read) });
  }
  const lost = await lostNames(code, (side) => side.names());
  return { head, gone, renames, code, lost, lostMembers: await lostNames(code, (side) => side.members()) };
}

async function lostNames(
  files: readonly ChangedFile[],
  namesOf: (side: Side) => Promise<ReadonlySet<string>>,
): Promise<Map<string, string[]>> {
  const lost = new Map<string, string[]>();
  for (const { old, new: now } of files) {
    if (old === null) continue;
    const after = now === null ? null : await namesOf(now);
    for (const name of await namesOf(old)) if (!after?.has(name)) lost.set(name, [...(lost.get(name) ?? []), old.path]);
  }
  return lost;
}

function differs(tree: WorkingTree, path: string, blob: string, hash: string): boolean {
  if (blob.length === hash.length) return blob !== hash;
  // A repository of the sha256 format.
  const bytes = Buffer.from(tree.text(path) ?? "");
  return createHash("sha256").update(`blob ${bytes.length}\0`).update(bytes).digest("hex") !== blob;
}

function workingSide(tree: WorkingTree, path: string, read: TextReaders): Side {
  let names: Set<string> | null = null;
  let members: Set<string> | null = null;
  let shapes: ReturnType<TextReaders["shapes"]> | null = null;
  let inner: Promise<Inner[]> | null = null;
  return {
    path,
    async names() {
      names ??= declaredNamesOf(tree.text(path) ?? "");
      return names;
    },
    async members() {
      members ??= declaredMembersOf(tree.text(path) ?? "");
      return members;
    },
    shapes() {
      shapes ??= read.shapes(path, tree.text(path) ?? "");
      return shapes;
    },
    holds: async (word) => tree.text(path)?.includes(word) ?? false,
    inner() {
      const text = tree.text(path) ?? "";
      inner ??= read.facts(path, text).then((facts) => innerOf(facts, text));
      return inner;
    },
  };
}

interface Compared {
  git: Git;
  tree: WorkingTree;
  head: ReadonlyMap<string, string>;
  now: ReadonlyMap<string, string | null>;
}

async function findRenames(compared: Compared, gone: string[], added: string[]): Promise<Map<string, WorkingRename>> {
  const renames = new Map<string, WorkingRename>();
  if (gone.length === 0 || added.length === 0) return renames;
  const pairs = [...equalPairs(compared, gone, added), ...(await likePairs(compared, gone, added))];
  pairs.sort((a, b) => b.similarity - a.similarity || Number(b.sameName) - Number(a.sameName) || compareText(a.to, b.to));
  const taken = new Set<string>();
  for (const { from, to, similarity } of pairs) {
    if (renames.has(from) || taken.has(to)) continue;
    renames.set(from, { to, similarity, unique: true });
    taken.add(to);
  }
  for (const [from, rename] of renames) {
    rename.unique = !pairs.some(
      (pair) => pair.from === from && !taken.has(pair.to) && pair.similarity > rename.similarity - AHEAD_MIN,
    );
  }
  return renames;
}

interface Pair {
  from: string;
  to: string;
  similarity: number;
  sameName: boolean;
}

/** Pairs of equal content, told by their ids. */
function equalPairs({ head, now }: Compared, gone: string[], added: string[]): Pair[] {
  const byHash = new Map<string, string[]>();
  for (const to of added) {
    const hash = now.get(to);
    if (hash) byHash.set(hash, [...(byHash.get(hash) ?? []), to]);
  }
  return gone.flatMap((from) => (byHash.get(head.get(from) ?? "") ?? []).map((to) => pairOf(from, to, 100)));
}

/** Pairs that keep half of the text or more; files of one extension are compared, as far as there is room. */
async function likePairs({ git, tree, head, now }: Compared, gone: string[], added: string[]): Promise<Pair[]> {
  const extensions = new Set(gone.map(extensionOf));
  const targets = added.filter((path) => now.get(path) !== null && extensions.has(extensionOf(path))).slice(0, ADDED_MAX);
  const after = new Map<string, Pieces | null>();
  const pairs: Pair[] = [];
  for (const from of gone.slice(0, GONE_MAX)) {
    const siblings = targets.filter((to) => extensionOf(to) === extensionOf(from));
    if (siblings.length === 0) continue;
    const text = await git.readBlob(head.get(from) as string);
    if (text === null) continue;
    const before = piecesOf(text);
    for (const to of siblings) {
      if (!after.has(to)) after.set(to, piecesOrNull(tree.text(to)));
      const similarity = textSimilarityOf(before, after.get(to) ?? null);
      if (similarity >= SIMILARITY_MIN && similarity < 100) pairs.push(pairOf(from, to, similarity));
    }
  }
  return pairs;
}

function pairOf(from: string, to: string, similarity: number): Pair {
  return { from, to, similarity, sameName: baseName(from) === baseName(to) };
}

function piecesOrNull(text: string | null): Pieces | null {
  return text === null ? null : piecesOf(text);
}

function textSimilarityOf(a: Pieces, b: Pieces | null): number {
  return b === null || a.length === 0 || b.length === 0 ? 0 : textSimilarity(a, b);
}
