/** The files that git knows of a folder, or would take. */
import { runGit } from "./git-process.js";

/** Gives NUL-separated paths relative to the root; null when git could not tell. */
export type GitList = () => Promise<Buffer | null>;

/** Makes the question for the folder at `root`: tracked files, and untracked ones that are not ignored. */
export function gitFileList(root: string): GitList {
  return async () => {
    const { end, stdout } = await runGit(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    return end === "done" ? stdout : null;
  };
}
