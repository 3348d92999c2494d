import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isoTime } from "../../src/base/time.js";
import type { Ledger } from "../../src/domains/ledger.js";
import type { Job } from "../../src/inbox/queue.js";
import { type Lane, type Scheduler, type SchedulerOptions, startScheduler } from "../../src/pass/scheduler.js";
import { addProject, scratchLedger } from "../support/ledger.js";

let ledger: Ledger;
let scheduler: Scheduler | null = null;
beforeEach(async () => {
  ledger = await scratchLedger();
});
afterEach(async () => {
  await scheduler?.drain(async () => {});
  scheduler = null;
});

const add = (project_id: number, key: string, more: { priority?: number; delayMs?: number } = {}) => {
  const available_at = isoTime(Date.now() + (more.delayMs ?? 0));
  const job = { project_id, task_type: "file", coalescing_key: key, priority: more.priority ?? 3, available_at };
  ledger.write(() => ledger.inbox.add(job, isoTime(Date.now())));
  scheduler?.wake();
};
const finish = (jobs: readonly Job[]) => {
  const project_id = jobs[0]?.project_id ?? 0;
  ledger.write(() => ledger.inbox.finish({ project_id, ids: jobs.map(({ id }) => id), now: isoTime(Date.now()) }));
};
const keys = (jobs: readonly Job[]) => jobs.map(({ coalescing_key }) => coalescing_key).sort();

function start(lane: Partial<Lane> & Pick<Lane, "run">, more: Partial<SchedulerOptions> = {}): Scheduler {
  const whole: Lane = {
    name: "pass",
    task_types: ["file"],
    limit: 1_000,
    atOnce: 2,
    except: () => [],
    isInnocent: () => false,
    ...lane,
  };
  scheduler = startScheduler({
    ledger,
    lanes: [whole],
    instance: "me",
    now: Date.now,
    monotonic: () => performance.now(),
    random: () => 0.5,
    log: pino({ level: "silent" }),
    ...more,
  });
  return scheduler;
}

/** Work that ends when we say so. */
function held() {
  const waiting: { jobs: readonly Job[]; end: (error?: Error) => void }[] = [];
  const run = (jobs: readonly Job[]) =>
    new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => {
        if (error) return reject(error);
        finish(jobs);
        resolve();
      };
      waiting.push({ jobs, end });
    });
  return { waiting, run };
}

