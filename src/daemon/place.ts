/** Where this daemon keeps its things, and what the machine's configuration says. */
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
  return { ...beside, config, machineConfig, cacheDir, socket: socketPlace(paths.socket, paths.socketFallback, uid) };
}

/** What the machine's file at `path` says, over the defaults and below the environment. Throws CONFIG_*. */
export function loadMachineConfig(path: string, env: NodeJS.ProcessEnv): Promise<Config> {
  return loadConfig({ texts: { machine: readMachineConfig(path), repository: null, local: null }, env, rules: RULE_IDS });
}

/** The session's runtime folder may be gone (a login that ended); the temporary folder is always there. */
function socketPlace(first: string, second: string, uid: number): string {
  try {
    ensurePrivateFolder(dirname(first), uid, "SOCKET_REFUSED");
    return first;
  } catch (error) {
    if (!(error instanceof LockstepError) || first === second) throw error;
    ensurePrivateFolder(dirname(second), uid, "SOCKET_REFUSED");
    return second;
  }
}
