/** The files that git knows of a folder, or would take. */
import { spawn } from "node:child_process";

/** Gives NUL-separated paths relative to the root; null when git could not tell. */
export type GitList = () => Promise<Buffer | null>;

const LIST = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
/** No program of the repository's choosing is run, and no network is used. */
const SETTINGS = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "protocol.allow=never"];
const TERMINATE_MS = 30_000;
const KILL_MS = 2_000;
/** 200,000 paths of 300 bytes. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Makes the question for the folder at `root`: tracked files, and untracked ones that are not ignored. */
export function gitFileList(root: string): GitList {
  return () => run(root, [...SETTINGS.flatMap((setting) => ["-c", setting]), ...LIST]);
}

function run(cwd: string, args: string[]): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn("git", args, { cwd, env: environment(), stdio: ["ignore", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let kill: NodeJS.Timeout | undefined;
    const terminate = () => {
      child.kill("SIGTERM");
      kill ??= setTimeout(() => child.kill("SIGKILL"), KILL_MS);
    };
    const timer = setTimeout(terminate, TERMINATE_MS);
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > OUTPUT_BYTES_MAX) terminate();
      else chunks.push(chunk);
    });
    const done = (list: Buffer | null) => {
      clearTimeout(timer);
      clearTimeout(kill);
      resolve(list);
    };
    child.on("error", () => done(null));
    child.on("close", (code) => done(code === 0 ? Buffer.concat(chunks) : null));
  });
}

/** Ours without git's variables: a hook sets `GIT_DIR` and `GIT_INDEX_FILE`, which would speak of another repository. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const ours = { GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1", LC_ALL: "C" };
  return { ...Object.fromEntries(kept), ...ours };
}
