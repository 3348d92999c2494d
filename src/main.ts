#!/usr/bin/env node
/** The `lockstep` command. Help and version come straight from the manifest; everything else is loaded when a verb needs it. */
import { readFileSync } from "node:fs";
import type { Cli } from "./surface/cli/cli.js";
import type { Manifest } from "./surface/cli/manifest.js";

const words = process.argv.slice(2);
// Written by the build beside the code, so it is what the type says.
const manifest = JSON.parse(readFileSync(new URL("../cli-manifest.json", import.meta.url), "utf8")) as Manifest;

// Whoever reads has hung up (`lockstep check | head`, a closed terminal): there is nobody to tell more, and the exit status stands.
let onUnread = (): void => process.exit();
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") return onUnread();
  // An answer that is not written is none, whatever it says.
  process.stderr.write(`lockstep: UNWRITTEN: The answer could not be written: ${error.message}\n`);
  process.exit(70);
});

const only = words.length > 1 ? undefined : (words[0] ?? "--help");
if (only === "--help" || only === "-h" || only === "help") process.stdout.write(manifest.help);
else if (only === "--version" || only === "-V") process.stdout.write(`lockstep ${manifest.version}\n`);
else await runVerb();

async function runVerb(): Promise<void> {
  // Opened here only: a stream costs help a twentieth of its time.
  process.stderr.on("error", () => {});
  const cwd = whereWeStand();
  if (cwd === null) {
    process.stderr.write("lockstep: DIR_MISSING: The folder you stand in is gone. Change to one that exists.\n");
    process.exitCode = 2;
    return;
  }
  const [{ run }, { assemble }] = await Promise.all([import("./surface/cli/run.js"), import("./assembly.js")]);
  const { stdout, stderr, env } = process;
  const whenUnread = (listener: () => void) => {
    onUnread = listener;
  };
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
