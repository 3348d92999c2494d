import { pino } from "pino";
import { expect, it } from "vitest";
import { memoryWatch } from "../../src/daemon/memory-watch.js";

/** A process whose memory and clock a test sets. */
function watched() {
  const calls: string[] = [];
  const at = { rss: 90, now: 0 };
  const look = memoryWatch({
    limit: 100,
    rss: () => at.rss,
    monotonic: () => at.now,
    relieve: () => calls.push("relieve"),
    resume: () => calls.push("resume"),
    fail: () => calls.push("fail"),
    log: pino({ level: "silent" }),
  });
  const pass = (seconds: number, rss: number) => {
    at.rss = rss;
    for (let second = 0; second < seconds; second++) {
      look();
      at.now += 1_000;
    }
    return calls.splice(0);
  };
  return { pass };
}

it("takes a peak for a peak", () => {
  const { pass } = watched();
  expect([pass(9, 120), pass(1, 90), pass(9, 120)]).toEqual([[], [], []]);
});

it("takes no more work when memory stays above the limit, and goes on when it is well again", () => {
  const { pass } = watched();
  expect([pass(11, 120), pass(5, 110), pass(1, 90), pass(5, 90)]).toEqual([["relieve"], [], ["resume"], []]);
});

it("gives up when that does not help", () => {
  const { pass } = watched();
  expect([pass(11, 120), pass(9, 120), pass(1, 120)]).toEqual([["relieve"], [], ["fail"]]);
});
