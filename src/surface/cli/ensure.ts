/** A daemon to talk to, started when there is none. */
import type { DaemonStatus } from "../../domains/method.js";
import type { Stamp } from "../../domains/stamp.js";
import type { Client } from "../socket/client.js";
import { agentId } from "./agent.js";
import type { Arguments } from "./arguments.js";
import { type Cli, note } from "./cli.js";
import { findDaemon } from "./daemon.js";
import { type Child, launchDaemon, waitReady } from "./launch.js";
import { refreshService } from "./service.js";
import { waitEnd } from "./stop.js";

export interface Running {
  client: Client;
  status: DaemonStatus;
  /** null when the daemon ran already. */
  child: Child | null;
}

export interface Added extends Stamp {
  project_id: number;
  root: string;
  added: boolean;
}

/** Adding a project reads its configuration and arms its watcher. */
const ADD_MS = 60_000;
const STOP_MS = 5_000;

/** Ends it, and waits until its process is gone. */
export async function stopDaemon({ client, status }: Running): Promise<void> {
  await client.call("daemon.stop", {}, { timeoutMs: STOP_MS });
  await waitEnd(status.pid);
}

/** The daemon that runs, or a new one, once it is ready. */
export async function ensureDaemon(cli: Cli, given: Arguments): Promise<Running> {
  const onStep = (state: string) => note(cli, given, state);
  for (;;) {
    const found = await findDaemon(cli);
    found?.close();
    const child = found === null ? await launchDaemon(cli) : null;
    const ready = await waitReady(cli, child, onStep);
    // Another one may have been faster than ours.
    if (ready) {
      noteVersion(cli, given, ready.status);
      return { ...ready, child: child?.owns(ready.status.pid) ? child : null };
    }
  }
}

function noteVersion(cli: Cli, given: Arguments, { version }: DaemonStatus): void {
  if (version === cli.manifest.version) return;
  note(cli, given, `the daemon is lockstep ${version}, this is ${cli.manifest.version}; \`lockstep restart\` makes them one`);
}

/** Adds a project, and lets a service write where the project needs it. */
export async function addProject(cli: Cli, given: Arguments, client: Client, dir: string): Promise<Added> {
  const added = await client.call<Added>("projects.add", { dir, agent_id: agentId(cli) }, { timeoutMs: ADD_MS });
  if (added.added) await refreshService(cli, given);
  return added;
}
