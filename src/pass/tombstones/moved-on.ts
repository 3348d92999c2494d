/** Whether code moved on after the document that speaks of it: asked of one list of commits, before anything older is read. */
import type { Outline } from "../../analysis/model.js";
import type { Agreed } from "../../analysis/names/readings.js";
import type { Git } from "../../worktree/git.js";
import type { Touches } from "../../worktree/git-touches.js";

/** Commits that are looked at: what nobody touched in them counts as it was before the oldest of them. */
const COMMITS_MAX = 1_000;

export interface MovedOnSources {
  git: Git;
  /** Text of a file now. */
  text(path: string): string | null;
  outlineAt(path: string, commit: string): Promise<Outline>;
}

export interface MovedOn {
  /** What a declaration looked like when its document was last touched; null when its file did not change after that. */
  ask(asked: { document: string; path: string; name: string }): Promise<Agreed | null>;
  /** A file changed, or HEAD moved. */
  forget(): void;
}

export function movedOn({ git, text, outlineAt }: MovedOnSources): MovedOn {
  /** By path: every declaration that a document, or a file, has a say in asks for the same. */
  const committed = new Map<string, Promise<boolean>>();
  let known: { head: string; touches: Promise<Touches> } | null = null;

  function touches(head: string): Promise<Touches> {
    if (known?.head !== head) known = { head, touches: git.touches(COMMITS_MAX) };
    return known.touches;
  }

  function isAsCommitted(path: string, head: string): Promise<boolean> {
    const found = committed.get(path) ?? git.readBlob(`${head}:${git.prefix}${path}`).then((blob) => blob === text(path));
    committed.set(path, found);
    return found;
  }

  async function ask({ document, path, name }: { document: string; path: string; name: string }): Promise<Agreed | null> {
    const { head } = git;
    if (head === null) return null;
    const { commits, newest } = await touches(head);
    const written = newest.get(document) ?? commits.length - 1;
    const changed = newest.get(path) ?? Number.POSITIVE_INFINITY;
    if (changed >= written && (await isAsCommitted(path, head))) return null;
    // Somebody is at it: the text is about to be what the code is.
    if (!(await isAsCommitted(document, head))) return null;
    const commit = commits[written];
    const fingerprints = commit && (await outlineAt(path, commit.id))[name];
    return commit && fingerprints ? { commit: commit.id, date: commit.date, fingerprints } : null;
  }

  return { ask, forget: () => committed.clear() };
}
