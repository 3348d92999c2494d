/** Who types: what a writing method does is noted under this name. */
import type { Cli } from "./cli.js";

/** A person at a terminal, or a program that does not say who it is. */
const UNNAMED = "cli";

/** The agent id of the environment, as it is; what receives it says when it cannot be one. */
export function agentId({ env }: Pick<Cli, "env">): string {
  const { LOCKSTEP_AGENT_ID } = env;
  return LOCKSTEP_AGENT_ID === undefined || LOCKSTEP_AGENT_ID === "" ? UNNAMED : LOCKSTEP_AGENT_ID;
}
