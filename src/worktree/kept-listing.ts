/** The list of a project's files from one sweep to the next: as long as nothing changed that it depends on, git is not asked again. */
import { type Evidence, takeEvidence } from "./evidence.js";
import { hasExactTimes } from "./exact-times.js";
import { type GitPlace, gitSettingsFiles } from "./git-settings.js";
import type { Listing, Looked } from "./listing.js";
import type { Root } from "./root.js";

export interface KeptListing {
  /** The listing of before; null when something changed that it depends on, or might have. */
  recall(): Listing | null;
  /** Keeps a listing by git, if it can be told when it is over. `since`: wall time before anything of it was looked at, ms. */
  keep(listing: Listing, looked: Looked, since: number): Promise<void>;
}

/** After so long git is asked all the same: for what no stat tells, such as a system-wide configuration in an unusual place. */
const AGE_MS_MAX = 600_000;

/**
 * A listing follows from git's index, the entries of the folders that were read, the ignore files in them, and git's settings.
 * While all of these are the same, so is the list. Folders that git's ignore rules leave out may change as they like.
 */
export function keptListing(root: Root, git: GitPlace, monotonic: () => number = () => performance.now()): KeptListing {
  let kept: { listing: Listing; tree: Evidence; at: number } | null = null;
  let settings: Evidence | null = null;
  let listings = 0;
  const index = `${git.gitDir}/index`;
  const isExact = hasExactTimes(root.path) && hasExactTimes(git.gitDir);

  async function lookAtSettings(since: number): Promise<Evidence | null> {
    const outside = await gitSettingsFiles(git);
    return outside && takeEvidence({ inside: [], outside, device: root.device }, since);
  }

  return {
    recall() {
      if (kept && settings && monotonic() - kept.at < AGE_MS_MAX && kept.tree.holds() && settings.holds()) return kept.listing;
      kept = null;
      return null;
    },
    async keep(listing, { folders, ignoreFiles }, since) {
      kept = null;
      listings++;
      // Whoever lists once would ask for the settings in vain.
      if (listings === 1 || !isExact || folders === null) return;
      if (!settings?.holds()) settings = await lookAtSettings(since);
      const inside = [...folders, ...ignoreFiles].map((path) => (path === "" ? root.path : `${root.path}/${path}`));
      const tree = settings && takeEvidence({ inside, outside: [index], device: root.device }, since);
      if (tree) kept = { listing, tree, at: monotonic() };
    },
  };
}
