/** Which variables of the environment are settings. */
import { hash } from "node:crypto";

export type Environment = Readonly<Record<string, string | undefined>>;

export const PREFIX = "LOCKSTEP_";
/** Variables of other meaning; those of the test suite start with `LOCKSTEP_TEST_`. */
const NO_SETTINGS = new Set(["LOCKSTEP_AGENT_ID", "LOCKSTEP_FAULT", "LOCKSTEP_LAUNCHD"]);

/** Names of the variables that are settings, sorted. An empty one sets nothing. */
export function settingVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !NO_SETTINGS.has(name) && !name.startsWith(`${PREFIX}TEST_`))
    .filter((name) => env[name] !== "" && env[name] !== undefined)
    .sort();
}

/** 16 hex digits that are the same for two environments which set the same, and say nothing of what that is. */
export function settingsId(env: Environment): string {
  const set = settingVariables(env).map((name) => [name, env[name]]);
  return hash("sha256", JSON.stringify(set)).slice(0, 16);
}
