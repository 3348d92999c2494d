/** A verb of the `lockstep` command, from its words to the end of the process. */
import { assemble } from "./assembly.js";
import type { Cli } from "./surface/cli/cli.js";
import { run } from "./surface/cli/run.js";

/** Runs what `words` say and ends the process with its exit status. */
export async function runVerb(
  words: readonly string[],
  { manifest, whenUnread }: Pick<Cli, "manifest" | "whenUnread">,
): Promise<void> {
  // Opened here only: a stream costs help a twentieth of its time.
  process.stderr.on("error", () => {});
  const cwd = whereWeStand();
  if (cwd === null) {
    process.stderr.write("lockstep: DIR_MISSING: The folder you stand in is gone. Change to one that exists.\n");
    process.exitCode = 2;
    return;
  }
  const { stdout, stderr, env } = process;
  const stdin = () => process.stdin;
  const cli: Cli = { manifest, assembly: assemble(manifest, env), env, cwd, stdin, stdout, stderr, whenUnread };
  process.exitCode = await run(words, cli);
  // Whatever a verb left open must not keep the process; what it has printed must still arrive.
  stdout.write("", (error) => {
    // What went wrong has its own listener, which is called next.
    if (!error) process.exit();
  });
}

/** null when the folder was removed under our feet. */
function whereWeStand(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
