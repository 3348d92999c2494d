/** The invariants of a ledger with its daemon (docs/faults.md), asked of both while they run. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packageRoot } from "../../src/base/package.js";
import { readLedger, TABLES } from "../../src/domains/ledger.js";
import type { DaemonStatus } from "../../src/domains/method.js";
import { PASS_TYPES } from "../../src/inbox/job.js";
import { inspectFile } from "../../src/storage/inspect.js";
import type { Client } from "./daemon.js";
import { derivedRows, freshRows } from "./fresh-ledger.js";
import type { Home } from "./home.js";

const MAIN = join(packageRoot, "dist", "src", "main.cjs");

export interface Question {
  home: Home;
  client: Pick<Client, "call">;
  /** Roots of the projects. */
  roots: readonly string[];
  /** Where the ledger is seen from here, when that is not where its daemon has it. */
  ledger?: string;
  /** What people had said before the fault, as `authoredRows` gave it. */
  authored?: readonly string[];
  /** Some files are too much for a thread that is shared with others. */
  hostile?: boolean;
}

/** How long quiet is waited for; a machine that is busy with other tests takes its time. */
const QUIET_MS = 60_000;
const LOOK_MS = 50;
/** Differences of a table that are told. */
const TOLD_MAX = 3;

/**
 * Waits until all is judged and settled, then gives what does not hold, a sentence each; empty when all holds: what passes read is what a
 * fresh pass and `check --no-daemon` read, row for row; the file is whole; no job is held by a daemon that is gone, and none is stuck;
 * what people said is there; the daemon answers and says that it is well.
 */
export async function broken(question: Question): Promise<string[]> {
  const { home, client, roots, ledger = home.ledger, authored = [], hostile = false } = question;
  await becomeFresh(client, roots);
  const status: DaemonStatus = await client.call("daemon.status");
  const wrong = await jobsAtRest(ledger, status.instance);
  if (!/^(ready|degraded: safe mode.*)$/.test(status.state)) wrong.push(`the daemon is ${status.state}`);
  for (const root of roots) {
    const machineConfig = `${home.configDir}/config.yaml`;
    const place = { root, ledger, machineConfig, env: home.env, hostile };
    const [fresh, told] = await Promise.all([freshRows(place), toldAlone(home, root)]);
    const here = derivedRows(ledger, root);
    for (const [table, rows] of Object.entries(fresh)) wrong.push(...differences(`${table} of ${root}`, here[table] ?? [], rows));
    wrong.push(...differences(`findings of ${root} against check`, toldBy(ledger, root), told));
  }
  const now = new Set(authoredRows(ledger));
  wrong.push(...authored.filter((row) => !now.has(row)).map((row) => `what somebody said is gone: ${row}`));
  wrong.push(...inspectFile(ledger).faults.map(({ table, what }) => `the file is damaged: ${table} ${what}`));
  return wrong;
}

/** What nobody can compute again, row by row; state that the program keeps in such rows is left out. */
export function authoredRows(path: string): string[] {
  return readLedger(path, ({ db }) =>
    TABLES.filter(({ origin, name }) => origin === "authored" && name !== "Projects").flatMap(({ name }) =>
      db
        .prepare<[], object>(`SELECT * FROM ${name}`)
        .all()
        .map((row) => `${name} ${JSON.stringify(row)}`),
    ),
  );
}

/** A sweep that finds nothing more to do. A tree that is edited by a fault's last step may need a second one. */
async function becomeFresh(client: Pick<Client, "call">, roots: readonly string[]): Promise<void> {
  for (const root of roots) await client.call("daemon.fresh", { root, timeout_ms: QUIET_MS });
}

async function jobsAtRest(ledger: string, instance: string): Promise<string[]> {
  const deadline = performance.now() + QUIET_MS;
  for (;;) {
    const jobs = readLedger(ledger, ({ db }) =>
      db
        .prepare<[], { task_type: string; status: string; leased_by: string | null; available_at: string }>(
          "SELECT task_type, status, leased_by, available_at FROM Queue WHERE status IN ('pending', 'in_progress', 'failed')",
        )
        .all(),
    );
    const soon = new Date(Date.now() + 1_000).toISOString();
    const isPass = (type: string) => (PASS_TYPES as readonly string[]).includes(type);
    const busy = jobs.filter(({ status, task_type, available_at }) =>
      status === "pending" ? isPass(task_type) && available_at < soon : status === "in_progress",
    );
    const wrong = [
      ...jobs.filter(({ status }) => status === "failed").map(({ task_type }) => `a ${task_type} job is a dead letter`),
      ...jobs
        .filter(({ status, leased_by }) => status === "in_progress" && leased_by !== instance)
        .map(({ task_type, leased_by }) => `a ${task_type} job is held by ${leased_by}, who is gone`),
    ];
    if (busy.length === 0 || wrong.length > 0) return wrong;
    if (performance.now() > deadline) return busy.map(({ task_type, status }) => `a ${task_type} job is stuck ${status}`);
    await wait(LOOK_MS);
  }
}

/** `id line` of findings, and `path score` of documents, as `check --no-daemon` prints them. */
async function toldAlone(home: Home, root: string): Promise<string[]> {
  const words = [MAIN, "check", root, "--no-daemon", "--json"];
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, words, { env: home.env, maxBuffer: 2 ** 30 }, (error, stdout, stderr) => {
      if (stdout.startsWith("{")) resolve(stdout);
      else reject(new Error(`check --no-daemon failed: ${stderr}`, { cause: error }));
    });
  });
  const { findings, documents } = JSON.parse(printed) as {
    findings: { id: string; line: number; message: string }[];
    documents: { path: string; score: number | null; checked: number }[];
  };
  return [
    ...findings.map(({ id, line, message }) => `${id} ${line} ${message}`),
    ...documents.map(({ path, score, checked }) => `${path} ${score} ${checked}`),
  ].sort();
}

function toldBy(path: string, root: string): string[] {
  return readLedger(path, ({ documentation }) => {
    const project_id = documentation.findProjectByRoot({ root })?.id ?? 0;
    const request = { project_id, under: "", limit: 100_000, offset: 0 };
    const findings = documentation.listFindings({ ...request, states: ["settled", "pending"] });
    return [
      ...findings.map(({ finding: { id, line, message } }) => `${id} ${line} ${message}`),
      ...documentation.listDocuments(request).map((document) => `${document.path} ${document.score} ${document.checked}`),
    ].sort();
  });
}

function differences(what: string, here: readonly string[], fresh: readonly string[]): string[] {
  const [has, should] = [new Set(here), new Set(fresh)];
  const more = here.filter((row) => !should.has(row)).map((row) => `${what}: too many: ${row}`);
  const less = fresh.filter((row) => !has.has(row)).map((row) => `${what}: missing: ${row}`);
  const counts =
    here.length === fresh.length || more.length + less.length > 0
      ? []
      : [`${what}: ${here.length} rows instead of ${fresh.length}`];
  return [...more.slice(0, TOLD_MAX), ...less.slice(0, TOLD_MAX), ...counts];
}
