/** The files that git knows of a folder, or would take. */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { runGit } from "./git-process.js";
import { readSmallFile } from "./guard.js";
import { IGNORE_BYTES_MAX } from "./ignore.js";

/** Gives NUL-separated paths relative to the root; null when git could not tell. */
export type GitList = () => Promise<Buffer | null>;

/** Makes the question for the folder at `root`: tracked files, and untracked ones that are not ignored. */
export function gitFileList(root: string): GitList {
  return async () => {
    const { end, stdout } = await runGit(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    return end === "done" ? stdout : null;
  };
}

/** Tracked files below `root` that an ignore file names, relative to it; none when git cannot tell. */
export async function ignoredButTracked(root: string): Promise<string[]> {
  const { end, stdout } = await runGit(root, ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"]);
  return end === "done" ? stdout.toString("utf8").split("\0").slice(0, -1) : [];
}

/** Text of the user's own ignore file, which git obeys in the working tree at `top`; null when there is none. */
export async function userExcludes(top: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const { end, stdout } = await runGit(top, ["config", "--type=path", "-z", "--get", "core.excludesFile"]);
  const usual = join(env.XDG_CONFIG_HOME || join(env.HOME ?? "/", ".config"), "git/ignore");
  try {
    // Many have it as a link into a repository of such files.
    const path = realpathSync.native(resolve(top, end === "done" ? stdout.toString("utf8").slice(0, -1) : usual));
    return readSmallFile(dirname(path), basename(path), IGNORE_BYTES_MAX);
  } catch {
    return null;
  }
}
