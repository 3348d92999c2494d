import { describe, expect, it } from "vitest";
import { POLL_MS, polling, SAFE_POLL_MS } from "../../src/daemon/rounds.js";

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
