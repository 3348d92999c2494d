/** A real daemon, asked over its socket. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { median, quantile, type Row, ratioRow, timesRow, toldRow } from "./figures.js";
import { ask, connectLines, type Lines, request, resultOf } from "./lines.js";
import type { Material } from "./material.js";
import { type Daemon, daemonHome, end, indexed, startDaemon } from "./own-daemon.js";
import { edit, spread } from "./passes.js";

const ECHO = fileURLToPath(new URL("./echo.js", import.meta.url));

export async function measureDaemon(material: Material & { saves: number }): Promise<Row[]> {
  // A new project is cut into chunks for the first minutes, which is no part of what is measured here.
  const daemon = await startDaemon(daemonHome(material.scratch, "clock:\n  chunks: off\n"));
  try {
    const index = toldRow("first index by a new daemon", [await indexed(daemon, material.root, material.code.length)]);
    const memory = peakMemory(daemon.child.pid as number);
    const status = await measureStatus(daemon, material);
    const saves = await measureSaves(daemon, material);
    return [...status, ...saves, index, ...(memory === null ? [] : [memory])];
  } finally {
    daemon.lines.close();
    await end(daemon.child);
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
