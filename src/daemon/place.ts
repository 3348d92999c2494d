/** Where this daemon keeps its things, and what the machine's configuration says. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { RULE_IDS } from "../analysis/rules/index.js";
import { LockstepError } from "../base/errors.js";
import { loadConfig } from "../config/load.js";
import { besideLedger, ensurePrivateFolder, type LedgerPaths, userPaths } from "../config/paths.js";
import type { Config } from "../config/schema.js";
import { readMachineConfig } from "../config/texts.js";

export interface Place extends LedgerPaths {
  config: Config;
  /** Path of the machine's configuration. */
  machineConfig: string;
  /** Where what can be worked out again is kept. */
  cacheDir: string;
  socket: string;
  /** Why the socket is not where clients look first; null when it is. */
  socketFault: string | null;
  /** Makes sure of the socket's folder again, should somebody have removed it. Throws SOCKET_REFUSED. */
  makeSocketFolder(): void;
}

/** Reads the machine's configuration and makes the folders. Throws CONFIG_*, LEDGER_REFUSED, SOCKET_REFUSED. */
export async function findPlace(env: NodeJS.ProcessEnv): Promise<Place> {
  const uid = process.getuid?.() ?? 0;
  const paths = userPaths(env, process.platform, uid);
  const config = await loadMachineConfig(paths.configFile, env);
  const beside = besideLedger(config.ledger ?? paths.ledger);
  ensurePrivateFolder(dirname(beside.ledger), uid, "LEDGER_REFUSED");
  ensurePrivateFolder(beside.logsDir, uid, "LEDGER_REFUSED");
  const { configFile: machineConfig, cacheDir } = paths;
  const { socket, socketFault } = socketPlace(paths.socket, paths.socketFallback, uid);
  const makeSocketFolder = () => ensurePrivateFolder(dirname(socket), uid, "SOCKET_REFUSED");
  return { ...beside, config, machineConfig, cacheDir, socket, socketFault, makeSocketFolder };
}

/** What the machine's file at `path` says, over the defaults and below the environment. Throws CONFIG_*. */
export function loadMachineConfig(path: string, env: NodeJS.ProcessEnv): Promise<Config> {
  return loadConfig({ texts: { machine: readMachineConfig(path), repository: null, local: null }, env, rules: RULE_IDS });
}

/**
 * The session's runtime folder may be gone (a login that ended); the temporary folder is always there. A folder of ours that is there
 * and is not safe is refused: whoever opened it to others must know.
 */
function socketPlace(first: string, second: string, uid: number): Pick<Place, "socket" | "socketFault"> {
  try {
    ensurePrivateFolder(dirname(first), uid, "SOCKET_REFUSED");
    return { socket: first, socketFault: null };
  } catch (error) {
    const isThere = existsSync(dirname(first));
    if (!(error instanceof LockstepError) || first === second || isThere) throw error;
    ensurePrivateFolder(dirname(second), uid, "SOCKET_REFUSED");
    return { socket: second, socketFault: error.message };
  }
}
