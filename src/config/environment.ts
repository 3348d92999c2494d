/** The values of variables: `LOCKSTEP_WATCH__QUIET_MS=200` sets `watch.quiet_ms`. */
import { parse } from "yaml";
import { LockstepError } from "../base/errors.js";
import { type Environment, PREFIX, settingVariables } from "./variables.js";
import type { Source } from "./yaml.js";

const VALUE_LENGTH_MAX = 65_536;

/** One source for each variable. Throws CONFIG_INVALID for a list or map that cannot be read. */
export function environmentSources(env: Environment): Source[] {
  return settingVariables(env).map((name) => {
    const path = name.slice(PREFIX.length).toLowerCase().split("__");
    const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), readValue(name, env[name] ?? ""));
    return { name, value, place: () => `environment variable ${name}` };
  });
}

/** A number, true or false, a list `[a, b]`, a map `{a: b}`, or the text itself. */
function readValue(name: string, text: string): unknown {
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(text.slice(0, 32)) && text.length <= 32) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (!text.startsWith("[") && !text.startsWith("{")) return text;
  try {
    if (text.length > VALUE_LENGTH_MAX) throw new Error("too long");
    return parse(text, { schema: "core", maxAliasCount: 0 });
  } catch (cause) {
    const message = `environment variable ${name} is no list or map that YAML can read. Write it as [a, b] or {a: b}.`;
    throw new LockstepError("CONFIG_INVALID", message, { cause });
  }
}
