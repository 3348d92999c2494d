import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../src/domains/ledger.js";
import { type Add, inbox, type Job } from "../../src/inbox/queue.js";
import { openLedger } from "../../src/storage/open.js";
import { addProject, NOON, scratchLedger, time } from "../support/ledger.js";

let ledger: Ledger;
let project_id: number;
beforeEach(async () => {
  ledger = await scratchLedger();
  project_id = addProject(ledger);
});

const TYPES = ["file", "sweep", "clock:x"];
const job = (key: string, more: Partial<Add> = {}): Add => ({
  project_id,
  task_type: "file",
  coalescing_key: key,
  priority: 3,
  ...more,
});
const add = (key: string, more: Partial<Add> = {}, seconds = 0) =>
  ledger.write(() => ledger.inbox.add(job(key, more), time(seconds)));
const lease = (seconds = 0, more: { limit?: number; except?: number[]; task_types?: string[] } = {}): Job[] =>
  ledger.write(() => ledger.inbox.lease({ instance: "me", now: time(seconds), task_types: TYPES, limit: 1_000, ...more }));
const finish = (jobs: readonly Job[], seconds = 0) =>
  ledger.write(() => {
    for (const { project_id, id } of jobs) ledger.inbox.finish({ project_id, ids: [id], now: time(seconds) });
  });
const fail = ({ project_id, id }: Job, seconds: number, random = 0.5) =>
  ledger.write(() => ledger.inbox.fail({ project_id, id, error: "it broke", at: NOON + seconds * 1_000, random }));
const keys = (jobs: readonly Job[]) => jobs.map(({ coalescing_key }) => coalescing_key);
const crash = () => ledger.write(() => ledger.inbox.voidForeignLeases({ instance: "the next", now: time(5) }));
const depth = () => ledger.inbox.depth({ project_id: null });

describe("adding", () => {
  it("makes one job of many hints for the same thing", () => {
    add("a", { priority: 5, payload: { paths: ["a"] } }, 10);
    add("a", { priority: 3, payload: { deep: true } }, 5);
    add("a", { priority: 6, available_at: time(60) }, 20);
    expect(lease(30)).toMatchObject([{ hits: 3, priority: 3, payload: { paths: ["a"], deep: true }, available_at: time(5) }]);
  });

  it("keeps projects, types and keys apart", () => {
    const other = addProject(ledger, "/other");
    add("a");
    add("b");
    add("a", { task_type: "sweep" });
    add("a", { project_id: other });
    expect(depth()).toEqual({ pending: 4, in_progress: 0, dead_letters: 0 });
  });

  it("gives a job in progress a successor", () => {
    const first = add("a");
    lease();
    const second = add("a");
    expect(second).not.toBe(first);
    expect(depth()).toEqual({ pending: 1, in_progress: 1, dead_letters: 0 });
  });

  it("collapses a project's files to one sweep when there are too many, and nobody else's", () => {
    const small = inbox(ledger.db, 50);
    const other = addProject(ledger, "/other");
    ledger.write(() => {
      small.add(job("b", { project_id: other }), time(0));
      small.add(job("x", { task_type: "clock:x" }), time(0));
      small.add(job("urgent", { priority: 0 }), time(0));
      for (let i = 0; i < 100; i++) small.add(job(`f${i % 60}`), time(0));
    });
    const pending = ledger.db
      .prepare("SELECT task_type, priority, count(*) AS n FROM Queue WHERE project_id = ? GROUP BY 1, 2")
      .all(project_id);
    expect(pending).toEqual(
      expect.arrayContaining([
        { task_type: "clock:x", priority: 3, n: 1 },
        { task_type: "sweep", priority: 0, n: 1 },
      ]),
    );
    expect(small.depth({ project_id }).pending).toBeLessThanOrEqual(50);
    expect(small.depth({ project_id: other }).pending).toBe(1);
  });

  it("collapses a flood that comes at once", () => {
    const small = inbox(ledger.db, 50);
    ledger.write(() =>
      small.addAll(
        Array.from({ length: 200 }, (_, i) => job(`f${i}`)),
        time(0),
      ),
    );
    expect(keys(lease())).toEqual(["sweep"]);
  });

  it("keeps the most retries that any of the merged jobs may have", () => {
    add("a", { max_retries: 2 });
    add("a", { max_retries: 7 });
    add("a");
    expect(lease()).toMatchObject([{ coalescing_key: "a", max_retries: 7 }]);

    // One that is put back while another of its key waits is merged too.
    add("a", { max_retries: 1 });
    ledger.write(() => ledger.inbox.voidForeignLeases({ instance: "the next", now: time(5) }));
    expect(lease(5)).toMatchObject([{ coalescing_key: "a", hits: 4, max_retries: 7 }]);

    const small = inbox(ledger.db, 1);
    ledger.write(() => {
      for (const [key, max_retries] of [
        ["b", 4],
        ["c", 9],
        ["d", 1],
      ] as const)
        small.add(job(key, { max_retries }), time(6));
    });
    const waiting = ledger.db.prepare("SELECT max_retries FROM Queue WHERE status = 'pending' AND task_type = 'sweep'").all();
    expect(waiting).toEqual([{ max_retries: 9 }]);
  });
});

