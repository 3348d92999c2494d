/** The configuration files of a repository, read through the guard. */
import type { Problem } from "../analysis/model.js";
import { LockstepError } from "../base/errors.js";
import { folderOf } from "../base/paths.js";
import { CONFIG_BYTES_MAX, type ConfigText, type ConfigTexts } from "../config/texts.js";
import { type Root, readSource } from "./guard.js";
import { entryOf, isFolder } from "./stats.js";

/** Places below the root; the second is for one working copy alone. */
export const CONFIG_PATHS = { repository: "lockstep.yaml", local: ".lockstep/local.yaml" } as const;

/** Reads what there is. Throws CONFIG_INVALID for a file that cannot be read, is too large, or leads out of the project. */
export function readRepositoryConfig(root: Root): Pick<ConfigTexts, "repository" | "local"> {
  return { repository: read(root, CONFIG_PATHS.repository), local: read(root, CONFIG_PATHS.local) };
}

function read(root: Root, path: string): ConfigText | null {
  const source = readSource(root, path, { fileBytes: CONFIG_BYTES_MAX, contents: true });
  if ("text" in source) return { name: path, text: source.text };
  const problem = "problem" in source ? source.problem : hidden(root, path);
  if (problem === null) return null;
  throw new LockstepError(
    "CONFIG_INVALID",
    `${path} cannot be read (${problem.reason}: ${problem.message}). Correct it or remove it.`,
    { data: { place: path } },
  );
}

/** To the guard a folder, and what lies behind a linked one, is no file; somebody who put it there means it as the configuration. */
function hidden(root: Root, path: string): Problem | null {
  const entry = entryOf(root, path);
  if (entry === null) return null;
  if (isFolder(entry)) return { reason: "not_regular", message: "a folder" };
  const folder = folderOf(path);
  const isLinked = folder !== "" && entryOf(root, folder)?.link;
  return isLinked ? { reason: "outside_root", message: `${folder} is a symbolic link, which is not followed` } : null;
}
