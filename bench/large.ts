/** `npm run bench:large`: a daemon with very much of something. It takes some minutes; see docs/performance.md. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import type { Home } from "../test/support/home.js";
import { median } from "./figures.js";
import { makeLargeRepository } from "./large-repository.js";
import { ask, connectLines, type Lines, request, resultOf } from "./lines.js";
import { type Daemon, daemonHome, end, indexed, startDaemon, statusOf } from "./own-daemon.js";
import { runNode } from "./processes.js";
import { makeRepository } from "./repository.js";

const COMMAND = fileURLToPath(new URL("../src/main.cjs", import.meta.url));
const STAT_ONLY = fileURLToPath(new URL("./stat-only.js", import.meta.url));

const BUSY = -32_005;
/** Jobs by how many minutes lie between two runs, as their default schedules have it. */
const JOBS: [everyMinutes: number, jobs: string[]][] = [
  [1, ["sweep", "metrics", "chunks"]],
  [5, ["metrics-rollup", "checkpoint"]],
  [360, ["backup"]],
  [1_440, ["reconcile", "retention", "optimize", "verify"]],
];

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "50000" },
    burst: { type: "string", default: "10000" },
    clients: { type: "string", default: "1000" },
    hours: { type: "string", default: "24" },
    idle: { type: "string", default: "60" },
  },
});

