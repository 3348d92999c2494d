/** Reads pieces of files for judging: as they are now, and as they were when a text was written. */
import type { BoundWords } from "../../analysis/documents/bound-words.js";
import type { BindingClaim, Lines, Outline, Outlined } from "../../analysis/model.js";
import { anchorLines, linesAt } from "../../analysis/names/anchor-lines.js";
import { copyIn, pieceOf } from "../../analysis/names/pieces.js";
import type { Agreed, AnswerTo, Reading } from "../../analysis/names/readings.js";
import type { DatedCommit, Git } from "../../worktree/git.js";
import { kindOf } from "../../worktree/kinds.js";
import { movedOn } from "./moved-on.js";
import { Recent } from "./recent.js";
import type { WorkingTree } from "./working.js";

/** Parses a text into its outline, in this thread or in another one. */
export type OutlineReader = (path: string, text: string) => Promise<Outline>;

/** Parses in this thread; TypeScript is loaded by the first text. */
export const outlineHere: OutlineReader = async (path, text) => {
  const { outlineOf } = await import("../../analysis/code/outline.js");
  return outlineOf(path, text);
};

/** The bindings that a version of a document makes. */
export type BindingReader = (path: string, text: string) => Promise<readonly BindingClaim[]>;

export const bindingsHere: BindingReader = async (path, text) => {
  const { readDocument } = await import("../../analysis/documents/read.js");
  return readDocument(path, text).claims.filter((claim): claim is BindingClaim => claim.kind === "binding");
};

/** The sections of a version of a document. */
async function sections(path: string, text: string): Promise<readonly BoundWords[]> {
  const { wordsOfSections } = await import("../../analysis/documents/bound-words.js");
  return wordsOfSections(path, text);
}

/** With a null anchor all of the document. */
function sectionOf(all: readonly BoundWords[], anchor: string | null): BoundWords | undefined {
  return anchor === null ? all[0] : all.find(({ slugs }) => slugs.includes(anchor));
}

/** Commits of the lines of a copy that are looked at. */
const COPIED_MAX = 5;

/** Versions of a document that are looked at for the one that gave a text its words. */
const VERSIONS_MAX = 500;

export interface ReadingSources {
  /** null: the past of no file is known. */
  git: Git | null;
  working: WorkingTree;
  readOutline: OutlineReader;
  readBindings: BindingReader;
  formerPaths(path: string): string[];
}

/** Declarations of outlines that are kept. */
const OUTLINES_MAX = 20_000;

export interface FileReadings {
  read<R extends Reading>(reading: R): Promise<AnswerTo<R>>;
  /** A file changed, or HEAD moved. */
  forget(): void;
}

