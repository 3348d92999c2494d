import { LockstepError } from "../base/errors.js";

const HELP = `lockstepd watches projects and judges their documents. It takes its settings from the machine's configuration.

  lockstep start [DIR]   starts it in the background and adds a project
  lockstep status        tells how it is
  lockstep stop          ends it

Run by itself, lockstepd stays in the foreground until SIGTERM or Ctrl-C.
`;

/** What to say to the words of the command line; null when there are none and the daemon is to start. Throws USAGE. */
export function answerWords(words: readonly string[], version: string): string | null {
  const [word] = words;
  if (word === undefined) return null;
  if (word === "--version" || word === "-V") return `lockstepd ${version}\n`;
  if (word === "--help" || word === "-h") return HELP;
  throw new LockstepError("USAGE", `lockstepd takes no \`${word.slice(0, 64)}\`. \`lockstepd --help\` says what it does.`);
}
