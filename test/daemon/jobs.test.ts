import { pino } from "pino";
import { expect, it } from "vitest";
import { choreLane } from "../../src/daemon/jobs.js";
import { life } from "../../src/daemon/life.js";
import type { ClockRun } from "../../src/domains/operations/clock-runs.js";
import { NOON, scratchLedger, time } from "../support/ledger.js";

const log = pino({ level: "silent" });

/** A lane with one chore, and what becomes of a run of it. */
async function lane(run: () => Promise<void>) {
  const ledger = await scratchLedger();
  const told: ClockRun[] = [];
  const parts = { ledger, life: life(log, () => 0), ended: (run: ClockRun) => told.push(run), now: () => NOON, log };
  const made = choreLane("chore", [{ name: "metrics", run }], parts);
  ledger.write(() => ledger.inbox.add({ project_id: 0, task_type: "metrics", coalescing_key: "metrics", priority: 7 }, time(0)));
  const jobs = ledger.write(() => ledger.inbox.lease({ instance: "me", now: time(0), task_types: ["metrics"], limit: 1 }));
  const done = made.run(jobs).then(
    () => "done",
    (error: Error) => error.message,
  );
  return { done, told, runs: () => ledger.operations.listClockRuns() };
}

it("records a chore that failed, and tells who waits for it", async () => {
  const { done, told, runs } = await lane(async () => {
    throw new Error("it broke");
  });
  expect(await done).toBe("it broke");
  const run = { job: "metrics", started_at: time(0), took_ms: 0, outcome: "failed", error_message: "it broke" };
  expect([told, runs()]).toEqual([[run], [{ ...run, succeeded_at: null }]]);
});

it("records a chore that went well, and tells who waits for it", async () => {
  const { done, told, runs } = await lane(async () => {});
  expect(await done).toBe("done");
  const run = { job: "metrics", started_at: time(0), took_ms: 0, outcome: "done", error_message: null };
  expect([told, runs()]).toEqual([[run], [{ ...run, succeeded_at: time(0) }]]);
});

it("records nothing of a chore that failed for want of disk", async () => {
  const { done, told, runs } = await lane(async () => {
    throw Object.assign(new Error("no room"), { code: "ENOSPC" });
  });
  expect(await done).toBe("no room");
  expect([told, runs()]).toEqual([[], []]);
});