export function fileReadings(sources: ReadingSources): FileReadings {
  const { git, working, readOutline, readBindings } = sources;
  const past = new Recent<Promise<Outline>>(OUTLINES_MAX);
  const bindings = new Recent<Promise<readonly BindingClaim[]>>(OUTLINES_MAX);
  const pastSections = new Recent<Promise<readonly BoundWords[]>>(OUTLINES_MAX);
  let present = new Map<string, Promise<Outline>>();
  let presentSections = new Map<string, Promise<readonly BoundWords[]>>();
  let written = new Map<string, Promise<readonly (string | null)[]>>();

  /** The commit that last changed a line of a document; null for a line that is not committed, and when git cannot tell. */
  async function writtenIn(document: string, line: number): Promise<string | null> {
    const lines = written.get(document) ?? (git === null ? Promise.resolve([]) : git.blame(document));
    written.set(document, lines);
    return (await lines)[line - 1] ?? null;
  }

  /** The text of the file that is at `path` now, at a commit. */
  async function textAt(path: string, commit: string): Promise<{ path: string; text: string } | null> {
    if (git === null) return null;
    for (const one of [path, ...sources.formerPaths(path)]) {
      const text = await git.readBlob(`${commit}:${git.prefix}${one}`);
      if (text !== null) return { path: one, text };
    }
    return null;
  }

  function outlineNow(path: string): Promise<Outline> {
    const known = present.get(path);
    if (known) return known;
    const text = kindOf(path) === "code" ? working.text(path) : null;
    const outline = text === null ? Promise.resolve({}) : readOutline(path, text);
    present.set(path, outline);
    return outline;
  }

  function outlineAt(path: string, commit: string): Promise<Outline> {
    const key = `${commit}:${path}`;
    const known = past.get(key);
    if (known) return known;
    const outline = textAt(path, commit).then((found) => (found === null ? {} : readOutline(found.path, found.text)));
    past.set(key, outline, 100);
    return outline;
  }

  function sectionsNow(document: string): Promise<readonly BoundWords[]> {
    const known = presentSections.get(document);
    if (known) return known;
    const text = working.text(document);
    const found = text === null ? Promise.resolve([]) : sections(document, text);
    presentSections.set(document, found);
    return found;
  }

  function sectionsAt(document: string, commit: string): Promise<readonly BoundWords[]> {
    const key = `${commit}:${document}`;
    const known = pastSections.get(key);
    if (known) return known;
    const found = textAt(document, commit).then((then) => (then === null ? [] : sections(document, then.text)));
    pastSections.set(key, found, 10);
    return found;
  }

  const moved = git === null ? null : movedOn({ git, text: working.text, outlineAt });
  const answers = {
    async anchored({ document, line, path, cited }: Extract<Reading, { ask: "anchored" }>): Promise<Lines | null> {
      const commit = await writtenIn(document, line);
      const before = commit === null ? null : await textAt(path, commit);
      const now = working.text(path);
      if (before === null || now === null) return null;
      return anchorLines(linesAt(before.text, cited), now);
    },
    async "symbol-lines"({ document, line, path, name }: Extract<Reading, { ask: "symbol-lines" }>) {
      const commit = await writtenIn(document, line);
      const now = linesOf((await outlineNow(path))[name]);
      const then = commit === null ? null : linesOf((await outlineAt(path, commit))[name]);
      return { now, then };
    },
    async piece({ path, piece }: Extract<Reading, { ask: "piece" }>) {
      const text = working.text(path);
      if (text === null) return null;
      return pieceOf(text, piece, async ({ name, comment }) => {
        const outlined = (await outlineNow(path))[name];
        return outlined ? { from: comment ? outlined.comment_from : outlined.from, to: outlined.to } : null;
      });
    },
    async copied({ document, from, to, path, copy }: Extract<Reading, { ask: "copied" }>): Promise<"whole" | "part" | null> {
      const commits = new Set<string | null>();
      for (let line = from; line <= to && commits.size < COPIED_MAX; line++) commits.add(await writtenIn(document, line));
      const found = new Set<string | null>();
      for (const commit of commits) {
        const before = commit === null ? null : await textAt(path, commit);
        if (before !== null) found.add(copyIn(before.text, copy));
      }
      return found.has("whole") ? "whole" : found.has("part") ? "part" : null;
    },
    async outlined({ path, name }: Extract<Reading, { ask: "outlined" }>) {
      return (await outlineNow(path))[name] ?? null;
    },
    async "type-members"({ path, name }: Extract<Reading, { ask: "type-members" }>) {
      return membersIn(await outlineNow(path), name);
    },
    async section({ document, anchor }: Extract<Reading, { ask: "section" }>) {
      const found = sectionOf(await sectionsNow(document), anchor);
      return found ? { words: found.words, line: found.line } : null;
    },
    async "agreed-by-tag"(asked: Extract<Reading, { ask: "agreed-by-tag" }>): Promise<Agreed | null> {
      const { document, anchor, words, tag, path, name } = asked;
      const isSame = async (commit: string) => {
        const code = await textAt(path, commit);
        if (!code?.text.includes(`@doc ${tag}`)) return false;
        return sectionOf(await sectionsAt(document, commit), anchor)?.words === words;
      };
      return await agreedAt(await oldestOf([document, path], isSame), path, name);
    },
    "moved-on": async (asked: Extract<Reading, { ask: "moved-on" }>) => (moved === null ? null : await moved.ask(asked)),
    async agreed(asked: Extract<Reading, { ask: "agreed" }>): Promise<Agreed | null> {
      const { document, binding, ordinal, words, path, name } = asked;
      const isSame = async (commit: string) => {
        const claims = await claimsAt(document, commit);
        return claims.find((one) => one.normalized === binding && one.ordinal === ordinal)?.words === words;
      };
      return await agreedAt(await oldestOf([document], isSame), path, name);
    },
  };

  /** The oldest commit since which, as often as one of `paths` changed, all was as it `isSame`; null when the newest is not. */
  async function oldestOf(paths: readonly string[], isSame: (commit: string) => Promise<boolean>): Promise<DatedCommit | null> {
    if (git === null) return null;
    let oldest: DatedCommit | null = null;
    const all = paths.flatMap((path) => [path, ...sources.formerPaths(path)]);
    for (const commit of await git.versionsOf(all, VERSIONS_MAX)) {
      if (!(await isSame(commit.id))) break;
      oldest = commit;
    }
    return oldest;
  }

  async function agreedAt(commit: DatedCommit | null, path: string, name: string): Promise<Agreed | null> {
    const fingerprints = commit === null ? undefined : (await outlineAt(path, commit.id))[name];
    return commit === null || fingerprints === undefined ? null : { commit: commit.id, date: commit.date, fingerprints };
  }

  function claimsAt(document: string, commit: string): Promise<readonly BindingClaim[]> {
    const key = `${commit}:${document}`;
    const known = bindings.get(key);
    if (known) return known;
    const claims = textAt(document, commit).then((found) => (found === null ? [] : readBindings(document, found.text)));
    bindings.set(key, claims, 10);
    return claims;
  }

  return {
    // Each answer is of the kind that its question asks for; the compiler cannot put the two unions together.
    read: (reading) => (answers[reading.ask] as (reading: Reading) => Promise<never>)(reading),
    forget() {
      present = new Map();
      presentSections = new Map();
      moved?.forget();
      written = new Map();
    },
  };
}

/** The members of a type in an outline that code outside it sees. */
function membersIn(outline: Outline, name: string): { names: string[]; open: string | null } | null {
  const type = outline[name];
  if (type === undefined) return null;
  const prefix = `${name}.`;
  const own = Object.entries(outline).filter(([one, { hidden }]) => one.startsWith(prefix) && !hidden);
  const names = own.map(([one]) => one.slice(prefix.length)).filter((one) => !one.includes(".") && one !== "constructor");
  return { names, open: type.open === null ? null : `${name} ${type.open}` };
}

function linesOf(outlined: Outlined | undefined): Lines | null {
  return outlined ? { from: outlined.from, to: outlined.to } : null;
}