const folder = realpathSync(mkdtempSync(join(tmpdir(), "lockstep-large-")));
try {
  await measureLarge(Number(values.files), Number(values.burst));
  await measureLong(Number(values.clients), Number(values.idle), Number(values.hours));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function tell(what: string, figure: string): void {
  process.stdout.write(`${what}: ${figure}\n`);
}

function ms(took: number): string {
  return `${Math.round(took)} ms`;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** First index, start and burst of a project of `files` files. */
async function measureLarge(files: number, burst: number): Promise<void> {
  const root = join(folder, "large");
  const { code, renamed } = makeLargeRepository(root, files, burst);
  const home = daemonHome(folder);
  let daemon = await startDaemon(home);
  try {
    tell(`first index of ${files} files`, ms(await indexed(daemon, root, files)));
    await fresh(daemon.lines);
    const list = join(folder, "code.json");
    writeFileSync(list, JSON.stringify(code));
    const starts: number[] = [];
    const stats: number[] = [];
    for (let round = 0; round < 5; round++) {
      daemon.lines.close();
      await end(daemon.child);
      stats.push(await timed(() => runNode([STAT_ONLY, root, list], home.env)));
      const started = performance.now();
      daemon = await startDaemon(home);
      await fresh(daemon.lines);
      starts.push(performance.now() - started);
    }
    const ratio = median(starts.map((start, round) => start / (stats[round] as number)));
    const [{ backend } = { backend: { name: "?" } }] = (await statusOf(daemon.lines)).projects;
    tell(
      `start with ${files} known files, spawn to a fresh answer`,
      `${ms(median(starts))}, bare stat ${ms(median(stats))}: ${ratio.toFixed(2)} × (watched by ${backend.name})`,
    );
    await measureBurst(daemon, home, root, { burst, renamed });
  } finally {
    daemon.lines.close();
    await end(daemon.child);
  }
}

interface Answer {
  findings: { id: string }[];
  score: number | null;
}

async function measureBurst({ lines }: Daemon, home: Home, root: string, { burst, renamed }: { burst: number; renamed: number }) {
  execFileSync("git", ["-C", root, "checkout", "-q", "other"]);
  const took = await timed(() => fresh(lines));
  const { answer } = resultOf(await ask(lines, request("documentation.check", { root }))) as { answer: Answer };
  // Drift ends it with 1.
  const words = [COMMAND, "check", root, "--no-daemon", "--format", "json"];
  const { stdout } = spawnSync(process.execPath, words, { env: home.env, encoding: "utf8", maxBuffer: 2 ** 28 });
  const alone = JSON.parse(stdout) as Answer;
  const ids = (one: Answer) => one.findings.map(({ id }) => id).sort();
  const isSame = isDeepStrictEqual(ids(answer), ids(alone)) && answer.score === alone.score;
  tell(
    `burst of ${burst} files by one checkout, to a fresh answer`,
    `${ms(took)}, ${answer.findings.length} findings, ${renamed} documents speak of what was renamed, ${isSame ? "the same as" : "OTHER THAN"} a check of its own`,
  );
  if (!isSame) process.exitCode = 1;
}

/** Many clients, rest, and a day of timed jobs, with a project of usual size. */
async function measureLong(clients: number, idleSeconds: number, hours: number): Promise<void> {
  const root = join(folder, "usual");
  const code = makeRepository(root, 2_000);
  const daemon = await startDaemon(daemonHome(folder));
  try {
    await indexed(daemon, root, code.length);
    await fresh(daemon.lines);
    await measureClients(daemon, clients);
    // After it nothing is left to be cut into chunks.
    await measureDay(daemon, hours);
    await wait(5_000);
    const before = processorMs(daemon.child.pid as number);
    await wait(idleSeconds * 1_000);
    const used = processorMs(daemon.child.pid as number) - before;
    tell(`idle for ${idleSeconds} s`, `${((used / (idleSeconds * 1_000)) * 100).toFixed(2)} % of a processor`);
  } finally {
    daemon.lines.close();
    await end(daemon.child);
  }
}

async function measureClients({ socket, lines }: Daemon, clients: number): Promise<void> {
  let busy = 0;
  const one = async (): Promise<number> => {
    const started = performance.now();
    for (;;) {
      const code = await askOnce(socket);
      if (code === null) return performance.now() - started;
      busy++;
      await wait(20 + Math.random() * 180);
    }
  };
  const times = await Promise.all(Array.from({ length: clients }, one));
  await statusOf(lines);
  const slowest = Math.max(...times);
  tell(`${clients} clients at once`, `all answered, ${busy} times BUSY before, the last after ${ms(slowest)}`);
}

/** null when status was told; BUSY when it was refused so, or the connection closed, which may come before the refusal is read. */
async function askOnce(socket: string): Promise<number | null> {
  const lines = await connectLines(socket).catch(() => null);
  if (lines === null) return BUSY;
  const answer = await ask(lines, request("daemon.status")).catch(() => null);
  lines.close();
  if (answer === null) return BUSY;
  const { error } = JSON.parse(answer) as { error?: { code: number } };
  if (error && error.code !== BUSY) throw new Error(`refused with ${error.code}`);
  return error?.code ?? null;
}

/** As many runs of each job as so many hours have, one after the other: memory that grows with them shows. */
async function measureDay({ lines }: Daemon, hours: number): Promise<void> {
  const resident: string[] = [mib((await statusOf(lines)).memory.rss)];
  let runs = 0;
  for (let minute = 0; minute < hours * 60; minute++) {
    for (const [every, jobs] of JOBS) {
      if (minute % every !== 0) continue;
      for (const job of jobs) {
        const { outcome } = (await patient(lines, request("clock.run", { job }))) as { outcome: string };
        if (outcome !== "done") throw new Error(`${job} ended as ${outcome}`);
        runs++;
      }
    }
    if ((minute + 1) % (hours * 10) === 0) resident.push(mib((await statusOf(lines)).memory.rss));
  }
  tell(`the timed jobs of ${hours} hours, ${runs} runs, resident memory on the way`, resident.join(", "));
}

/** Asks again when the daemon wants it slower. */
async function patient(lines: Lines, line: string): Promise<unknown> {
  for (;;) {
    const answer = JSON.parse(await ask(lines, line)) as { result?: unknown; error?: { code: number; message: string } };
    if (answer.error === undefined) return answer.result;
    if (answer.error.code !== BUSY) throw new Error(answer.error.message);
    await wait(100);
  }
}

/** Returns when everything that changed before is judged. */
async function fresh(lines: Lines): Promise<void> {
  const { not_fresh = [] } = resultOf(await ask(lines, request("daemon.fresh", { timeout_ms: 120_000 }))) as {
    not_fresh?: unknown[];
  };
  if (not_fresh.length > 0) throw new Error("not fresh in time");
}

/** Processor time of the process, all threads; milliseconds. Linux only: 100 ticks a second. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
