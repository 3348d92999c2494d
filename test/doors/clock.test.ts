import { EventEmitter, once } from "node:events";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { type ClockJob, type CronClock, startClock } from "../../src/doors/clock.js";

const NOON = Date.parse("2026-11-21T12:00:00.000Z");
const MINUTE = 60_000;
let clock: CronClock | null = null;
afterEach(async () => clock?.stop());

/** Starts a clock with these jobs and gives what it enqueued. */
function started(jobs: ClockJob[], lastSuccess: Record<string, number>) {
  const enqueued: { name: string; delayMs: number }[] = [];
  const news = new EventEmitter();
  clock = startClock({
    jobs,
    enqueue: (name, delayMs) => {
      enqueued.push({ name, delayMs });
      news.emit("enqueued");
    },
    lastSuccess: (name) => lastSuccess[name] ?? null,
    now: () => NOON,
    random: () => 0.5,
    log: pino({ level: "silent" }),
  });
  return { enqueued, news, clock };
}

describe("fault 28: the clock", () => {
  it("enqueues a job when its time comes, and does nothing else", async () => {
    const { enqueued, news } = started([{ name: "metrics", schedule: "* * * * * *", catchUp: false }], {});
    await once(news, "enqueued");
    expect(enqueued[0]).toEqual({ name: "metrics", delayMs: 0 });
  });

  it("makes up once for a missed run of a job with catch-up, spread over 30 s", () => {
    const jobs = [
      { name: "retention", schedule: "41 2 * * *", catchUp: true },
      { name: "optimize", schedule: "23 4 * * *", catchUp: true },
      { name: "fresh", schedule: "*/5 * * * *", catchUp: true },
      { name: "checkpoint", schedule: "*/5 * * * *", catchUp: false },
    ];
    const { enqueued, clock } = started(jobs, { optimize: NOON - 25 * 60 * MINUTE, fresh: NOON - 8 * MINUTE });
    clock.catchUp();
    expect(enqueued).toEqual([
      { name: "retention", delayMs: 15_000 },
      { name: "fresh", delayMs: 15_000 },
    ]);
  });

  it("tells when a job runs next, which one that is off never does", () => {
    const jobs = [
      { name: "retention", schedule: "41 2 * * *", catchUp: true },
      { name: "verify", schedule: "off", catchUp: true },
    ];
    const { clock } = started(jobs, {});
    expect(new Date(clock.next("retention") ?? 0).toISOString()).toMatch(/T02:41:00\.000Z$/);
    expect(clock.next("verify")).toBeNull();
  });

  it("leaves out a job that is off", () => {
    const { enqueued, clock } = started([{ name: "retention", schedule: "off", catchUp: true }], {});
    clock.catchUp();
    expect(enqueued).toEqual([]);
  });
});
