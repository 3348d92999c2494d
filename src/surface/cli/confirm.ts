/** Asks the person at the terminal. */
import { createInterface } from "node:readline/promises";
import type { Cli } from "./cli.js";

type Terminal = Pick<Cli, "stdin" | "stdout" | "stderr">;

/** Whether somebody sits there: what is shown is seen, and what is asked can be answered. */
export function isInteractive({ stdin, stdout }: Terminal): boolean {
  return stdout.isTTY === true && stdin().isTTY === true;
}

/** Only a clear yes is one; the end of the input is none. */
export async function confirm({ stdin, stderr }: Terminal, question: string): Promise<boolean> {
  const asking = createInterface({ input: stdin(), output: stderr });
  try {
    const closed = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
    const answer = await Promise.race([asking.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim().slice(0, 8));
  } finally {
    asking.close();
  }
}
