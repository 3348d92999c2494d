/** Which commits changed a file, and which of them last changed each of its lines. */
import { isoTime } from "../base/time.js";
import { runGit } from "./git-process.js";

/** A file with a long past takes a while; without an answer nothing is known of its lines. Milliseconds. */
const BLAME_MS = 10_000;

/**
 * Commits of the lines of the file at `path`, relative to `root`, as it is on disk or in the commit `at`; null for lines that are not committed. In a shallow
 * history the oldest commit has all lines that are older. Empty when git cannot tell.
 */
export async function readBlame(root: string, path: string, at: string | null = null): Promise<(string | null)[]> {
  const revision = at === null ? [] : [at];
  const args = ["blame", "--porcelain", "-w", "--root", "--no-textconv", "--ignore-revs-file=", ...revision, "--", path];
  const blamed = await runGit(root, args, { timeoutMs: BLAME_MS });
  return blamed.end === "done" ? parseBlame(blamed.stdout.toString("latin1")) : [];
}

/** Porcelain: `<commit> <old line> <new line> [<count>]`, headers of a commit the first time, then a tab and the line. */
function parseBlame(text: string): (string | null)[] {
  const commits: (string | null)[] = [];
  let current = "";
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed === -1 ? text.length : feed;
    if (text[at] === "\t") commits.push(isUncommitted(current) ? null : current);
    else if (isCommitLine(text, at, end)) current = text.slice(at, text.indexOf(" ", at));
    at = end + 1;
  }
  return commits;
}

function isCommitLine(text: string, start: number, end: number): boolean {
  return /^[0-9a-f]{40,64} \d{1,9} \d{1,9}( \d{1,9})?$/.test(text.slice(start, Math.min(end, start + 120)));
}

function isUncommitted(commit: string): boolean {
  return /^0{40,64}$/.test(commit);
}

/** Commits up to HEAD that changed one of `paths`, newest first. Empty when git cannot tell. */
export async function readVersions(
  root: string,
  paths: readonly string[],
  most: number,
  from: string,
): Promise<{ id: string; date: string }[]> {
  const args = ["--literal-pathspecs", "log", `--max-count=${most}`, "--no-renames", "--format=%H %ct", from, "--", ...paths];
  const listed = await runGit(root, args, { timeoutMs: BLAME_MS });
  if (listed.end !== "done") return [];
  const lines = listed.stdout.toString("latin1").split("\n");
  return lines.flatMap((line) => {
    const [id = "", seconds = ""] = line.split(" ");
    return seconds === "" ? [] : [{ id, date: isoTime(Number(seconds) * 1000) }];
  });
}
