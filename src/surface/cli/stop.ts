import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "../../base/errors.js";
import { stampIn } from "../../domains/method.js";
import { type Stamp, stampHere } from "../../domains/stamp.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { askStatus, findDaemon } from "./daemon.js";
import { serviceIfAny } from "./launch.js";

/** A daemon ends within 5 s whatever it does; this is that and a little. */
const END_MS_MAX = 8_000;
const LOOK_EVERY_MS = 20;

export interface Stopped extends Stamp {
  pid: number;
}

/** Ends the daemon that runs, and waits until its process is gone; null when none does. */
export async function stopRunning(cli: Cli): Promise<Stopped | null> {
  const client = await findDaemon(cli);
  if (client === null) return await stopUnreachable(cli);
  const service = await serviceIfAny(cli);
  const status = service === null ? null : await askStatus(client, END_MS_MAX);
  if (service !== null && status !== null && (await service.manager.activity()).pid === status.pid) {
    client.close();
    await service.manager.stop();
    await waitEnd(status.pid);
    return { pid: status.pid, ...stampIn(status) };
  }
  const answer = await client.call<Stopped>("daemon.stop", {}, { timeoutMs: END_MS_MAX });
  client.close();
  await waitEnd(answer.pid);
  return answer;
}

/** Somebody removed the socket a moment ago: the daemon is still there, and hears a signal. */
async function stopUnreachable({ assembly }: Cli): Promise<Stopped | null> {
  const daemon = await assembly.unreachableDaemon();
  if (daemon === null) return null;
  process.kill(daemon.pid, "SIGTERM");
  await waitEnd(daemon.pid);
  return { pid: daemon.pid, ...stampHere(Date.now), instance: daemon.instance };
}

/** `lockstep stop`: returns when the process is gone; with none running there is nothing to do. */
export async function stop(cli: Cli, given: Arguments): Promise<number> {
  const answer = await stopRunning(cli);
  const json = given.flag("json");
  if (answer === null) {
    cli.stdout.write(json ? `${JSON.stringify({ stopped: false, pid: null, ...stampHere(Date.now) })}\n` : "no daemon runs\n");
    return 0;
  }
  const { pid } = answer;
  cli.stdout.write(json ? `${JSON.stringify({ stopped: true, pid, ...stampIn(answer) })}\n` : `lockstepd stopped (pid ${pid})\n`);
  return 0;
}

/** Throws TIMEOUT when the process is still there after `END_MS_MAX`. */
export async function waitEnd(pid: number): Promise<void> {
  for (const end = performance.now() + END_MS_MAX; isAlive(pid); await sleep(LOOK_EVERY_MS)) {
    if (performance.now() > end) {
      throw new LockstepError(
        "TIMEOUT",
        `lockstepd (pid ${pid}) has not ended after ${END_MS_MAX / 1_000} s. \`kill -9 ${pid}\` loses nothing.`,
      );
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
