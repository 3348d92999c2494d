/** The configuration that holds for a project, or for the daemon when none is named. */
import { LockstepError } from "../base/errors.js";
import { DEFAULTS } from "./defaults.js";
import type { RuleIds } from "./rule-names.js";
import type { Config } from "./schema.js";
import type { ConfigText, ConfigTexts } from "./texts.js";

export interface LoadOptions {
  texts: ConfigTexts;
  env: Readonly<Record<string, string | undefined>>;
  /** Ids of the rules that `rules:` and `ignore:` may name. */
  rules: RuleIds;
}

/**
 * Merges default < machine < repository < local < environment: groups and maps key by key, lists one behind the other. Rules named by
 * pattern come out by id. Throws CONFIG_UNKNOWN_KEY and CONFIG_INVALID, which name key, file, line and column.
 */
export async function loadConfig({ texts, env, rules }: LoadOptions): Promise<Config> {
  const { machine, repository, local } = texts;
  const named = Object.keys(env).some((name) => name.startsWith("LOCKSTEP_"));
  // Most runs have nothing to read; loading YAML and zod would take them longer than their answer.
  if (!machine && !repository && !local && !named) return structuredClone(DEFAULTS);
  const [{ parseYaml }, { environmentSources }, { checkLayer, checkTrust, lay }] = await Promise.all([
    import("./yaml.js"),
    import("./environment.js"),
    import("./layers.js"),
  ]);
  const check = (file: ConfigText) => checkLayer(parseYaml(file.name, file.text), rules);
  const variables = environmentSources(env).map((source) => checkLayer(source, rules));
  let config: Config = structuredClone(DEFAULTS);
  if (machine) config = lay(config, check(machine).layer, rules);
  // What the environment says of the machine bounds the repository as well.
  const trusted = variables.reduce((below, { layer }) => lay(below, layer, rules), config);
  for (const file of [repository, local]) {
    if (!file) continue;
    const checked = check(file);
    checkTrust(checked, trusted);
    config = lay(config, checked.layer, rules);
  }
  for (const { layer } of variables) config = lay(config, layer, rules);
  return finished(config, env);
}

function finished(config: Config, env: LoadOptions["env"]): Config {
  const { quiet_ms, cap_ms } = config.watch;
  if (cap_ms < quiet_ms) {
    const message = `\`watch.cap_ms\` (${cap_ms}) is less than \`watch.quiet_ms\` (${quiet_ms}): no wait would be long enough. Raise it to at least ${quiet_ms}.`;
    throw new LockstepError("CONFIG_INVALID", message, { data: { key: "watch.cap_ms" } });
  }
  if (!config.ledger?.startsWith("~/")) return config;
  if (!env.HOME?.startsWith("/")) {
    throw new LockstepError("CONFIG_INVALID", "`ledger` starts with `~/`, but HOME is not set. Write the whole path.");
  }
  return { ...config, ledger: `${env.HOME}${config.ledger.slice(1)}` };
}
