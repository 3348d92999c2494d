import { describe, expect, it } from "vitest";
import { exposition } from "../../src/daemon/metrics/exposition.js";
import { projectFigures } from "../../src/daemon/metrics/project-figures.js";
import { type Snapshot, snapshotOf } from "../../src/daemon/metrics/snapshot.js";
import type { Stores } from "../../src/domains/ledger.js";
import { meters } from "../../src/pass/metrics.js";
import { parseMetrics } from "../support/metrics-text.js";

const NOTHING: Snapshot = {
  version: "0.1.0",
  state: "starting: ledger",
  projects: [],
  totals: [],
  queue: null,
  sizes: null,
  clock: [],
  socket: { connections: 0, requests: 0 },
  http: { connections: 0, answered: new Map() },
  faults: 0,
};
const PROJECT = {
  id: 3,
  state: "ready",
  backend: "chokidar",
  watches: 9,
  lastPassAt: 1_500,
  lastSweepAt: null,
  figures: null,
} as const;

describe("the text of the metrics", () => {
  const { text } = exposition();
  const samples = async (snapshot: Partial<Snapshot>, name: string) =>
    parseMetrics(await text({ ...NOTHING, ...snapshot }))
      .get(name)
      ?.samples.map(({ labels, value }) => [labels, value]);

  it("is whole while the daemon starts", async () => {
    expect(await samples({}, "lockstep_queue_jobs")).toEqual([]);
    expect(await samples({}, "lockstep_state")).toContainEqual([{ state: "starting" }, 1]);
  });

  it("tells a state as one of a closed set, whatever comes after it", async () => {
    const state = "degraded: ledger (SQLITE_BUSY), /home/a/kettle is polled";
    expect(await samples({ state }, "lockstep_state")).toEqual([
      [{ state: "starting" }, 0],
      [{ state: "ready" }, 0],
      [{ state: "degraded" }, 1],
      [{ state: "draining" }, 0],
    ]);
    const backend = 'a "new"\none';
    expect(await samples({ projects: [{ ...PROJECT, backend }] }, "lockstep_project_watch_backend")).toEqual([
      [{ project: "3", backend: "other" }, 1],
    ]);
    const run = { job: 'x"}', started_at: "", took_ms: 1, outcome: "done", error_message: null, succeeded_at: null } as const;
    expect(await samples({ clock: [run, { ...run, job: "backup" }] }, "lockstep_clock_last_run_seconds")).toEqual([
      [{ job: "backup" }, 0.001],
    ]);
  });

  it("tells times in seconds, and leaves out what there is not", async () => {
    expect(await samples({ projects: [PROJECT] }, "lockstep_project_last_pass_timestamp_seconds")).toEqual([
      [{ project: "3" }, 1.5],
    ]);
    expect(await samples({ projects: [PROJECT] }, "lockstep_project_last_sweep_timestamp_seconds")).toEqual([]);
    expect(await samples({ projects: [PROJECT] }, "lockstep_project_score_ratio")).toEqual([]);
    const totals = [{ name: "parse_ms", project_id: 3, value: 2_500 }] as const;
    expect(await samples({ totals }, "lockstep_parse_seconds_total")).toEqual([[{ project: "3" }, 2.5]]);
  });

  it("forgets a project that is no more", async () => {
    expect(await samples({ projects: [PROJECT] }, "lockstep_project_watches")).toEqual([[{ project: "3" }, 9]]);
    expect(await samples({}, "lockstep_project_watches")).toEqual([]);
  });
});

describe("what is counted", () => {
  it("adds up since the start, beside the samples, until its project is forgotten", () => {
    const { add, addTotal, take, totals, forget } = meters();
    add("files_count", 1, 2);
    take();
    add("files_count", 1, 3);
    add("files_count", 2, 1);
    addTotal("pass_ms", 1, 7);
    add("chunks_backlog_files", 1, 40);
    add("chunks_backlog_files", 1, 10);
    const all = () => Object.fromEntries([...totals()].map(({ name, project_id, value }) => [`${name} ${project_id}`, value]));
    expect(all()).toEqual({ "files_count 1": 5, "files_count 2": 1, "pass_ms 1": 7, "chunks_backlog_files 1": 10 });
    expect(take().map(({ metric_type }) => metric_type)).not.toContain("pass_ms");
    forget(1);
    expect(all()).toEqual({ "files_count 2": 1 });
  });
});

describe("figures of the projects", () => {
  const SUMMARY = { files: 1, skipped: 0, poisoned: 0, documents: 1, drifted: 0, score: 1 };
  const reader = { documentation: { countBySeverity: () => ({ error: 0, warning: 0, note: 0 }) } } as unknown as Stores;

  it("are counted once a state, and for a bounded time at once; who was left out comes first the next time", () => {
    let at = 0;
    const counted: number[] = [];
    const seqs: Record<number, number> = { 1: 1, 2: 1, 3: 1 };
    const sessions = [1, 2, 3].map((id) => ({
      id,
      recorder: {
        get seq() {
          return seqs[id];
        },
        get summary() {
          counted.push(id);
          at += 15;
          return SUMMARY;
        },
      },
    })) as unknown as Parameters<ReturnType<typeof projectFigures>["of"]>[0];
    const figures = projectFigures(() => at);
    const ask = () => {
      counted.length = 0;
      const known = [...figures.of(sessions, reader).keys()].sort();
      return { counted: [...counted], known };
    };
    expect(ask()).toEqual({ counted: [1, 2], known: [1, 2] });
    expect(ask()).toEqual({ counted: [3], known: [1, 2, 3] });
    expect(ask()).toEqual({ counted: [], known: [1, 2, 3] });
    Object.assign(seqs, { 1: 2, 2: 2, 3: 2 });
    expect(ask()).toEqual({ counted: [1, 2], known: [1, 2, 3] });
    seqs[1] = 3;
    expect(ask().counted).toEqual([3, 1]);
  });

  it("and whatever else cannot be read are left out, and counted", () => {
    const broken = () => {
      throw new Error("database disk image is malformed");
    };
    const told: unknown[] = [];
    const parts = {
      ledger: { inbox: { depth: broken } },
      reader: { operations: { listClockRuns: broken } },
    } as unknown as Parameters<typeof snapshotOf>[0]["parts"];
    const asked = { version: "0.1.0", state: () => "ready", ledgerPath: "/nowhere/ledger.db", parts };
    const snapshot = snapshotOf({ ...asked, figures: projectFigures(() => 0), onFault: (error) => told.push(error) });
    expect(snapshot).toMatchObject({ queue: null, sizes: null, clock: [], faults: 3 });
    expect(told).toHaveLength(3);
  });
});
