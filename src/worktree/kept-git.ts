/** The repository around a project from one pass to the next: git is asked about it again only when a file that says it has changed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Evidence, takeEvidence } from "./evidence.js";
import { type Git, openGit } from "./git.js";
import { gitSettingsFiles } from "./git-settings.js";
import { type Enclosing, findRepository } from "./repository.js";

export interface KeptGit {
  /** The repository as it is set up now; null when there is none that git can read. */
  current(): Promise<Git | null>;
  /** As it was when it was last asked for. Asks nobody. */
  known(): Git | null;
}

/** Where refs are written that name the default branch; a file that is not there must stay away. */
const REF_FILES = ["refs/remotes/origin/HEAD", "packed-refs", "reftable/tables.list"];
/** Branches that may be the default one: it counts that they are there, not what they point to. */
const BRANCHES = ["refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

/** `clock`: wall time, epoch milliseconds. */
export function keptGit(root: string, clock: () => number = Date.now): KeptGit {
  let git: Git | null = null;
  let evidence: Evidence | null = null;
  let signs = "";

  async function open(found: Enclosing): Promise<Git | null> {
    const since = clock();
    git?.close();
    git = await openGit(root);
    // What git cannot tell, or only now changed, is asked for again the next time.
    const files = await gitSettingsFiles({ root, ...found, prefix: prefixOf(root, found) });
    const outside = files && [...files, ...REF_FILES.map((name) => join(found.commonDir, name))];
    evidence = outside && takeEvidence({ inside: [], outside, device: 0 }, since);
    return git;
  }

  return {
    async current() {
      const found = findRepository(root);
      const now = JSON.stringify([found, found && BRANCHES.map((name) => existsSync(join(found.commonDir, name)))]);
      if (now === signs && (found === null || evidence?.holds())) return git;
      signs = now;
      evidence = null;
      if (found) return open(found);
      git?.close();
      git = null;
      return git;
    },
    known: () => git,
  };
}

/** Path of the root below the top of the working tree, with `/` at its end; empty at the top. */
function prefixOf(root: string, { top }: Enclosing): string {
  const inner = root.slice(top === "/" ? 1 : top.length + 1);
  return inner === "" ? "" : `${inner}/`;
}
