/** The way to the daemon. */
import { LockstepError } from "../../base/errors.js";
import { userPaths } from "../../config/paths.js";
import type { DaemonStatus } from "../../domains/method.js";
import { type Client, connectClient } from "../socket/client.js";
import type { Cli } from "./cli.js";

/** What it takes to find the daemon. */
type Seeker = Pick<Cli, "env" | "assembly">;

const STATUS_MS = 5_000;

/** What the daemon says of itself; rejects when it does not in `timeoutMs`. */
export function askStatus(client: Client, timeoutMs = STATUS_MS): Promise<DaemonStatus> {
  return client.call<DaemonStatus>("daemon.status", {}, { timeoutMs });
}

/** A connection to the daemon. Throws DAEMON_UNREACHABLE when none answers. */
export async function connectDaemon(cli: Seeker): Promise<Client> {
  const { sockets, socket: own, socketFallback } = userPaths(cli.env, process.platform, process.getuid?.() ?? 0);
  let first: unknown = null;
  for (const path of sockets) {
    try {
      const client = await connectClient(path);
      if (path !== socketFallback || path === own || (await keepsOurLedger(cli, client))) return client;
      client.close();
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** Whoever may not use the usual place listens at the fallback, also a daemon that somebody has for another ledger. */
async function keepsOurLedger({ assembly }: Seeker, client: Client): Promise<boolean> {
  const [{ ledger }, status] = await Promise.all([assembly.places(), askStatus(client)]);
  return status.ledger === ledger;
}

/** A connection to the daemon, or null when none runs. Throws DAEMON_UNREACHABLE when one is there and cannot be reached. */
export async function findDaemon(cli: Seeker): Promise<Client | null> {
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
