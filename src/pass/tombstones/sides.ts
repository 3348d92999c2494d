/** Both sides of a change: a commit against its parent, or the working tree against HEAD. */

import type { Fact } from "../../analysis/model.js";
import { type Inner, innerOf } from "../../analysis/names/inner.js";
import { declaredMembersOf } from "../../analysis/names/member-scanner.js";
import { declaredNamesOf } from "../../analysis/names/scanner.js";
import type { DeclarationShape } from "../../analysis/names/shape.js";
import type { Git } from "../../worktree/git.js";
import { kindOf } from "../../worktree/kinds.js";
import type { RawEntry } from "../../worktree/raw-diff.js";
import { Recent } from "./recent.js";

/** Parses a text into its declarations, in this thread or in another one. */
export type ShapeReader = (path: string, text: string) => Promise<DeclarationShape[]>;

/** Reads the facts of a text, in this thread or in another one. */
export type FactReader = (path: string, text: string) => Promise<readonly Fact[]>;

/** How old versions are read. */
export interface TextReaders {
  shapes: ShapeReader;
  facts: FactReader;
}

/** One version of one code file. */
export interface Side {
  path: string;
  /** Names that its unindented lines declare. */
  names(): Promise<ReadonlySet<string>>;
  /** Names that its lines may declare as members of types. */
  members(): Promise<ReadonlySet<string>>;
  shapes(): Promise<readonly DeclarationShape[]>;
  /** Whether its text holds `word` at all. */
  holds(word: string): Promise<boolean>;
  /** Names that it declares below module level. */
  inner(): Promise<readonly Inner[]>;
}

/** A code file before and after a change; null where it was not there. A renamed file has two paths. */
export interface ChangedFile {
  old: Side | null;
  new: Side | null;
}

/** Parses in this thread; TypeScript is loaded by the first text. */
export const readShapesHere: ShapeReader = async (path, text) => {
  const { declarationShapes } = await import("../../analysis/names/shapes.js");
  return declarationShapes(path, text);
};

/** Reads facts in this thread. */
export const readFactsHere: FactReader = async (path, text) => {
  const { extractCode } = await import("../../analysis/code/extract.js");
  return extractCode(path, text).facts;
};

/** Characters of old texts that are kept. */
const TEXTS_MAX = 16 * 1024 * 1024;

/** Declared names and shapes that are kept, counted with what they hold. */
const KEPT_MAX = 200_000;

/** Makes sides of blobs. What a blob holds never changes, so it is read once. */
export function blobSides(git: Git, read: TextReaders): (path: string, blob: string) => Side {
  const names = new Recent<ReadonlySet<string>>(KEPT_MAX);
  const members = new Recent<ReadonlySet<string>>(KEPT_MAX);
  const shapes = new Recent<readonly DeclarationShape[]>(KEPT_MAX);
  const inner = new Recent<readonly Inner[]>(KEPT_MAX);
  const texts = new Recent<Promise<string | null>>(TEXTS_MAX);
  const textOf = async (blob: string) => {
    const known = texts.get(blob);
    if (known) return known;
    const asked = git.readBlob(blob);
    texts.set(blob, asked, ((await asked)?.length ?? 0) + 1);
    return asked;
  };
  return (path, blob) => ({
    path,
    async names() {
      const known = names.get(blob);
      if (known) return known;
      const declared = declaredNamesOf((await textOf(blob)) ?? "");
      names.set(blob, declared, declared.size + 1);
      return declared;
    },
    async members() {
      const known = members.get(blob);
      if (known) return known;
      const read = declaredMembersOf((await git.readBlob(blob)) ?? "");
      members.set(blob, read, read.size + 1);
      return read;
    },
    async shapes() {
      // The path tells the language.
      const key = `${blob} ${path}`;
      const known = shapes.get(key);
      if (known) return known;
      const text = await textOf(blob);
      const declared = text === null ? [] : await read.shapes(path, text);
      shapes.set(key, declared, weightOf(declared));
      return declared;
    },
    holds: async (word) => (await textOf(blob))?.includes(word) ?? false,
    async inner() {
      const key = `${blob} ${path}`;
      const known = inner.get(key);
      if (known) return known;
      const text = await textOf(blob);
      const declared = text === null ? [] : innerOf(await read.facts(path, text), text);
      inner.set(key, declared, declared.length * 8 + 1);
      return declared;
    },
  });
}

/** Numbers and words that shapes hold. */
export function weightOf(shapes: readonly DeclarationShape[]): number {
  return shapes.reduce((sum, shape) => sum + 8 + shape.shingles.length + shape.members.length + shape.types.length, 1);
}

/** Commits whose changes are asked of git at once. */
const BATCH_MAX = 500;
/** Entries of commits that are kept. */
const ENTRIES_KEPT_MAX = 100_000;

/** What commits changed; questions of one turn of the event loop become one question to git. */
export interface CommitChanges {
  /** Everything that `commit` changed against `parent`; null when git cannot tell. */
  entries(commit: string, parent: string): Promise<readonly RawEntry[] | null>;
}

export function commitChanges(git: Git): CommitChanges {
  const known = new Recent<Promise<readonly RawEntry[] | null>>(ENTRIES_KEPT_MAX);
  let waiting: { commit: string; parent: string; resolve(entries: readonly RawEntry[] | null): void }[] = [];

  async function flush(): Promise<void> {
    const asked = waiting;
    waiting = [];
    for (let at = 0; at < asked.length; at += BATCH_MAX) {
      const batch = asked.slice(at, at + BATCH_MAX);
      const changes = await git.changesOf(batch);
      for (const { commit, parent, resolve } of batch) {
        const entries = changes.get(commit) ?? null;
        known.set(`${commit} ${parent}`, Promise.resolve(entries), (entries?.length ?? 0) + 1);
        resolve(entries);
      }
    }
  }

  return {
    entries(commit, parent) {
      const key = `${commit} ${parent}`;
      const answer = known.get(key);
      if (answer) return answer;
      const promise = new Promise<readonly RawEntry[] | null>((resolve) => {
        if (waiting.length === 0) setImmediate(() => void flush());
        waiting.push({ commit, parent, resolve });
      });
      known.set(key, promise, 1);
      return promise;
    },
  };
}

/** The code files among `entries`, with both sides. */
export function codeFiles(entries: readonly RawEntry[], side: (path: string, blob: string) => Side): ChangedFile[] {
  const files: ChangedFile[] = [];
  for (const entry of entries) {
    const now = entry.to ?? entry.path;
    const before = entry.old !== null && kindOf(entry.path) === "code" ? side(entry.path, entry.old) : null;
    const after = entry.new !== null && kindOf(now) === "code" ? side(now, entry.new) : null;
    if (before || after) files.push({ old: before, new: after });
  }
  return files;
}
