import { RULE_IDS } from "../analysis/rules/index.js";
import { loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { readMachineConfig } from "../config/texts.js";
import { readRepositoryConfig } from "../worktree/config-files.js";
import type { Root } from "../worktree/guard.js";

/** The configuration that holds for the project at `root`. `machine` is the path of the machine's file. Throws CONFIG_*. */
export function loadProjectConfig(root: Root, machine: string, env: NodeJS.ProcessEnv): Promise<Config> {
  const texts = { machine: readMachineConfig(machine), ...readRepositoryConfig(root) };
  return loadConfig({ texts, env, rules: RULE_IDS });
}
