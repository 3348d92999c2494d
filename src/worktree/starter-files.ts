/** The files that a project begins with. What is there stays as it is. */
import { writeFileSync } from "node:fs";
import { CONFIG_PATHS } from "./config-files.js";
import { LOCKSTEP_FILES, ownLockstepFolder } from "./lockstep-folder.js";
import type { Root } from "./root.js";

export interface StarterFile {
  /** Relative to the root. */
  path: string;
  /** Whether it was written now. */
  written: boolean;
}

/** What of `.lockstep` everyone gets who clones; the rest is of one working copy. */
const IGNORES = `*\n!.gitignore\n${Object.values(LOCKSTEP_FILES)
  .map((path) => `!${path.slice(".lockstep/".length)}\n`)
  .join("")}`;

/** Writes `lockstep.yaml` with `config`, and what git ignores of `.lockstep`. Throws CONFIG_INVALID when the folder is a link. */
export function writeStarterFiles(root: Root, config: string): StarterFile[] {
  ownLockstepFolder(root);
  const write = (path: string, text: string) => ({ path, written: writeNew(`${root.path}/${path}`, text) });
  return [write(CONFIG_PATHS.repository, config), write(".lockstep/.gitignore", IGNORES)];
}

/** A file that came meanwhile, or a link that leads nowhere, is as good as one that was there. */
function writeNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
