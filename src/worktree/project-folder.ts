/** Which project a path on the command line belongs to. */
import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { LockstepError } from "../base/errors.js";

/** What makes a folder the top of a project. */
const MARKS = [".git", "lockstep.yaml"];

/**
 * The folder that `check` would be asked about, and `path` relative to it, empty for all of it: the folder `cwd` when the path is in
 * it, unless it is in a project of its own below; else the project it is in; else the folder itself. Throws DIR_MISSING.
 */
export function projectOf(path: string, cwd: string): { dir: string; under: string } {
  const here = realpathSync.native(cwd);
  const target = realTarget(path, here);
  for (let folder = target; ; folder = dirname(folder)) {
    const isTop = folder === here || MARKS.some((mark) => existsSync(join(folder, mark)));
    if (isTop) return { dir: folder, under: relative(folder, target).split(sep).join("/") };
    if (folder === dirname(folder)) break;
  }
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? { dir: target, under: "" } : { dir: dirname(target), under: basename(target) };
}

/** The path with its folder resolved, so that a link is named as such and not by what it leads to. */
function realTarget(path: string, cwd: string): string {
  const whole = resolve(cwd, path);
  try {
    const stats = statSync(whole);
    return stats.isDirectory() ? realpathSync.native(whole) : join(realpathSync.native(dirname(whole)), basename(whole));
  } catch (cause) {
    const message = `There is no file or folder ${JSON.stringify(whole)}. Check the spelling.`;
    throw new LockstepError("DIR_MISSING", message, { cause });
  }
}
