/** Runs git as a child process that can neither ask, nor fetch, nor run anything a repository names. */
import { type ChildProcess, spawn } from "node:child_process";

/** A git that answers nothing for so long is asked to stop, and killed when it does not. Milliseconds. */
export const GIT_TIMEOUT_MS = 30_000;
const KILL_AFTER_MS = 2_000;
/** What is kept of git's complaints, bytes. */
const STDERR_MAX = 4_096;
/** Most bytes that one whole answer may have. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** Settings of a user or a repository that would change what plumbing prints, or run a program. */
const SETTINGS = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.quotePath=false",
  "protocol.allow=never",
  "color.ui=false",
  "diff.noprefix=false",
  "diff.mnemonicPrefix=false",
  "diff.orderFile=/dev/null",
  "diff.relative=false",
  "diff.suppressBlankEmpty=false",
  "diff.submodule=short",
  "diff.ignoreSubmodules=all",
  "i18n.logOutputEncoding=UTF-8",
  "log.showRoot=true",
  "log.showSignature=false",
  "log.follow=false",
  "log.diffMerges=first-parent",
].flatMap((setting) => ["-c", setting]);

/** The environment of every git: nothing of a calling hook's GIT_DIR or GIT_INDEX_FILE, no optional locks, no questions. */
export function gitEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !name.startsWith("GIT_") || name.startsWith("GIT_CONFIG_"));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
  };
}

/** Starts git in `cwd` with pipes. The caller listens to `error`: git may not be there. */
export function spawnGit(cwd: string, args: readonly string[]): ChildProcess {
  return spawn("git", [...SETTINGS, ...args], {
    cwd,
    env: gitEnvironment(),
    shell: false,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Asks a child to stop, and kills it when it does not. */
export function stopGit(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  killer.unref();
  child.once("close", () => clearTimeout(killer));
}

/** How a run ended: `missing` no git, `timeout` took too long, `stopped` the reader had enough, `failed` git said no. */
export type GitEnd = "done" | "missing" | "timeout" | "stopped" | "failed";

export interface GitOutcome {
  end: GitEnd;
  /** Exit status; null when it was killed or never ran. */
  status: number | null;
  stderr: string;
}

export interface GitStream {
  cwd: string;
  args: readonly string[];
  /** Written to its standard input. */
  input?: string;
  timeoutMs?: number;
  /** Takes the output as it comes; false ends the run. */
  onData(chunk: Buffer): boolean;
}

/** Runs of git at a time, over all projects. What waits for its turn is not yet running against its time. */
const RUNS_AT_ONCE = 2;
const turns = { running: 0, waiting: [] as (() => void)[] };

/** Runs git and hands its output on piece by piece. Never throws; a failure is told by the outcome. */
export async function streamGit(request: GitStream): Promise<GitOutcome> {
  if (turns.running < RUNS_AT_ONCE) turns.running++;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  try {
    return await run(request);
  } finally {
    // The turn goes to the next one, or is free.
    const next = turns.waiting.shift();
    if (next) next();
    else turns.running--;
  }
}

function run({ cwd, args, input, timeoutMs = GIT_TIMEOUT_MS, onData }: GitStream): Promise<GitOutcome> {
  return new Promise((resolve) => {
    const child = spawnGit(cwd, args);
    let cut: GitEnd | null = null;
    let stderr = "";
    const timer = setTimeout(() => {
      cut ??= "timeout";
      stopGit(child);
    }, timeoutMs);
    const finish = (end: GitEnd, status: number | null) => {
      clearTimeout(timer);
      resolve({ end, status, stderr: stderr.trim() });
    };
    child.on("error", () => finish("missing", null));
    child.stdin?.on("error", () => {
      // It ended before it had read everything; its exit status says why.
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      if (stderr.length < STDERR_MAX) stderr += chunk.toString("utf8").slice(0, STDERR_MAX - stderr.length);
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      if (cut !== null || onData(chunk)) return;
      cut = "stopped";
      stopGit(child);
    });
    child.on("close", (status) => finish(cut ?? (status === 0 ? "done" : "failed"), status));
    child.stdin?.end(input ?? "");
  });
}

export interface GitAnswer extends GitOutcome {
  stdout: Buffer;
}

/** Runs git and returns its whole output; what was cut has the end `stopped` or `timeout`. */
export async function runGit(
  cwd: string,
  args: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<GitAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) return false;
    chunks.push(chunk);
    return true;
  };
  const outcome = await streamGit({ cwd, args, ...options, onData });
  return { ...outcome, stdout: Buffer.concat(chunks) };
}
