import { describe, expect, it } from "vitest";
import { POLL_MS, polling, retrying, SAFE_POLL_MS } from "../../src/daemon/rounds.js";

/** Seconds at which a tree that changes at `changes` is swept, looked at every second. */
function sweeps(until: number, changes: number[] = [], ms = POLL_MS): number[] {
  const poll = polling(ms);
  const due: number[] = [];
  let seq = 0;
  for (let second = 0; second <= until; second++) {
    if (changes.includes(second)) seq++;
    if (poll.isDue(seq, second * 1_000)) due.push(second);
  }
  return due;
}

describe("polling a tree that nobody watches", () => {
  it("comes every 2 s first, then half as often each time, at least every 30 s", () => {
    expect(sweeps(130)).toEqual([2, 6, 14, 30, 60, 90, 120]);
  });
  it("comes often again when something had changed", () => {
    expect(sweeps(80, [61])).toEqual([2, 6, 14, 30, 60, 63, 67, 75]);
  });
  it("comes every minute in safe mode, whatever changed", () => {
    expect(sweeps(200, [61], SAFE_POLL_MS)).toEqual([60, 120, 180]);
  });
});

describe("watching in a better way", () => {
  const HOUR = 3_600_000;

  it("is tried again every hour, as long as a tree is watched in a worse one", () => {
    const retry = retrying<string>();
    const tried = (times: number[], isWorse = true) => times.filter((at) => retry.isDue("kettle", isWorse, at));
    expect(tried([0, HOUR - 1, HOUR, HOUR + 1_000, 2 * HOUR, 2 * HOUR + 1_000])).toEqual([HOUR, 2 * HOUR + 1_000]);
    expect(tried([3 * HOUR, 9 * HOUR], false)).toEqual([]);
    // The hour begins when the way becomes a worse one.
    expect(tried([10 * HOUR, 10 * HOUR + 1_000, 11 * HOUR])).toEqual([11 * HOUR]);
    expect(retry.isDue("pan", true, 11 * HOUR)).toBe(false);
  });
});
