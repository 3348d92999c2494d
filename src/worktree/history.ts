/**
 * The history of HEAD as events: files that ended, names that lost their declaration, versions of package.json.
 *
 * Only the first-parent line is walked, and each commit is read against its first parent. So a merge stands for everything that
 * came with it, events have one order, and a history that is extended commit by commit equals one that was read at once. What
 * happened and was undone inside a side branch was never true of the main line, and is no event.
 */
import type { HistoryStatus } from "../analysis/model.js";
import { type HistoryData, type HistoryEvent, noHistory } from "../analysis/names/history-data.js";
import type { Git } from "./git.js";
import { DIFF_OPTIONS, RENAME_OPTIONS } from "./git-diffs.js";
import type { GitOutcome } from "./git-process.js";
import { isObjectId, readHeadFiles } from "./head.js";
import { COMMIT_FORMAT, type Commit } from "./history-commit.js";
import { rawHistoryReader } from "./history-files.js";
import { patchHistoryReader } from "./history-symbols.js";

export type { HistoryData, HistoryEvent } from "../analysis/names/history-data.js";

/** Events kept; about 100 MB. */
const EVENTS_MAX = 500_000;
/** Commits are told this often. */
const PROGRESS_EVERY = 200;

const CODE_PATTERNS = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"].map((extension) => `*.${extension}`);

export interface HistoryOptions {
  /** What was read before; it is extended when its HEAD is on the first-parent line of today's. */
  since: HistoryData | null;
  /** Time it may take, milliseconds; what was read until then is kept. */
  deadlineMs: number;
  /** Told the number of commits read so far, now and then. */
  onProgress?(done: number): void;
}

/** Reads the history of `git`'s HEAD, or extends `since`. Never throws: what could not be read is told by the status. */
export async function readHistory(git: Git, options: HistoryOptions): Promise<HistoryData> {
  const { head } = git;
  if (head === null) return noHistory(whyNoHead(git));
  const { since } = options;
  if (since?.head && isObjectId(since.head) && isSameKind(since, git)) {
    if (since.head === head) return since;
    const added = await readRange(git, `${since.head}..${head}`, options, EVENTS_MAX - since.events.length);
    if (added.whole && added.oldest?.parent === since.head) return extend(since, added, head);
  }
  const read = await readRange(git, head, options, EVENTS_MAX);
  return { version: 1, head, status: statusOf(git, read), events: read.events };
}

/** A reference to a commit that git cannot read is no young repository. */
function whyNoHead(git: Git): string {
  const id = readHeadFiles(git);
  if (id === null) return "The repository has no commit yet";
  return `git cannot read the commit ${id.slice(0, 7)} that is checked out: the repository is damaged. To see what is missing: git fsck`;
}

/** A clone that was shallow or partial, and is no longer, has more to tell. */
function isSameKind(since: HistoryData, git: Git): boolean {
  // A reading that was cut off is begun anew: what it lacks lies below what it has.
  if (since.status.kind === "partial" && since.status.note !== NOTES.filtered) return false;
  if (git.shallow || since.status.kind === "shallow") return git.shallow && since.status.kind === "shallow";
  return git.partial === (since.status.note === NOTES.filtered);
}

function extend(since: HistoryData, added: Reading, head: string): HistoryData {
  const status = { ...since.status, commits: since.status.commits + added.commits };
  return { version: 1, head, status, events: [...added.events, ...since.events] };
}

const NOTES = {
  shallow: "The clone is shallow: what happened before its oldest commit is not known. To fetch it: git fetch --unshallow",
  filtered: "The clone lacks old file contents (a partial clone), so its history is read only as far as they are there",
} as const;

function statusOf(git: Git, read: Reading): HistoryStatus {
  const { commits } = read;
  if (git.shallow) return { kind: "shallow", commits, note: NOTES.shallow };
  if (git.partial) return { kind: "partial", commits, note: NOTES.filtered };
  if (!read.whole) return { kind: "partial", commits, note: `${read.why}; what was read before is used` };
  return { kind: "full", commits, note: "" };
}

interface Reading {
  events: HistoryEvent[];
  commits: number;
  oldest: Commit | null;
  /** Every commit of the range was read. */
  whole: boolean;
  why: string;
}

async function readRange(git: Git, range: string, options: HistoryOptions, eventsMax: number): Promise<Reading> {
  let left = eventsMax;
  const room = (count: number) => {
    left -= count;
    return left > 0;
  };
  const raw = rawHistoryReader(room, (done) => {
    if (done % PROGRESS_EVERY === 0) options.onProgress?.(done);
  });
  const patch = patchHistoryReader(room);
  const log = ["log", "--first-parent", "-m", "--no-notes", COMMIT_FORMAT, ...DIFF_OPTIONS];
  // A partial clone lacks the contents that likeness is told by; equal ids need none.
  const renames = git.partial ? ["-M100%"] : RENAME_OPTIONS;
  const rawArgs = [...log, "--raw", "--no-abbrev", "-z", ...renames, "--end-of-options", range, "--"];
  const patchArgs = [
    ...log,
    "-p",
    "-U0",
    ...renames,
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--end-of-options",
    range,
    "--",
    ...CODE_PATTERNS,
  ];
  const [files, symbols] = await Promise.all([
    git.stream(rawArgs, options.deadlineMs, raw.push),
    git.stream(patchArgs, options.deadlineMs, patch.push),
  ]);
  const symbolEvents = patch.finish();
  const { commits, events } = raw.finish(symbolEvents);
  const failed = [files, symbols].find((outcome) => outcome.end !== "done");
  options.onProgress?.(commits.length);
  return {
    events: events.length > eventsMax ? events.slice(0, eventsMax) : events,
    commits: commits.length,
    oldest: commits.at(-1) ?? null,
    whole: failed === undefined,
    why: failed ? whyCut(failed, options.deadlineMs) : "",
  };
}

function whyCut({ end, stderr }: GitOutcome, deadlineMs: number): string {
  if (end === "timeout") return `Reading the history took longer than ${Math.round(deadlineMs / 1000)} s`;
  if (end === "stopped") return `The history holds more than is read (${EVENTS_MAX} events)`;
  const message = (stderr.split("\n")[0] ?? "").replace(/^fatal: /, "").slice(0, 200);
  return `The history breaks off (${message || "git ended early"})`;
}
