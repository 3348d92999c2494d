import { type Paint, paintFor } from "../formats/colours.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";

/** Colours of the answer, as the words, the environment and the terminal want them. */
export function paintOf({ stdout, env }: Pick<Cli, "stdout" | "env">, given: Arguments): Paint {
  return paintFor(stdout, env, given.text("color"));
}
