#!/usr/bin/env node
/**
 * The `lockstep` command. Help and version come straight from the manifest; everything else is loaded when a verb needs it.
 * CommonJS, because node reads it at once: its loader of modules costs a quarter of what node itself takes to start.
 */
import fs = require("node:fs");
import path = require("node:path");

import type { Manifest } from "./surface/cli/manifest.js" with { "resolution-mode": "import" };

const words = process.argv.slice(2);
// Written by the build beside the code, so it is what the type says.
const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, "..", "cli-manifest.json"), "utf8")) as Manifest;

// Whoever reads has hung up (`lockstep check | head`, a closed terminal): there is nobody to tell more, and the exit status stands.
let onUnread = (): void => process.exit();
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") return onUnread();
  // An answer that is not written is none, whatever it says.
  process.stderr.write(`lockstep: UNWRITTEN: The answer could not be written: ${error.message}\n`);
  process.exit(70);
});
const whenUnread = (listener: () => void): void => {
  onUnread = listener;
};

const only = words.length > 1 ? undefined : (words[0] ?? "--help");
if (only === "--help" || only === "-h" || only === "help") process.stdout.write(manifest.help);
else if (only === "--version" || only === "-V") process.stdout.write(`lockstep ${manifest.version}\n`);
else void import("./command.js").then(({ runVerb }) => runVerb(words, { manifest, whenUnread }));
