/** What lies between a commit and HEAD. */
import { LockstepError } from "../base/errors.js";
import type { Git } from "./git.js";
import { DIFF_OPTIONS, RENAME_OPTIONS } from "./git-diffs.js";
import { runGit } from "./git-process.js";
import { isObjectId } from "./head.js";
import { rawDiffParser } from "./raw-diff.js";

const REF_LENGTH_MAX = 256;
/** Commits of the first-parent line that are listed; a base further back is read by itself. */
const COMMITS_MAX = 20_000;

/** The newest commit that `ref` and HEAD have in common. Throws USAGE that says what to do about a ref or commits that are missing. */
export async function mergeBase(git: Git, ref: string): Promise<string> {
  if (git.head === null) throw usage("The repository has no commit yet, so there is nothing to compare with.");
  const commit = ref.length <= REF_LENGTH_MAX ? await revision(git, ref) : null;
  if (commit === null) throw unknownRef(git, ref);
  const found = await runGit(git.root, ["merge-base", commit, git.head]);
  const base = found.stdout.toString("latin1").split("\n")[0] ?? "";
  if (isObjectId(base)) return base;
  if (!git.shallow) throw usage(`HEAD and \`${ref}\` have no commit in common. Name a ref that HEAD came from.`);
  const advice = "Fetch the whole history: `git fetch --unshallow`, in a workflow `fetch-depth: 0`.";
  throw usage(`HEAD and \`${ref}\` have no commit in common in this clone, which is shallow. ${advice}`);
}

async function revision(git: Git, ref: string): Promise<string | null> {
  const found = await runGit(git.root, ["rev-parse", "--quiet", "--verify", "--end-of-options", `${ref}^{commit}`]);
  const id = found.stdout.toString("latin1").trim();
  return found.end === "done" && isObjectId(id) ? id : null;
}

function unknownRef({ shallow }: Git, ref: string): LockstepError {
  const shown = JSON.stringify(ref.slice(0, REF_LENGTH_MAX));
  const advice = shallow
    ? "The clone is shallow: `git fetch --unshallow`, in a workflow `fetch-depth: 0`, fetches all branches."
    : "`git fetch origin` fetches the branches; `git branch -a` lists them.";
  return usage(`${shown} names no commit here. ${advice}`);
}

function usage(message: string): LockstepError {
  return new LockstepError("USAGE", message);
}

/** The commits on the first-parent line from HEAD down to `base`, without it; null when `base` is not on that line, or far down. */
export async function commitsSince(git: Git, base: string): Promise<Set<string> | null> {
  if (git.head === base) return new Set();
  const args = ["rev-list", "--first-parent", "--parents", `--max-count=${COMMITS_MAX}`, `${git.head}`, `^${base}`];
  const listed = await runGit(git.root, args);
  if (listed.end !== "done") return null;
  const lines = listed.stdout.toString("latin1").trim().split("\n");
  if (lines.at(-1)?.split(" ")[1] !== base) return null;
  return new Set(lines.map((line) => line.split(" ", 1)[0] as string));
}

/** Path in `base` → path now, of files that were renamed since, committed or staged. */
export async function renamesSince(git: Git, base: string): Promise<Map<string, string>> {
  const renames = new Map<string, string>();
  const parse = rawDiffParser({
    onCommit: () => {},
    onEntry: ({ path, to }) => {
      if (to !== null) renames.set(path, to);
    },
  });
  const args = ["diff-index", "--cached", "-r", "-z", "--raw", "--no-abbrev", ...RENAME_OPTIONS, ...DIFF_OPTIONS, base];
  parse((await runGit(git.root, args)).stdout);
  return renames;
}
