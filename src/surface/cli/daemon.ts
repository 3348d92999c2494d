/** The way to the daemon. */
import { LockstepError } from "../../base/errors.js";
import { userPaths } from "../../config/paths.js";
import { type Client, connectClient } from "../socket/client.js";
import type { Cli } from "./cli.js";

/** A connection to the daemon. Throws DAEMON_UNREACHABLE when none answers. */
export async function connectDaemon(cli: Pick<Cli, "env">): Promise<Client> {
  const { sockets } = userPaths(cli.env, process.platform, process.getuid?.() ?? 0);
  let first: unknown = null;
  for (const path of sockets) {
    try {
      return await connectClient(path);
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** A connection to the daemon, or null when none runs. Throws DAEMON_UNREACHABLE when one is there and cannot be reached. */
export async function findDaemon(cli: Pick<Cli, "env">): Promise<Client | null> {
  try {
    return await connectDaemon(cli);
  } catch (error) {
    if (isNoDaemon(error)) return null;
    throw error;
  }
}

function isNoDaemon(error: unknown): boolean {
  const reason = error instanceof LockstepError ? error.data.reason : undefined;
  return reason === "absent" || reason === "refused";
}
