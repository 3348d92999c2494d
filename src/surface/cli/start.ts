import { homedir } from "node:os";
import type { DaemonStatus } from "../../domains/method.js";
import type { Client } from "../socket/client.js";
import type { Arguments } from "./arguments.js";
import { type Cli, folderOf, note } from "./cli.js";
import { findDaemon } from "./daemon.js";
import { type Child, spawnDaemon, waitReady } from "./launch.js";

export interface Running {
  client: Client;
  status: DaemonStatus;
  /** null when the daemon ran already. */
  child: Child | null;
}

interface Added {
  project_id: number;
  root: string;
  added: boolean;
}

/** Adding a project reads its configuration and arms its watcher. */
const ADD_MS = 60_000;

/** `lockstep start [DIR]`. */
export async function start(cli: Cli, given: Arguments): Promise<number> {
  if (given.flag("foreground")) return await (await import("./foreground.js")).foreground(cli, given);
  const running = await ensureDaemon(cli, given);
  try {
    const project = isPlace(given.positional[0], cli.cwd) ? await addProject(cli, running.client, given.positional[0]) : null;
    cli.stdout.write(render(given, running, project));
    return 0;
  } finally {
    running.client.close();
  }
}

/** The daemon that runs, or a new one, once it is ready. */
export async function ensureDaemon(cli: Cli, given: Arguments): Promise<Running> {
  const onStep = (state: string) => note(cli, given, state);
  for (;;) {
    const found = await findDaemon(cli);
    found?.close();
    const child = found === null ? await spawnDaemon(cli) : null;
    const ready = await waitReady(cli, child, onStep);
    // Another one may have been faster than ours.
    if (ready) return { ...ready, child: ready.status.pid === child?.pid ? child : null };
  }
}

export function addProject(cli: Cli, client: Client, dir: string | undefined): Promise<Added> {
  return client.call<Added>("projects.add", { dir: folderOf(cli, dir) }, { timeoutMs: ADD_MS });
}

/** Nobody means the whole home folder, or the whole disk, by not naming a folder. */
function isPlace(given: string | undefined, cwd: string): boolean {
  return given !== undefined || (cwd !== homedir() && cwd !== "/");
}

function render(given: Arguments, { status, child }: Running, project: Added | null): string {
  const { pid, instance, version } = status;
  if (given.flag("json")) return `${JSON.stringify({ started: child !== null, pid, instance, version, project }, null, 2)}\n`;
  const lines = [child === null ? `lockstepd runs already (pid ${pid})` : `lockstepd started (pid ${pid})`];
  if (project) lines.push(project.added ? `watching ${project.root}` : `watching ${project.root}, as before`);
  else lines.push("no project added: `lockstep start DIR` adds one");
  lines.push("`lockstep status` tells how it is, `lockstep stop` ends it");
  return `${lines.join("\n")}\n`;
}
