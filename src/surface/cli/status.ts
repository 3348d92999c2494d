import { resolve } from "node:path";
import { LockstepError } from "../../base/errors.js";
import type { DaemonStatus, NotFresh } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import type { Client } from "../socket/client.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { askStatus, findDaemon } from "./daemon.js";

/** `daemon.fresh` waits by itself; this is for the way there and back. */
const MARGIN_MS = 5_000;
const FRESH_SECONDS = 10;
const FRESH_SECONDS_MAX = 120;
const STATUS_MS = 10_000;
const NO_DAEMON = 4;
/** Changes that come together are shown once. */
const QUIET_MS = 100;

type FreshStatus = DaemonStatus & { not_fresh: NotFresh[] };

/** What programs read when no daemon answers: the same fields, with nothing in them. */
const NOT_RUNNING = {
  running: false,
  instance: null,
  pid: null,
  version: null,
  seq: null,
  as_of: null,
  projects: [],
  queue: { depth: 0, in_progress: 0, dead_letters: 0 },
} as const;

/** `lockstep status [--watch] [--fresh]`. */
export async function status(cli: Cli, given: Arguments): Promise<number> {
  checkFresh(given);
  const client = await findDaemon(cli);
  if (client === null) {
    cli.stdout.write(
      given.flag("json") ? `${JSON.stringify(NOT_RUNNING, null, 2)}\n` : "no daemon runs; `lockstep start` starts one\n",
    );
    return NO_DAEMON;
  }
  try {
    const root = await rootAsked(cli, given);
    const asked = given.flag("fresh") ? await freshStatus(client, given, root) : await askStatus(client, STATUS_MS);
    if (root !== null) await checkWatched(root, asked);
    if (given.flag("watch")) return await watch(cli, given, client, asked);
    if (given.flag("json")) cli.stdout.write(`${JSON.stringify(asked, null, 2)}\n`);
    else cli.stdout.write(`${await render(cli, given, only(root, asked))}${notFresh(asked)}`);
    return 0;
  } finally {
    client.close();
  }
}

/** Throws USAGE for a wait without `--fresh`, and for one that is too long. */
function checkFresh(given: Arguments): void {
  const seconds = given.number("timeout");
  if (!given.flag("fresh") && seconds !== undefined) {
    throw new LockstepError("USAGE", "`--timeout` says how long `--fresh` waits. Add `--fresh`, or leave it out.");
  }
  if (seconds === undefined || (seconds > 0 && seconds <= FRESH_SECONDS_MAX)) return;
  throw new LockstepError("USAGE", `\`--timeout\` takes up to ${FRESH_SECONDS_MAX} seconds, and more than 0, not ${seconds}.`);
}

/** null when all projects are asked about. A project whose folder is gone is asked about all the same. */
async function rootAsked(cli: Cli, given: Arguments): Promise<string | null> {
  const [dir] = given.positional;
  return dir === undefined ? null : await cli.assembly.openFolder(dir).catch(() => resolve(cli.cwd, dir));
}

async function freshStatus(client: Client, given: Arguments, root: string | null): Promise<FreshStatus> {
  const timeout_ms = Math.max(1, Math.round((given.number("timeout") ?? FRESH_SECONDS) * 1_000));
  const wait = { timeoutMs: timeout_ms + MARGIN_MS };
  return await client.call<FreshStatus>("daemon.fresh", { ...(root === null ? {} : { root }), timeout_ms }, wait);
}

/** Throws UNKNOWN_PROJECT. */
async function checkWatched(root: string, { projects }: DaemonStatus): Promise<void> {
  const known = projects.map((project) => project.root);
  if (!known.includes(root)) throw (await import("../../domains/documentation/find-project.js")).unknownProject(root, known);
}

/** Who asks about one project reads of that one. */
function only(root: string | null, status: DaemonStatus): DaemonStatus {
  return root === null ? status : { ...status, projects: status.projects.filter((project) => project.root === root) };
}

function notFresh({ not_fresh = [] }: Partial<FreshStatus>): string {
  return not_fresh.map(({ root, reason }) => `not fresh: ${escapeText(root)}: ${escapeText(reason)}\n`).join("");
}

/** Shows the status after each change, until Ctrl-C or until the daemon ends. */
async function watch(cli: Cli, given: Arguments, client: Client, first: DaemonStatus): Promise<number> {
  const json = given.flag("json");
  const home = cli.stdout.isTTY && !json ? "\x1b[H\x1b[2J" : "";
  const show = async (status: DaemonStatus) => {
    cli.stdout.write(json ? `${JSON.stringify(status)}\n` : `${home}${await render(cli, given, status)}`);
  };
  await show(first);
  let timer: NodeJS.Timeout | null = null;
  await client.subscribe({ project: null }, () => {
    timer ??= setTimeout(() => {
      timer = null;
      // The end of the connection is told by `closed`.
      askStatus(client, STATUS_MS).then(show, () => {});
    }, QUIET_MS);
  });
  await client.closed;
  if (timer) clearTimeout(timer);
  cli.stderr.write("lockstep: the daemon ended\n");
  return NO_DAEMON;
}

async function render(cli: Cli, given: Arguments, status: DaemonStatus): Promise<string> {
  const [{ renderStatus }, { paintOf }] = await Promise.all([import("../formats/status.js"), import("./paint.js")]);
  return renderStatus(status, { paint: paintOf(cli, given), now: Date.now() });
}