describe("the scheduler", () => {
  it("runs one pass a project at a time, two projects side by side", async () => {
    const { waiting, run } = held();
    const [one, two] = [addProject(ledger, "/one"), addProject(ledger, "/two")];
    add(one, "a");
    add(one, "b");
    add(two, "c");
    start({ run });
    expect(waiting.map(({ jobs }) => keys(jobs))).toEqual([["a", "b"], ["c"]]);
    add(one, "a");
    await new Promise((resolve) => setImmediate(resolve));
    expect(waiting).toHaveLength(2);
    waiting[0]?.end();
    await vi.waitFor(() => expect(keys(waiting[2]?.jobs ?? [])).toEqual(["a"]));
    waiting[1]?.end();
    waiting[2]?.end();
    await vi.waitFor(() =>
      expect(ledger.inbox.depth({ project_id: null })).toEqual({ pending: 0, in_progress: 0, dead_letters: 0 }),
    );
  });

  it("does a little of one project more beside what fills the lane, but not of those that may take long", async () => {
    const { waiting, run } = held();
    const [one, two, fresh, small] = ["/one", "/two", "/fresh", "/small"].map((root) => addProject(ledger, root)) as [
      number,
      number,
      number,
      number,
    ];
    start({ run, express: { limit: 2, except: () => [fresh] } });
    for (const project of [one, two]) add(project, "long");
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    add(fresh, "index");
    for (const key of ["a", "b", "c"]) add(small, key);
    add(one, "more");
    await vi.waitFor(() => expect(waiting).toHaveLength(3));
    expect(keys(waiting[2]?.jobs ?? [])).toEqual(["a", "b"]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(waiting).toHaveLength(3);
    waiting[2]?.end();
    await vi.waitFor(() => expect(keys(waiting[3]?.jobs ?? [])).toEqual(["c"]));
    waiting[3]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(waiting).toHaveLength(4);
    waiting[0]?.end();
    await vi.waitFor(() => expect(waiting).toHaveLength(6));
    expect(waiting.slice(4).map(({ jobs }) => keys(jobs))).toEqual([["index"], ["more"]]);
    for (const index of [1, 4, 5]) waiting[index]?.end();
  });

  it("gives a place of the lane to whoever waits for one, also while something is done beside it", async () => {
    const { waiting, run } = held();
    const [one, two, fresh, small] = ["/one", "/two", "/fresh", "/small"].map((root) => addProject(ledger, root)) as [
      number,
      number,
      number,
      number,
    ];
    start({ run, express: { limit: 1, except: () => [fresh] } });
    for (const project of [one, two]) add(project, "long");
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    for (const key of ["a", "b"]) add(small, key);
    await vi.waitFor(() => expect(waiting).toHaveLength(3));
    add(fresh, "index");
    waiting[0]?.end();
    await vi.waitFor(() => expect(waiting).toHaveLength(4));
    expect(keys(waiting[3]?.jobs ?? [])).toEqual(["index"]);
    for (const index of [1, 2, 3]) waiting[index]?.end();
    await vi.waitFor(() => expect(waiting).toHaveLength(5));
    waiting[4]?.end();
  });

  it("does a job when its time comes, not before", async () => {
    const done: number[] = [];
    const project = addProject(ledger);
    start({
      run: async (jobs) => {
        done.push(Date.now());
        finish(jobs);
      },
    });
    const due = Date.now() + 120;
    add(project, "later", { delayMs: 120 });
    await vi.waitFor(() => expect(done).toHaveLength(1));
    expect(done[0]).toBeGreaterThanOrEqual(due);
  });

  it("leaves projects alone that must wait", async () => {
    const { waiting, run } = held();
    const project = addProject(ledger);
    let atWork = true;
    start({ run, except: () => (atWork ? [project] : []) });
    add(project, "a");
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(waiting).toHaveLength(0);
    atWork = false;
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.end();
  });

  it("counts a retry for a job that failed, and tries it again later", async () => {
    const { waiting, run } = held();
    const project = addProject(ledger);
    start({ run });
    add(project, "a");
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.end(new Error("it broke"));
    await vi.waitFor(() => expect(ledger.inbox.depth({ project_id: project }).pending).toBe(1));
    expect(ledger.inbox.nextAvailable({ task_types: ["file"] })).not.toBeNull();
    const [job] = ledger.write(() =>
      ledger.inbox.lease({ instance: "me", now: isoTime(Date.now() + 60_000), task_types: ["file"], limit: 1 }),
    );
    expect(job).toMatchObject({ retries: 1, error_message: "it broke" });
  });

  it("counts none for what was nobody's fault, and rests before it goes on", async () => {
    const project = addProject(ledger);
    let attempts = 0;
    start({
      isInnocent: () => true,
      run: async (jobs) => {
        if (++attempts === 1) throw new Error("disk full");
        expect(jobs[0]).toMatchObject({ retries: 0 });
        finish(jobs);
      },
    });
    const begun = Date.now();
    add(project, "a");
    await vi.waitFor(() => expect(attempts).toBe(2), 5_000);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_000);
  });

  it("says once, not every second, that the machine does not let it lease, and tells the lane", async () => {
    const project = addProject(ledger);
    const blamed: unknown[] = [];
    const logged: string[] = [];
    const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    let isFull = true;
    const write: Ledger["write"] = (work) => {
      if (isFull) throw full;
      return ledger.write(work);
    };
    const { waiting, run } = held();
    const log = pino({ level: "error" }, { write: (line: string) => logged.push(line) });
    add(project, "a");
    let now = 0;
    start(
      { run, isInnocent: (error) => blamed.push(error) > 0 },
      { ledger: { ...ledger, inbox: ledger.inbox, write }, log, monotonic: () => now },
    );
    for (let second = 1; second < 4; second++) {
      now = second * 1_000;
      scheduler?.wake();
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([blamed.length, logged.length]).toEqual([4, 1]);
    isFull = false;
    now = 5_000;
    scheduler?.wake();
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.end();
  });

  it("gives jobs in flight back when it drains, without a retry", async () => {
    const { waiting, run } = held();
    const project = addProject(ledger);
    const draining = start({ run });
    add(project, "a");
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    await draining.drain(async () => waiting[0]?.end(new Error("pool closed")));
    const [job] = ledger.write(() =>
      ledger.inbox.lease({ instance: "me", now: isoTime(Date.now()), task_types: ["file"], limit: 1 }),
    );
    expect(job).toMatchObject({ retries: 0, coalescing_key: "a" });
  });

  it("puts jobs back later that a full disk kept from being put back, so that their project does not wait for good", async () => {
    const project = addProject(ledger);
    let isFull = false;
    const write: Ledger["write"] = (work) =>
      ledger.write(() => {
        if (isFull) throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
        return work();
      });
    const seen: string[][] = [];
    const run = async (jobs: readonly Job[]) => {
      seen.push(keys(jobs));
      if (seen.length > 1) return finish(jobs);
      isFull = true;
      throw new Error("database or disk is full");
    };
    let moment = 0;
    const more = { ledger: { ...ledger, write }, monotonic: () => moment };
    start({ run, isInnocent: () => true }, more);
    add(project, "a");
    await expect.poll(() => isFull).toBe(true);
    isFull = false;
    add(project, "b");
    moment = 60_000;
    scheduler?.wake();
    await expect.poll(() => seen).toEqual([["a"], ["a", "b"]]);
  });
});
