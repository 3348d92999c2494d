/** Where a repository's hooks are, and who keeps them. */
import { execFile } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { LockstepError } from "../../base/errors.js";
import { GIT_TIMEOUT_MS, gitEnvironment } from "../git-process.js";
import { SPOOL_FOLDER } from "./script.js";

/**
 * Who keeps the hooks: `git` alone, in the git directory; `shared`, a folder of `core.hooksPath` outside the repository; `tree`, one
 * inside the working tree, under version control; or a hook manager.
 */
export type Keeper = "git" | "shared" | "tree" | "husky" | "lefthook" | "pre-commit";

export interface HooksPlace {
  /** Top folder of the working tree. */
  top: string;
  /** The git directory that all working trees share. */
  commonDir: string;
  /** Where git looks for hooks; it need not be there. */
  hooksDir: string;
  keeper: Keeper;
  /** The file in which a manager is told of hooks; for husky, the folder of them. null without a manager. */
  managerFile: string | null;
  /** Folder of the spools. */
  spoolDir: string;
}

const LEFTHOOK_FILES = ["lefthook", ".lefthook", ".config/lefthook"].flatMap((name) =>
  ["yml", "yaml", "json", "toml"].map((ending) => `${name}.${ending}`),
);

/** The place of the repository around the folder `dir`. Throws NO_REPOSITORY. */
export async function findHooksPlace(dir: string): Promise<HooksPlace> {
  const top = await ask(dir, "--show-toplevel");
  // What `core.hooksPath` says counts from the top.
  const [commonDir, hooks] = await Promise.all([ask(top, "--git-common-dir"), ask(top, "--git-path", "hooks")]);
  const common = realpathSync(resolve(top, commonDir));
  const hooksDir = real(resolve(top, hooks));
  if (hooksDir === "/dev/null") {
    throw new LockstepError(
      "NO_REPOSITORY",
      `${top} has its git hooks switched off (core.hooksPath is /dev/null). Unset that first.`,
    );
  }
  return { top, commonDir: common, hooksDir, ...keeperOf(top, common, hooksDir), spoolDir: join(common, SPOOL_FOLDER) };
}

function keeperOf(top: string, commonDir: string, hooksDir: string): Pick<HooksPlace, "keeper" | "managerFile"> {
  const husky = join(top, ".husky");
  if (isThere(husky)) return { keeper: "husky", managerFile: husky };
  const lefthook = LEFTHOOK_FILES.map((name) => join(top, name)).find(isThere);
  if (lefthook !== undefined) return { keeper: "lefthook", managerFile: lefthook };
  const preCommit = join(top, ".pre-commit-config.yaml");
  if (isThere(preCommit)) return { keeper: "pre-commit", managerFile: preCommit };
  if (isInside(hooksDir, commonDir)) return { keeper: "git", managerFile: null };
  return { keeper: isInside(hooksDir, top) ? "tree" : "shared", managerFile: null };
}

/** One answer of `git rev-parse`, without the settings of our other runs: they would hide where hooks are. */
function ask(dir: string, ...words: string[]): Promise<string> {
  return new Promise((answer, reject) => {
    const options = { cwd: dir, env: gitEnvironment(), timeout: GIT_TIMEOUT_MS };
    execFile("git", ["rev-parse", ...words], options, (error, stdout, stderr) => {
      if (error === null) return answer(stdout.replace(/\n$/, ""));
      const reason = error.code === "ENOENT" ? "there is no git on the PATH" : stderr.trim().replace(/\.$/, "") || error.message;
      reject(new LockstepError("NO_REPOSITORY", `${dir} is in no working tree of git (${reason}). Git hooks need one.`));
    });
  });
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The real path of what is there; of what is not, the path itself. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
