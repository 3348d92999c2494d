/** A project with a ledger of its own in a temporary folder: the daemon's parts without its process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { eventHub } from "../src/base/events.js";
import { programVersion } from "../src/base/package.js";
import { isoTime } from "../src/base/time.js";
import { grounds } from "../src/daemon/grounds.js";
import { type Ledger, prepareLedger } from "../src/domains/ledger.js";
import { type Job, PASS_TYPES } from "../src/inbox/job.js";
import { heapGuard } from "../src/pass/heap-guard.js";
import { meters } from "../src/pass/metrics.js";
import type { Analyzer } from "../src/pass/pool.js";
import { ProjectSession, type SessionOptions } from "../src/pass/session.js";
import type { Tree } from "../src/pass/tree.js";
import { openRoot } from "../src/worktree/guard.js";

/** Where a pass spent its time, milliseconds. Reading history overlaps with parsing: it lasts until this thread takes the answer. */
export const STEPS = ["open", "look", "read", "parse", "take", "judge", "record", "history"] as const;
export type Split = Record<(typeof STEPS)[number], number>;

export interface BenchSession {
  /** The jobs of a sweep, or of files that a hint named, as the scheduler hands them out. */
  lease(paths: readonly string[] | "sweep"): Job[];
  /** The pass, from its jobs to its transaction. */
  pass(jobs: readonly Job[]): Promise<void>;
  /** Files and documents that the ledger knows. */
  recorded(): { files: number; documents: number };
  /** Times since the last call. */
  split(): Split;
  close(): Promise<void>;
}

/** Jobs added a moment ago may be leased. */
const AHEAD_MS = 60_000;
const INSTANCE = "bench";

/** `analyzer` stays open: it is its owner's to close. */
export async function openSession(root: string, analyzer: Analyzer): Promise<BenchSession> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-ledger-"));
  const opened = await prepareLedger(join(folder, "ledger.db"), { version: programVersion(), clock: Date.now });
  const writes: number[] = [];
  const ledger = timedWrites(opened.ledger, writes);
  const { path, device, inode } = openRoot(root);
  const identity = { root: path, name: "bench", device, inode, git_common_dir: null };
  const project_id = ledger.write(() => ledger.documentation.addProject({ ...identity, now: isoTime(Date.now()) }));
  const project = ledger.documentation.getProject({ project_id });
  const monotonic = () => performance.now();
  const counters = meters();
  const outside = { open: 0, history: 0 };
  const ground = grounds({
    ledger,
    analyzer,
    machineConfig: join(folder, "none.yaml"),
    env: {},
    now: Date.now,
    monotonic,
  }).of(project);
  const session = new ProjectSession({
    ...ground,
    openTree: timedTree(ground.openTree, outside),
    project,
    ledger,
    instance: INSTANCE,
    takeTurn: async () => () => {},
    wake: () => {},
    heap: heapGuard({ relieve: () => {} }),
    onTrouble: (what) => process.stderr.write(`bench: ${what}\n`),
    blocked: () => null,
    onCircumstances: () => {},
    events: eventHub(),
    meters: counters,
    now: Date.now,
    monotonic,
    log: pino({ level: "silent" }),
  });

  return {
    lease(paths) {
      if (paths === "sweep") session.queueSweep(0);
      else session.queueFiles(paths, 0);
      const request = { instance: INSTANCE, now: isoTime(Date.now() + AHEAD_MS), task_types: PASS_TYPES, limit: 1_000 };
      return ledger.write(() => ledger.inbox.lease(request));
    },
    pass(jobs) {
      writes.length = 0;
      return session.pass(jobs);
    },
    recorded: () => session.recorder.summary,
    split() {
      const counted = new Map(counters.take().map(({ metric_type, metric_value }) => [metric_type, metric_value]));
      const of = (step: string) => counted.get(`${step}_ms`) ?? 0;
      const spent = { ...outside };
      // Full batches are recorded between the parsing of others, and would count twice.
      const between = writes.slice(0, -1).reduce((total, took) => total + took, 0);
      Object.assign(outside, { open: 0, history: 0 });
      return {
        ...spent,
        look: of("look"),
        read: of("read"),
        parse: of("parse") - between,
        take: of("take"),
        judge: of("judge"),
        record: of("record"),
      };
    },
    async close() {
      await session.close();
      ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The ledger, with each of its transactions noted in `writes`. */
function timedWrites(ledger: Ledger, writes: number[]): Ledger {
  const write: Ledger["write"] = (work) => {
    const started = performance.now();
    try {
      return ledger.write(work);
    } finally {
      writes.push(performance.now() - started);
    }
  };
  return { ...ledger, write };
}

/** Opens trees and notes in `spent` what that, and reading history, took. */
function timedTree(openTree: SessionOptions["openTree"], spent: { open: number; history: number }): SessionOptions["openTree"] {
  return async (...given) => {
    const tree: Tree = await timing(() => openTree(...given), "open");
    return { ...tree, refreshHistory: () => timing(() => tree.refreshHistory(), "history") };
  };

  async function timing<T>(work: () => Promise<T>, step: keyof typeof spent): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      spent[step] += performance.now() - started;
    }
  }
}