describe("leasing", () => {
  it("hands out a project's jobs by urgency, then age, up to the limit", () => {
    for (const [key, priority] of [
      ["c", 5],
      ["a", 3],
      ["d", 5],
      ["b", 3],
    ] as const)
      add(key, { priority });
    expect(keys(lease(0, { limit: 3 }))).toEqual(["a", "b", "c"]);
  });

  it("hands out no job before its time", () => {
    add("later", { available_at: time(60) });
    expect(lease(59)).toEqual([]);
    expect(ledger.inbox.nextAvailable({ task_types: TYPES })).toBe(time(60));
    expect(keys(lease(60))).toEqual(["later"]);
    expect(ledger.inbox.nextAvailable({ task_types: TYPES })).toBeNull();
  });

  it("gives a project one lease at a time", () => {
    add("a");
    const first = lease();
    add("b");
    expect(lease()).toEqual([]);
    finish(first);
    expect(keys(lease())).toEqual(["b"]);
  });

  it("lets other kinds of job run beside a pass", () => {
    add("a");
    add("chunks", { task_type: "clock:chunks" });
    expect(keys(lease())).toEqual(["a"]);
    expect(keys(lease(0, { task_types: ["clock:chunks"] }))).toEqual(["chunks"]);
  });

  it("lets projects take turns, however much one of them has", () => {
    const other = addProject(ledger, "/other");
    const third = addProject(ledger, "/third");
    for (let i = 0; i < 9; i++) add(`a${i}`);
    for (let i = 0; i < 3; i++) add(`b${i}`, { project_id: other, priority: 5 });
    for (let i = 0; i < 3; i++) add(`c${i}`, { project_id: third, priority: 6 });
    const turns: number[] = [];
    for (let i = 0; i < 7; i++) {
      const jobs = lease(0, { limit: 1 });
      turns.push(jobs[0]?.project_id ?? 0);
      finish(jobs);
    }
    expect(turns).toEqual([project_id, other, third, project_id, other, third, project_id]);
  });

  it("puts those first for whom somebody waits", () => {
    const other = addProject(ledger, "/other");
    for (let i = 0; i < 4; i++) add(`a${i}`);
    finish(lease(0, { limit: 1 }));
    add("b0", { project_id: other });
    add("a1", { priority: 0 });
    expect(keys(lease(0, { limit: 1 }))).toEqual(["a1"]);
  });

  it("gives an edit the next turn, though others have waited for minutes with thousands of files", () => {
    const [other, third] = [addProject(ledger, "/other"), addProject(ledger, "/third")];
    const files = [project_id, other].flatMap((id) => Array.from({ length: 10_000 }, (_, i) => job(`f${i}`, { project_id: id })));
    ledger.write(() => ledger.inbox.addAll(files, time(0)));
    finish(lease(600));
    finish(lease(600));
    add("edit", { project_id: third }, 600);
    expect(keys(lease(600))).toEqual(["edit"]);
  });

  it("lets nobody wait for good while somebody always waits for another project", () => {
    const other = addProject(ledger, "/other");
    add("edit", { project_id: other }, 0);
    const leased: [number, string[]][] = [];
    for (let seconds = 0; seconds <= 244; seconds += 61) {
      add("asked", { priority: 0 }, seconds);
      const jobs = lease(seconds);
      leased.push([seconds, keys(jobs)]);
      finish(jobs);
    }
    expect(leased.find(([, [key]]) => key === "edit")).toEqual([183, ["edit"]]);
  });

  it("lets a job become more urgent with every minute it waits", () => {
    add("old", { priority: 6 }, 0);
    add("new", { priority: 3 }, 200);
    expect(keys(lease(200, { limit: 2 }).slice(0, 1))).toEqual(["new"]);
    ledger.db.exec("UPDATE Queue SET status = 'pending'");
    expect(keys(lease(200, { limit: 1 }))).toEqual(["old"]);
  });

  it("passes over projects that must wait", () => {
    const other = addProject(ledger, "/other");
    add("a");
    add("b", { project_id: other });
    expect(keys(lease(0, { except: [project_id] }))).toEqual(["b"]);
  });
});

