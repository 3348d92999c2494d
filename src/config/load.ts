/** The configuration that holds for a project, or for the daemon when none is named. */
import { LockstepError } from "../base/errors.js";
import { DEFAULTS } from "./defaults.js";
import type { CheckedLayer } from "./layers.js";
import type { RuleIds } from "./rule-names.js";
import type { Config } from "./schema.js";
import type { ConfigText, ConfigTexts } from "./texts.js";
import { type Environment, settingVariables } from "./variables.js";

export interface LoadOptions {
  texts: ConfigTexts;
  env: Environment;
  /** Ids of the rules that `rules:` and `ignore:` may name. */
  rules: RuleIds;
  /** Told of what a repository's files say in vain. */
  onNote?: (note: string) => void;
}

/**
 * Merges default < machine < repository < local < environment: groups and maps key by key, lists one behind the other. Rules named by
 * pattern come out by id. Throws CONFIG_UNKNOWN_KEY and CONFIG_INVALID, which name key, file, line and column.
 */
export async function loadConfig({ texts, env, rules, onNote = () => {} }: LoadOptions): Promise<Config> {
  const { machine, repository, local } = texts;
  // Most runs have nothing to read; loading YAML and zod would take them longer than their answer.
  if (!machine && !repository && !local && settingVariables(env).length === 0) return structuredClone(DEFAULTS);
  const [{ parseYaml }, { environmentSources }, { checkLayer, checkTrust, checkWhole, lay, passOver }] = await Promise.all([
    import("./yaml.js"),
    import("./environment.js"),
    import("./layers.js"),
  ]);
  const check = (file: ConfigText) => checkLayer(parseYaml(file.name, file.text), rules);
  const over = (below: Config, layers: readonly CheckedLayer[]) =>
    layers.reduce((config, { layer }) => lay(config, layer, rules), below);
  const trusted = machine ? [check(machine)] : [];
  const variables = environmentSources(env).map((source) => checkLayer(source, rules));
  // What the environment says of the machine bounds the repository as well.
  const bounds = over(structuredClone(DEFAULTS), [...trusted, ...variables]);
  const untrusted = [repository, local].filter((file) => file !== null).map((file) => passOver(check(file), onNote));
  for (const layer of untrusted) checkTrust(layer, bounds);
  const layers = [...trusted, ...untrusted, ...variables];
  const config = over(structuredClone(DEFAULTS), layers);
  checkWhole(config, layers);
  return { ...config, ledger: wholePath(config.ledger, env.HOME) };
}

function wholePath(path: string | null, home: string | undefined): string | null {
  if (!path?.startsWith("~/")) return path;
  if (home?.startsWith("/")) return `${home}${path.slice(1)}`;
  throw new LockstepError("CONFIG_INVALID", "`ledger` starts with `~/`, but HOME is not set. Write the whole path.");
}
