/** Which variables of the environment are settings. */

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
