import { homedir } from "node:os";
import { stampIn } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { type Added, addProject, ensureDaemon, type Running, stopDaemon } from "./ensure.js";
import { isDegraded } from "./launch.js";

/** `lockstep start [DIR]`. */
export async function start(cli: Cli, given: Arguments): Promise<number> {
  if (given.flag("foreground")) return await (await import("./foreground.js")).foreground(cli, given);
  const [folder] = given.positional;
  // Asked first: for a folder that cannot be watched nothing is started.
  const dir = isPlace(folder, cli.cwd) ? await cli.assembly.openFolder(folder ?? ".") : null;
  const running = await ensureDaemon(cli, given);
  try {
    const project = dir === null ? null : await addOrLeave(cli, given, running, dir);
    cli.stdout.write(render(given, running, project));
    return 0;
  } finally {
    running.client.close();
  }
}

/** A daemon that was started for a project which is refused ends with it. */
async function addOrLeave(cli: Cli, given: Arguments, running: Running, dir: string): Promise<Added> {
  try {
    return await addProject(cli, given, running.client, dir);
  } catch (error) {
    if (running.child !== null) await stopDaemon(running);
    throw error;
  }
}

/** Nobody means the whole home folder, or the whole disk, by not naming a folder. */
function isPlace(given: string | undefined, cwd: string): boolean {
  return given !== undefined || (cwd !== homedir() && cwd !== "/");
}

function render(given: Arguments, { status, child }: Running, project: Added | null): string {
  const { pid, version, state } = status;
  if (given.flag("json"))
    return `${JSON.stringify({ started: child !== null, pid, version, state, project, ...stampIn(project ?? status) }, null, 2)}\n`;
  const lines = [child === null ? `lockstepd runs already (pid ${pid})` : `lockstepd started (pid ${pid})`];
  if (isDegraded(state)) lines.push(escapeText(state));
  if (project) lines.push(`watching ${escapeText(project.root)}${project.added ? "" : ", as before"}`);
  else lines.push("no project added: `lockstep start DIR` adds one");
  lines.push("`lockstep status` tells how it is, `lockstep stop` ends it");
  return `${lines.join("\n")}\n`;
}
