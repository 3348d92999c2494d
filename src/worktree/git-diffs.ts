/** Reads what commits changed through one `git diff-tree --stdin` that stays open: starting git stops a large process for long. */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { GIT_TIMEOUT_MS, spawnGit, stopGit } from "./git-process.js";
import { isObjectId } from "./head.js";
import { type RawEntry, rawDiffParser } from "./raw-diff.js";

export interface CommitPair {
  commit: string;
  parent: string;
}

export interface DiffReader {
  /** Commit → what it changed against the given parent, renames found; commits that cannot be read are left out. */
  read(pairs: readonly CommitPair[]): Promise<Map<string, RawEntry[]>>;
  /** Ends the child; who still waits gets what there is. */
  close(): void;
}

/** Finding renames as the whole project does: half of the text kept, up to 2,000 files against 2,000. */
export const RENAME_OPTIONS = ["-M50%", "-l2000"] as const;
/** Plain diffs whatever the user's settings are. */
export const DIFF_OPTIONS = ["--no-ext-diff", "--no-textconv", "--no-color", "--relative", "--ignore-submodules=all"] as const;

const COMMAND = ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", ...RENAME_OPTIONS, ...DIFF_OPTIONS];
/** Entries of one commit that are kept; a larger commit is a mass change, not a rename. */
const ENTRIES_PER_COMMIT_MAX = 5_000;
/** Bytes of one answer; git is stopped at more. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;
/** A git that dies is started again so many times; a partial clone dies at each tree it lacks. */
const RESTARTS_MAX = 100;

/** How a question ended: git answered it, git died of it, or it took too long. */
type Answer = { end: "done"; output: Buffer } | { end: "died" | "gave up" };

/** A reader for the repository that `cwd` is in. git is started by the first request. */
export function createDiffReader(cwd: string): DiffReader {
  let child: ChildProcess | null = null;
  let current: { onData(chunk: Buffer): void; onEnd(): void } | null = null;
  let starts = 0;
  let closed = false;
  /** Questions go to git one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  function start(): ChildProcess {
    starts++;
    const started = spawnGit(cwd, COMMAND);
    const ended = () => {
      if (child !== started) return;
      child = null;
      current?.onEnd();
    };
    started.on("error", ended);
    started.on("close", ended);
    started.stdin?.on("error", ended);
    started.stderr?.resume();
    started.stdout?.on("data", (chunk: Buffer) => {
      if (child === started) current?.onData(chunk);
    });
    return started;
  }

  function ask(pairs: readonly CommitPair[]): Promise<Answer> {
    if (closed || starts > RESTARTS_MAX) return Promise.resolve({ end: "gave up" });
    child ??= start();
    const { stdin } = child;
    // git says a line that names no commit again as it is; nobody who names files knows this one.
    const mark = Buffer.from(`end ${randomBytes(16).toString("hex")}\n`);
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let tail = Buffer.alloc(0);
      const finish = (answer: Answer) => {
        clearTimeout(timer);
        current = null;
        if (answer.end === "gave up") stop();
        resolve(answer);
      };
      const timer = setTimeout(() => finish({ end: "gave up" }), GIT_TIMEOUT_MS);
      current = {
        onData(chunk) {
          chunks.push(chunk);
          bytes += chunk.length;
          tail = Buffer.concat([tail, chunk]).subarray(-mark.length);
          if (tail.equals(mark)) finish({ end: "done", output: Buffer.concat(chunks).subarray(0, -mark.length) });
          else if (bytes > ANSWER_BYTES_MAX) finish({ end: "gave up" });
        },
        onEnd: () => finish({ end: "died" }),
      };
      stdin?.write(pairs.map(({ commit, parent }) => `${commit} ${parent}\n`).join(""));
      stdin?.write(mark);
    });
  }

  function stop(): void {
    const ending = child;
    child = null;
    ending?.stdin?.end();
    if (ending) stopGit(ending);
  }

  /** Asks again when git may have been dead before it was asked. */
  async function askLiving(pairs: readonly CommitPair[]): Promise<Answer> {
    const wasThere = child !== null;
    const answer = await ask(pairs);
    return answer.end === "died" && wasThere ? ask(pairs) : answer;
  }

  /** What git dies of is found by halves, so that the others are answered. */
  async function readInto(changes: Map<string, RawEntry[]>, pairs: readonly CommitPair[]): Promise<void> {
    const answer = await askLiving(pairs);
    if (answer.end === "done") parseInto(changes, answer.output);
    if (answer.end !== "died" || pairs.length === 1) return;
    const half = pairs.length >> 1;
    await readInto(changes, pairs.slice(0, half));
    await readInto(changes, pairs.slice(half));
  }

  return {
    async read(pairs) {
      const changes = new Map<string, RawEntry[]>();
      const asked = pairs.filter(({ commit, parent }) => isObjectId(commit) && isObjectId(parent));
      if (asked.length === 0) return changes;
      const turn = last.then(() => readInto(changes, asked));
      last = turn;
      await turn;
      return changes;
    },
    close() {
      closed = true;
      stop();
      current?.onEnd();
    },
  };
}

function parseInto(changes: Map<string, RawEntry[]>, output: Buffer): void {
  let entries: RawEntry[] = [];
  const parse = rawDiffParser({
    onCommit: (header) => {
      entries = [];
      changes.set(header.slice(0, 64).trim(), entries);
    },
    onEntry: (entry) => {
      if (entries.length < ENTRIES_PER_COMMIT_MAX) entries.push(entry);
    },
  });
  parse(output);
}
