/** What `doctor --bundle` asks and writes. */
import { LockstepError } from "../../base/errors.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import type { Assembly, BundleFile, Cli } from "./cli.js";
import { confirm, isInteractive } from "./confirm.js";

interface Bundled extends Pick<BundleFile, "parts"> {
  /** null when it was not written. */
  path: string | null;
}

/** Lists what a bundle would hold, and writes it when agreed to. Throws USAGE where nobody can be asked. */
export async function bundled(
  cli: Cli,
  given: Arguments,
  dir: string,
  found: Parameters<Assembly["bundle"]>[1],
): Promise<Bundled> {
  const { path, parts, write } = await cli.assembly.bundle(dir, found);
  const say = (text: string) => given.flag("json") || cli.stdout.write(text);
  say(renderBundle(parts));
  const written = await isAgreed(cli, given, path);
  if (written) write();
  say(written ? `written to ${escapeText(path)}; read it before you hand it on\n` : "nothing was written\n");
  return { path: written ? path : null, parts };
}

async function isAgreed(cli: Cli, given: Arguments, path: string): Promise<boolean> {
  if (given.flag("yes")) return true;
  if (isInteractive(cli) && !given.flag("json")) return await confirm(cli, `Write it to ${escapeText(path)}?`);
  const why = "Nothing was written, for there is no terminal to ask on.";
  throw new LockstepError("USAGE", `${why} \`lockstep doctor --bundle --yes\` writes the bundle.`);
}

function renderBundle(parts: BundleFile["parts"]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const lines = parts.map(({ name, about, bytes }) => `  ${name.padEnd(width)}  ${kibibytes(bytes).padStart(9)}  ${about}`);
  const head = "A bundle would hold, without secrets, contents of files, names and places of projects:";
  return `${["", head, ...lines].join("\n")}\n`;
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1_024).toFixed(1)} KiB`;
}
