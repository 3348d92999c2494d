/** Which commits touched files last. */
import { runGit } from "./git-process.js";
import { COMMIT_FORMAT, parseCommit } from "./history-commit.js";

/** Without an answer in this time nothing is known. Milliseconds. */
const TOUCHES_MS = 10_000;

export interface Touches {
  /** Newest first. */
  commits: { id: string; date: string }[];
  /** Path → the newest of `commits` that touched it, as its place among them. */
  newest: ReadonlyMap<string, number>;
}

/**
 * The newest `most` commits on the first-parent line down from `from`, each read against its first parent, and which files below `root`
 * they touched. None when git cannot tell.
 */
export async function readTouches(root: string, from: string, most: number): Promise<Touches> {
  const options = ["--first-parent", "-m", "--name-only", "--no-renames", "--relative", "-z", COMMIT_FORMAT];
  const listed = await runGit(root, ["log", `--max-count=${most}`, ...options, from], { timeoutMs: TOUCHES_MS });
  const commits: Touches["commits"] = [];
  const newest = new Map<string, number>();
  if (listed.end !== "done") return { commits, newest };
  for (const part of listed.stdout.toString("utf8").split("\0")) {
    const word = part.startsWith("\n") ? part.slice(1) : part;
    const commit = word.startsWith("\u0001") ? parseCommit(word.slice(1)) : null;
    if (commit) commits.push({ id: commit.id, date: commit.date });
    else if (word !== "" && !newest.has(word)) newest.set(word, commits.length - 1);
  }
  return { commits, newest };
}
