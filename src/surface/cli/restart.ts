import { stampIn } from "../../domains/method.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { ensureDaemon } from "./ensure.js";
import { stopRunning } from "./stop.js";

/** `lockstep restart`: a daemon that works as always, whether one ran or not, and however the last ones ended. */
export async function restart(cli: Cli, given: Arguments): Promise<number> {
  const stopped = await stopRunning(cli);
  await cli.assembly.forgetStarts();
  const { client, status } = await ensureDaemon(cli, given);
  client.close();
  const { pid, version } = status;
  const answer = { restarted: true, before: stopped?.pid ?? null, pid, version, ...stampIn(status) };
  const text = `lockstepd ${stopped === null ? "started" : "restarted"} (pid ${pid})\n`;
  cli.stdout.write(given.flag("json") ? `${JSON.stringify(answer, null, 2)}\n` : text);
  return 0;
}
