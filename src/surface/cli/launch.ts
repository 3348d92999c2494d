/** Starts lockstepd and waits until it is ready. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "../../base/errors.js";
import { ensurePrivateFolder } from "../../config/paths.js";
import type { DaemonStatus } from "../../domains/method.js";
import type { Client } from "../socket/client.js";
import type { Cli, ServiceWork } from "./cli.js";
import { askStatus, findDaemon } from "./daemon.js";
import { ExitWith } from "./exit-with.js";

const LOOK_EVERY_MS = 25;
/** As long as a service manager waits; migrating a large ledger takes its time. */
const READY_MS_MAX = 300_000;
/** A daemon that lost the race against another one leaves; the other one is up by then. */
const OTHER_MS_MAX = 5_000;
/** Of what a daemon says before it leaves, the end that is shown. */
const LAST_WORDS_MAX = 4_000;

/** A daemon process that was started here. */
export interface Child {
  /** Whether the process is the one that was started. */
  owns(pid: number): boolean;
  /** Exit status (128 + n for a signal) once it has ended. */
  ended(): number | null;
  /** What it wrote before its log was open. */
  lastWords(): string;
}

/** The daemon of the service manager, where one is installed; else one of its own. */
export async function launchDaemon(cli: Cli): Promise<Child> {
  const service = await serviceIfAny(cli);
  return service === null ? await spawnDaemon(cli) : startService(service);
}

/** null where none is installed, or none can be. */
export async function serviceIfAny({ assembly }: Pick<Cli, "assembly">): Promise<ServiceWork | null> {
  try {
    const service = await assembly.service(null);
    return service.isInstalled() ? service : null;
  } catch (error) {
    if (error instanceof LockstepError && error.code === "SERVICE_REFUSED") return null;
    throw error;
  }
}

/** The manager answers when the daemon is ready, or when it has given up. */
function startService({ manager }: ServiceWork): Child {
  let status: number | null = null;
  let words = "";
  manager.start().then(
    () => {
      status = 0;
    },
    (error: unknown) => {
      status = error instanceof LockstepError ? error.exitStatus : 70;
      words = `lockstep: ${error instanceof LockstepError ? `${error.code}: ${error.message}` : String(error)}`;
    },
  );
  return { owns: () => true, ended: () => status, lastWords: () => words };
}

/** Starts the daemon in its own process group: a Ctrl-C in this terminal is not for it. */
async function spawnDaemon(cli: Cli): Promise<Child> {
  const { logsDir, heapMib } = await cli.assembly.places();
  ensurePrivateFolder(dirname(logsDir), process.getuid?.() ?? 0, "LEDGER_REFUSED");
  ensurePrivateFolder(logsDir, process.getuid?.() ?? 0, "LEDGER_REFUSED");
  const file = join(logsDir, "start.err");
  const output = openSync(file, "w", 0o600);
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMib}`, cli.assembly.daemonScript], {
    cwd: "/",
    env: cli.env,
    detached: true,
    stdio: ["ignore", "ignore", output],
  });
  closeSync(output);
  let status: number | null = null;
  child.once("error", () => {
    status = 70;
  });
  child.once("exit", (code, signal) => {
    status = code ?? (signal === "SIGINT" ? 130 : 70);
  });
  child.unref();
  return {
    owns: (pid) => pid === child.pid,
    ended: () => status,
    lastWords: () => readFileSync(file, "utf8").slice(-LAST_WORDS_MAX).trim(),
  };
}

/**
 * The daemon's status once it is ready; `onStep` is told what it does until then. `child` is null for one that ran already; when
 * that one leaves meanwhile, the answer is null.
 */
export async function waitReady(
  cli: Cli,
  child: Child | null,
  onStep: (state: string) => void,
): Promise<{ client: Client; status: DaemonStatus } | null> {
  const deadline = performance.now() + READY_MS_MAX;
  let client: Client | null = null;
  let step = "";
  try {
    while (performance.now() < deadline) {
      client ??= await findDaemon(cli);
      if (client) {
        const status = await statusOf(client);
        if (status === null) {
          client.close();
          client = null;
        } else if (isReady(status.state)) {
          const ready = { client, status };
          client = null;
          return ready;
        } else if (status.state !== step) {
          step = status.state;
          onStep(step);
        }
      }
      if (client === null && child === null) return null;
      if (client === null && child !== null && child.ended() !== null) await checkEnd(cli, child);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    client?.close();
  }
  throw new LockstepError(
    "NOT_READY",
    `The daemon is still not ready after ${READY_MS_MAX / 1_000} s. \`lockstep logs\` tells what it does.`,
  );
}

/** null when the daemon left in the meantime. */
async function statusOf(client: Client): Promise<DaemonStatus | null> {
  try {
    return await askStatus(client);
  } catch (error) {
    if (error instanceof LockstepError && (error.code === "DAEMON_UNREACHABLE" || error.code === "DRAINING")) return null;
    throw error;
  }
}

/** Degraded is ready: it answers, and says what it lacks. */
function isReady(state: string): boolean {
  return state === "ready" || isDegraded(state);
}

export function isDegraded(state: string): boolean {
  return state.startsWith("degraded");
}

/** The child has left: another one is there, or it says why. Throws ExitWith. */
async function checkEnd(cli: Cli, child: Child): Promise<void> {
  const status = child.ended() ?? 0;
  for (const end = performance.now() + OTHER_MS_MAX; status === 5 && performance.now() < end; await sleep(LOOK_EVERY_MS)) {
    const other = await findDaemon(cli);
    if (other) return other.close();
  }
  throw new ExitWith(
    status === 0 ? 70 : status,
    child.lastWords() || `lockstep: lockstepd ended with status ${status}; \`lockstep logs\` tells why`,
  );
}