describe("the end of a job", () => {
  it("leaves no row of what a pass did, and a record of other jobs", () => {
    add("a");
    finish(lease());
    add("metrics", { task_type: "clock:metrics" });
    finish(lease(1, { task_types: ["clock:metrics"] }), 2);
    expect(ledger.db.prepare("SELECT task_type, status FROM Queue").all()).toEqual([
      { task_type: "clock:metrics", status: "completed" },
    ]);
    const last = ledger.db
      .prepare(
        "SELECT max(updated_at) FROM Queue WHERE project_id = ? AND status = 'completed' AND task_type = ? AND coalescing_key = ?",
      )
      .pluck();
    expect(last.get(project_id, "clock:metrics", "metrics")).toBe(time(2));
    expect(last.get(project_id, "clock:other", "other")).toBeNull();
  });

  it("that fails is tried again after 4, then 16 seconds, then is a dead letter", () => {
    add("a");
    const [first] = lease(0);
    expect(fail(first as Job, 0)).toBe("retry");
    expect(lease(3.9)).toEqual([]);
    const [second] = lease(4);
    expect(second).toMatchObject({ retries: 1, error_message: "it broke" });
    fail(second as Job, 4);
    expect(lease(19.9)).toEqual([]);
    const [third] = lease(20);
    expect(fail(third as Job, 20)).toBe("dead");
    expect(lease(100_000)).toEqual([]);
    expect(depth()).toEqual({ pending: 0, in_progress: 0, dead_letters: 1 });
    expect(ledger.inbox.listDeadLetters({ project_id })).toMatchObject([
      { coalescing_key: "a", retries: 3, error_message: "it broke" },
    ]);
  });

  it.each([
    [0, 3.2],
    [0.999999, 4.799],
  ])("spreads retries by a fifth (%d)", (random, seconds) => {
    add("a");
    fail(lease()[0] as Job, 0, random);
    expect(lease(seconds - 0.01)).toEqual([]);
    expect(lease(seconds + 0.01)).toHaveLength(1);
  });

  it("that fails while a newer change waits leaves the work to that one, at once", () => {
    add("a", { payload: { paths: ["x"] } });
    const [first] = lease();
    add("a", { payload: { deep: true }, priority: 4 });
    expect(fail(first as Job, 0)).toBe("retry");
    expect(lease()).toMatchObject([{ hits: 2, retries: 0, priority: 3, payload: { paths: ["x"], deep: true } }]);
  });

  it("that was stopped through no fault of its own counts no retry", () => {
    add("a");
    add("b");
    const jobs = lease();
    add("b");
    ledger.write(() => ledger.inbox.release({ project_id, ids: jobs.map(({ id }) => id), now: time(1) }));
    expect(lease(1)).toMatchObject([
      { coalescing_key: "a", retries: 0, hits: 1 },
      { coalescing_key: "b", retries: 0, hits: 2 },
    ]);
  });

  it("cannot be told twice", () => {
    add("a");
    const [first] = lease();
    finish([first as Job]);
    expect(() => fail(first as Job, 0)).toThrow(/not in progress/);
  });
});

