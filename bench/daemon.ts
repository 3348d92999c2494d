/** A real daemon, asked over its socket. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { scratchHome } from "../test/support/home.js";
import { median, quantile, type Row, ratioRow, timesRow } from "./figures.js";
import { ask, connectLines, type Lines, request, resultOf } from "./lines.js";
import type { Material } from "./material.js";
import { edit, spread } from "./passes.js";

const DAEMON = fileURLToPath(new URL("../src/daemon.js", import.meta.url));
const ECHO = fileURLToPath(new URL("./echo.js", import.meta.url));

/** A daemon, or a first index, that takes longer hangs. */
const READY_MS_MAX = 120_000;
const LOOK_MS = 50;

interface Daemon {
  child: ChildProcess;
  socket: string;
  lines: Lines;
}

/** The fields of `daemon.status` that are looked at here. */
interface Status {
  state: string;
  projects: { state: string; files: number }[];
  memory: { rss: number };
}

export async function measureDaemon(material: Material & { saves: number }): Promise<Row[]> {
  const daemon = await startDaemon(material.scratch);
  try {
    const indexed = await firstIndex(daemon, material);
    const memory = peakMemory(daemon.child.pid as number);
    const status = await measureStatus(daemon, material);
    const saves = await measureSaves(daemon, material);
    return [...status, ...saves, indexed, ...(memory === null ? [] : [memory])];
  } finally {
    daemon.lines.close();
    await end(daemon.child);
  }
}

/** Starts a daemon with one thread that parses, so that its memory means the same on every machine. */
async function startDaemon(scratch: string): Promise<Daemon> {
  const home = scratchHome(scratch);
  mkdirSync(home.configDir, { recursive: true });
  writeFileSync(join(home.configDir, "config.yaml"), "pool:\n  threads: 1\n");
  const child = spawn(process.execPath, [DAEMON], { env: home.env, stdio: ["ignore", "ignore", "inherit"] });
  const deadline = performance.now() + READY_MS_MAX;
  while (performance.now() < deadline && child.exitCode === null) {
    const lines = await connectLines(home.socket).catch(() => null);
    if (lines && (await statusOf(lines)).state === "ready") return { child, socket: home.socket, lines };
    lines?.close();
    await wait(LOOK_MS);
  }
  await end(child);
  throw new Error("the daemon did not become ready");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function statusOf(lines: Lines): Promise<Status> {
  // Checked by the daemon against its own declaration.
  return resultOf(await ask(lines, request("daemon.status"))) as Status;
}

/** Adds the project and waits until all of it is judged. The engine of a daemon that has just started is cold. */
async function firstIndex({ lines }: Daemon, { root, code }: Material): Promise<Row> {
  const started = performance.now();
  resultOf(await ask(lines, request("projects.add", { dir: root })));
  const deadline = started + READY_MS_MAX;
  for (;;) {
    const [project] = (await statusOf(lines)).projects;
    const took = performance.now() - started;
    if (project?.state === "ready" && project.files >= code.length)
      return { name: "first index by a new daemon", unit: "ms", product: took, p95: null, floor: null, ratio: null, goal: null };
    if (performance.now() > deadline) throw new Error("the first index did not end");
    await wait(LOOK_MS);
  }
}

const MB = 1024 * 1024;
/** Main thread at rest, and one thread that parses. */
const MEMORY_MB_MAX = 120 + 300;

/** The most that the process has held resident until now; null where the system does not tell. */
function peakMemory(pid: number): Row | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return null;
  }
  const line = text.split("\n").find((one) => one.startsWith("VmHWM:"));
  if (line === undefined) return null;
  const product = (Number.parseInt(line.slice("VmHWM:".length), 10) * 1024) / MB;
  const goal = { of: "product" as const, most: MEMORY_MB_MAX };
  return { name: "peak memory after the first index", unit: "MB", product, p95: null, floor: null, ratio: null, goal };
}

/** The daemon answers a connection 200 requests at once before it slows it down: a round stays below, on a connection of its own. */
const CALLS = { warm: 40, measured: 150 };
/** A round takes milliseconds, and one slow call makes its p99: so there are many. */
const ROUNDS_A_ROUND = 20;

/** `daemon.status` on a kept connection, and an echo of as many bytes both ways from another process. */
async function measureStatus({ lines, socket }: Daemon, { rounds, scratch }: Material): Promise<Row[]> {
  const bytes = Buffer.byteLength(await ask(lines, request("daemon.status"))) + 1;
  const place = join(scratch, "echo.sock");
  const echo = spawn(process.execPath, [ECHO, place, String(bytes)], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(echo.stdout as NodeJS.ReadableStream, "data");
    const floors: number[][] = [];
    const products: number[][] = [];
    for (let round = -1; round < rounds * ROUNDS_A_ROUND; round++) {
      const floor = await roundTrips(place);
      const product = await roundTrips(socket);
      if (round < 0) continue;
      floors.push(floor);
      products.push(product);
    }
    const p99 = (times: readonly number[]) => quantile(times, 0.99);
    return [
      ratioRow("status on a kept connection ÷ echo, p50", products.map(median), floors.map(median), 3),
      ratioRow("status on a kept connection ÷ echo, p99", products.map(p99), floors.map(p99), 3),
    ];
  } finally {
    await end(echo);
  }
}

/** Times of one request after the other on one connection to the server at `place`. */
async function roundTrips(place: string): Promise<number[]> {
  const lines = await connectLines(place);
  const question = request("daemon.status");
  const times: number[] = [];
  for (let call = 0; call < CALLS.warm + CALLS.measured; call++) {
    const started = performance.now();
    await ask(lines, question);
    if (call >= CALLS.warm) times.push(performance.now() - started);
  }
  lines.close();
  return times;
}

/** 100 of them are the quiet time that the daemon waits for. */
const SAVE_MS_MAX = 150;
/** Nothing that belongs to the save before comes later. */
const REST_MS = 250;
const WARM_SAVES = 3;

/** From the save of a file to the event that tells of its pass. */
async function measureSaves({ socket }: Daemon, { root, code, saves }: Material & { saves: number }): Promise<Row[]> {
  const events = await connectLines(socket);
  resultOf(await ask(events, request("subscribe", { topics: ["pass.done"] })));
  const times: number[] = [];
  for (const [n, path] of spread(code, saves + WARM_SAVES).entries()) {
    await wait(REST_MS);
    events.drop();
    const started = performance.now();
    const undo = edit(join(root, path), n);
    await passOfFiles(events);
    if (n >= WARM_SAVES) times.push(performance.now() - started);
    await wait(REST_MS);
    undo();
    await passOfFiles(events);
  }
  events.close();
  return [timesRow("save of a file → event of its pass", times, SAVE_MS_MAX)];
}

/** Waits for a pass that read files; findings that settle are told of by one that read none. */
async function passOfFiles(events: Lines): Promise<void> {
  for (;;) {
    const { params } = JSON.parse(await events.next()) as { params?: { topic: string; data: { files?: number } } };
    if (params?.topic === "pass.done" && (params.data.files ?? 0) > 0) return;
  }
}
