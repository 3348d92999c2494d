/** A real daemon with places of its own, on one thread that parses, so that its memory means the same on every machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Home, scratchHome } from "../test/support/home.js";
import { ask, connectLines, type Lines, request, resultOf } from "./lines.js";

const DAEMON = fileURLToPath(new URL("../src/daemon.js", import.meta.url));

/** A daemon, or a first index, that takes longer hangs. */
const READY_MS_MAX = 600_000;
const LOOK_MS = 50;

export interface Daemon {
  child: ChildProcess;
  socket: string;
  lines: Lines;
}

/** The fields of `daemon.status` that are looked at here. */
export interface Status {
  state: string;
  projects: { state: string; files: number; backend: { name: string } }[];
  queue: { depth: number; dead_letters: number };
  memory: { rss: number };
}

/** Places for a daemon below `parent`; its settings are `config`. */
export function daemonHome(parent: string, config = ""): Home {
  const home = scratchHome(parent);
  mkdirSync(home.configDir, { recursive: true });
  writeFileSync(join(home.configDir, "config.yaml"), `pool:\n  threads: 1\n${config}`);
  return home;
}

/** Starts a daemon and waits until it answers and is armed. Throws when it does not become ready. */
export async function startDaemon(home: Home): Promise<Daemon> {
  const child = spawn(process.execPath, [DAEMON], { env: home.env, stdio: ["ignore", "ignore", "inherit"] });
  const deadline = performance.now() + READY_MS_MAX;
  while (performance.now() < deadline && child.exitCode === null) {
    const lines = await connectLines(home.socket).catch(() => null);
    if (lines && isReady(await statusOf(lines))) return { child, socket: home.socket, lines };
    lines?.close();
    await wait(LOOK_MS);
  }
  await end(child);
  throw new Error("the daemon did not become ready");
}

/** Degraded is ready: it answers, and says what it lacks. */
function isReady({ state }: Status): boolean {
  return state === "ready" || state.startsWith("degraded");
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

export async function statusOf(lines: Lines): Promise<Status> {
  return resultOf(await ask(lines, request("daemon.status"))) as Status;
}

/** Adds the project and waits until all of its `files` code files are judged; how long that took, ms. */
export async function indexed({ lines }: Daemon, root: string, files: number): Promise<number> {
  const started = performance.now();
  resultOf(await ask(lines, request("projects.add", { dir: root })));
  const deadline = started + READY_MS_MAX;
  for (;;) {
    const [project] = (await statusOf(lines)).projects;
    const took = performance.now() - started;
    if (project?.state === "ready" && project.files >= files) return took;
    if (performance.now() > deadline) throw new Error("the first index did not end");
    await wait(LOOK_MS);
  }
}