describe("leases of a daemon that died", () => {
  it("are void, count a retry, and can be had again at once", () => {
    add("a");
    add("b", { max_retries: 1 });
    lease();
    add("mine");
    const voided = ledger.write(() => ledger.inbox.voidForeignLeases({ instance: "the next", now: time(5) }));
    expect(keys(voided)).toEqual(["a", "b"]);
    expect(depth()).toEqual({ pending: 2, in_progress: 0, dead_letters: 1 });
    const [first] = lease(5);
    expect(first).toMatchObject({ coalescing_key: "a", retries: 1, crashes: 1, crashes_alone: 0, crashed_lease_at: time(0) });
    finish([first as Job], 5);
    expect(lease(5)).toMatchObject([{ coalescing_key: "mine", retries: 0 }]);
  });

  it("are suspects: leased one at a time, before all else, while no pass runs in any project and no other job begins", () => {
    const other = addProject(ledger, "/other");
    for (const key of ["a", "b"]) add(key);
    lease();
    crash();
    add("urgent", { project_id: other, priority: 0 });
    add("clock", { project_id: other, task_type: "clock:x" });
    const [a] = lease(5, { task_types: ["file"] });
    expect(a).toMatchObject({ coalescing_key: "a" });
    expect([lease(5, { task_types: ["file"] }), lease(5, { task_types: ["clock:x"] })]).toEqual([[], []]);
    finish([a as Job], 5);
    const chore = lease(5, { task_types: ["clock:x"] });
    expect(keys(chore)).toEqual(["clock"]);
    // One that is in hand may wait for this very pass.
    const [b, ...more] = lease(5, { task_types: ["file"] });
    expect([b?.coalescing_key, more]).toEqual(["b", []]);
    finish(chore, 5);
    add("clock", { project_id: other, task_type: "clock:x" });
    expect(lease(5, { task_types: ["clock:x"] })).toEqual([]);
    finish([b as Job], 5);
    expect(keys(lease(5, { task_types: ["file"] }))).toEqual(["urgent"]);
  });

  it("count apart how often they were the only one, whatever was asked for meanwhile", () => {
    for (const key of ["a", "b"]) add(key);
    lease();
    crash();
    lease(5);
    add("a", { payload: { deep: true } }, 6);
    crash();
    finish(lease(7));
    expect(lease(7)).toMatchObject([{ coalescing_key: "a", crashes: 2, crashes_alone: 1, crashed_lease_at: time(5) }]);
    crash();
    expect(lease(8)).toMatchObject([{ coalescing_key: "a", crashes: 3, crashes_alone: 2, payload: { deep: true } }]);
    expect(ledger.inbox.hasSuspects({ project_id })).toBe(true);
    expect(ledger.inbox.hasSuspects({ project_id: addProject(ledger, "/other") })).toBe(false);
  });

  it("are no suspects when they are of no pass: one that waits for a pass keeps none waiting", () => {
    add("chore", { task_type: "clock:x" });
    lease();
    crash();
    add("a");
    expect(keys(lease(6, { task_types: ["clock:x"] }))).toEqual(["chore"]);
    expect(lease(6, { task_types: ["file"] })).toMatchObject([{ coalescing_key: "a", crashes: 0 }]);
  });

  it("lets files go before the sweep that is to read them", () => {
    add("sweep", { task_type: "sweep", priority: 0 });
    lease();
    crash();
    add("a");
    const files = lease(5);
    expect(keys(files)).toEqual(["a"]);
    finish(files, 5);
    expect(keys(lease(5))).toEqual(["sweep"]);
  });

  it("are not one's own", () => {
    add("a");
    lease();
    expect(ledger.write(() => ledger.inbox.voidForeignLeases({ instance: "me", now: time(5) }))).toEqual([]);
    expect(depth().in_progress).toBe(1);
  });
});

describe("upkeep", () => {
  it("brings jobs back that a jump of the clock put far away", () => {
    add("a", { available_at: time(86_400) });
    ledger.write(() => ledger.inbox.clampWaiting({ latest: time(3_600) }));
    expect(ledger.inbox.nextAvailable({ task_types: TYPES })).toBe(time(3_600));
  });

  it("forgets finished jobs and dead letters when their time has come", () => {
    for (const key of ["a", "b"]) add(key, { task_type: "clock:x", max_retries: 1 });
    const [a, b] = lease(0, { task_types: ["clock:x"] });
    finish([a as Job], 10);
    fail(b as Job, 10);
    const forget = (completed: number, dead: number) =>
      ledger.write(() => ledger.inbox.forgetFinished({ completed_before: time(completed), dead_before: time(dead), limit: 100 }));
    expect(forget(10, 10)).toBe(0);
    expect(forget(11, 10)).toBe(1);
    expect(forget(11, 11)).toBe(1);
  });
});

/** What a daemon may do with the inbox, and which keys have a change that nobody has looked at since. */
function daemon() {
  const unseen = new Set<string>();
  let running: Job[] = [];
  let seconds = 0;
  let instance = 0;
  const take = () =>
    ledger.write(() => ledger.inbox.lease({ instance: `i${instance}`, now: time(seconds), task_types: TYPES, limit: 3 }));
  /** Leased jobs that ended without having been done. */
  const stop = (end: (jobs: Job[]) => void) => {
    for (const key of keys(running)) unseen.add(key);
    end(running);
    running = [];
  };
  const actions = {
    change(key: string) {
      add(key, { max_retries: 1_000 }, seconds);
      unseen.add(key);
    },
    lease() {
      if (running.length > 0) return;
      running = take();
      for (const key of keys(running)) unseen.delete(key);
    },
    finish() {
      finish(running, seconds);
      running = [];
    },
    fail: () => stop((jobs) => jobs.forEach((one) => void fail(one, seconds))),
    release: () =>
      stop((jobs) => ledger.write(() => ledger.inbox.release({ project_id, ids: jobs.map(({ id }) => id), now: time(seconds) }))),
    crash: () =>
      stop(() => {
        instance++;
        ledger.write(() => ledger.inbox.voidForeignLeases({ instance: `i${instance}`, now: time(seconds) }));
      }),
    wait() {
      seconds += 30;
    },
  };
  /** Does whatever waits; gives the keys that nobody looked at in the end. */
  const drain = () => {
    actions.finish();
    seconds += 1_000_000_000;
    for (actions.lease(); running.length > 0; actions.lease()) actions.finish();
    return [...unseen];
  };
  return { actions, drain };
}

