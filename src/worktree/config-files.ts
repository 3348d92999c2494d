/** The configuration files of a repository, read through the guard. */
import { LockstepError } from "../base/errors.js";
import { CONFIG_BYTES_MAX, type ConfigText, type ConfigTexts } from "../config/texts.js";
import { type Root, readSource } from "./guard.js";

/** Places below the root; the second is for one working copy alone. */
export const CONFIG_PATHS = { repository: "lockstep.yaml", local: ".lockstep/local.yaml" } as const;

/** Reads what there is. Throws CONFIG_INVALID for a file that cannot be read, is too large, or leads out of the project. */
export function readRepositoryConfig(root: Root): Pick<ConfigTexts, "repository" | "local"> {
  return { repository: read(root, CONFIG_PATHS.repository), local: read(root, CONFIG_PATHS.local) };
}

function read(root: Root, path: string): ConfigText | null {
  const source = readSource(root, path, { fileBytes: CONFIG_BYTES_MAX, contents: true });
  if ("missing" in source) return null;
  if ("text" in source) return { name: path, text: source.text };
  const { reason, message } = source.problem;
  throw new LockstepError("CONFIG_INVALID", `${path} cannot be read (${reason}: ${message}). Correct it or remove it.`, {
    data: { place: path },
  });
}
