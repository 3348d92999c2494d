import type { Skipped } from "../analysis/model.js";
import { RULE_IDS } from "../analysis/rules/index.js";
import { loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { readMachineConfig } from "../config/texts.js";
import { readRepositoryConfig } from "../worktree/config-files.js";
import type { Root } from "../worktree/guard.js";

/** A configuration, and what of the repository's files it passed over. */
export interface ProjectConfig {
  config: Config;
  notes: Skipped[];
}

/** The configuration that holds for the project at `root`. `machine` is the path of the machine's file. Throws CONFIG_*. */
export async function loadProjectConfig(root: Root, machine: string, env: NodeJS.ProcessEnv): Promise<ProjectConfig> {
  const texts = { machine: readMachineConfig(machine), ...readRepositoryConfig(root) };
  const notes: Skipped[] = [];
  const onNote = (note: string) => notes.push({ path: note.slice(0, note.indexOf(":")), reason: `config: ${note}` });
  return { config: await loadConfig({ texts, env, rules: RULE_IDS, onNote }), notes };
}