describe("whatever happens", () => {
  const step = fc.record({
    what: fc.constantFrom("change", "change", "lease", "finish", "fail", "release", "crash", "wait"),
    key: fc.constantFrom("a", "b", "c", "d", "e"),
  });

  it("no change is lost: after the last one of a key, a lease of it is still to come", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        ledger.db.exec("DELETE FROM Queue");
        const { actions, drain } = daemon();
        for (const { what, key } of steps) actions[what](key);
        expect(drain()).toEqual([]);
        expect(depth()).toEqual({ pending: 0, in_progress: 0, dead_letters: 0 });
      }),
      { numRuns: 150 },
    );
  });
});

describe("the depth", () => {
  it("is right after whatever changes the table: rolled back, by a cascade, behind the inbox, and within a transaction", () => {
    const other = addProject(ledger, "/other");
    add("a");
    add("b", { project_id: other });
    expect(depth()).toEqual({ pending: 2, in_progress: 0, dead_letters: 0 });
    expect(() =>
      ledger.write(() => {
        ledger.inbox.add(job("c"), time(0));
        expect(depth().pending).toBe(3);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(depth().pending).toBe(2);
    ledger.db.prepare("UPDATE Queue SET status = 'failed' WHERE coalescing_key = 'a'").run();
    expect(ledger.inbox.depth({ project_id })).toEqual({ pending: 0, in_progress: 0, dead_letters: 1 });
    expect(ledger.inbox.depth({ project_id: other })).toEqual({ pending: 1, in_progress: 0, dead_letters: 0 });
    ledger.db.prepare("DELETE FROM Projects WHERE id = ?").run(other);
    expect(depth()).toEqual({ pending: 0, in_progress: 0, dead_letters: 1 });
  });

  it("is counted each time by who only reads, for others write", () => {
    add("a");
    const reader = openLedger(ledger.path, { readonly: true });
    const read = inbox(reader);
    expect(read.depth({ project_id }).pending).toBe(1);
    add("b");
    expect(read.depth({ project_id }).pending).toBe(2);
    reader.close();
  });
});

describe("a dead letter", () => {
  function buried(key: string): number {
    const id = add(key, { max_retries: 1 });
    for (const one of lease()) fail(one, 0);
    return id;
  }

  it("that is tried again waits like a new job", () => {
    const id = buried("a");
    expect(depth()).toEqual({ pending: 0, in_progress: 0, dead_letters: 1 });
    expect(ledger.write(() => ledger.inbox.revive({ id, now: time(1) }))).toBe(true);
    expect(lease(1)).toMatchObject([{ id, retries: 0, error_message: null }]);
    expect(ledger.write(() => ledger.inbox.revive({ id, now: time(1) }))).toBe(false);
  });

  it("becomes one with a job that waits for the same", () => {
    const id = buried("a");
    const waiting = add("a");
    expect(ledger.write(() => ledger.inbox.revive({ id, now: time(1) }))).toBe(true);
    expect(lease(1).map((one) => one.id)).toEqual([waiting]);
    expect(depth().dead_letters).toBe(0);
  });

  it("goes when what it wanted was done after all, by a pass or by the clock", () => {
    buried("a");
    buried("b");
    add("a");
    finish(lease());
    expect(ledger.inbox.listDeadLetters({ project_id }).map((one) => one.coalescing_key)).toEqual(["b"]);
    const task_types = ["clock:backup"];
    const again = () => add("backup", { task_type: "clock:backup", max_retries: 1 });
    again();
    for (const one of lease(1, { task_types })) fail(one, 1);
    expect(depth().dead_letters).toBe(2);
    again();
    finish(lease(2, { task_types }), 2);
    expect(depth()).toEqual({ pending: 0, in_progress: 0, dead_letters: 1 });
  });

  it("is forgotten only as long as it is one", () => {
    const id = buried("a");
    expect(ledger.write(() => ledger.inbox.dropDead({ id }))).toBe(true);
    expect(ledger.write(() => ledger.inbox.dropDead({ id }))).toBe(false);
    const waiting = add("b");
    expect(ledger.write(() => ledger.inbox.dropDead({ id: waiting }))).toBe(false);
  });
});
