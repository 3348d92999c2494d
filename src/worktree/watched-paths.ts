/** Which paths are looked at, for those who hear of changes path by path: the same that a sweep lists. */
import { lstatSync } from "node:fs";
import { ancestorsOf } from "../base/paths.js";
import { ignoredButTracked, userExcludes } from "./git-files.js";
import { createIgnore } from "./ignore.js";
import { findRepository } from "./repository.js";
import { openRoot } from "./root.js";

/**
 * Makes the test whether a path is left out, as the rules are now. A sweep has its list from git: so what git tracks is looked at although
 * an ignore file names it, what the user's own ignore file names is not, and nothing is in a repository inside this one.
 * `patterns` as in `createIgnore`. Throws DIR_*.
 */
export async function watchedPaths(
  dir: string,
  patterns: readonly string[],
): Promise<(path: string, isDirectory: boolean) => boolean> {
  const root = openRoot(dir);
  const found = findRepository(root.path);
  const [tracked, ofUser] = found ? await Promise.all([ignoredButTracked(root.path), userExcludes(found.top)]) : [[], null];
  const rules = createIgnore(root, { patterns, ofUser });
  const taken = new Set(tracked.flatMap((path) => [path, ...ancestorsOf(path)]));
  const isInner = (folder: string) => folder !== "" && exists(`${root.path}/${folder}/.git`);
  return (path, isDirectory) => {
    if (rules.excludes(path, isDirectory)) return true;
    if (isDirectory && isInner(path)) return true;
    return !taken.has(path) && rules.ignores(path, isDirectory);
  };
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
