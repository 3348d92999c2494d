import { describe, expect, it } from "vitest";
import { gapBetween } from "../../src/daemon/heartbeat.js";

const before = { monotonic: 1_000, wall: 50_000 };
const later = (monotonic: number, wall: number) => ({ monotonic: before.monotonic + monotonic, wall: before.wall + wall });

describe("the heartbeat", () => {
  it("sees nothing in a beat that was a little late", () => {
    expect(gapBetween(before, later(9_000, 9_001))).toBeNull();
  });
  it("sees that the process was stopped", () => {
    expect(gapBetween(before, later(600_000, 600_000))).toBe("stood still for 600 s");
  });
  it("sees a machine that slept, whose monotonic clock slept too", () => {
    expect(gapBetween(before, later(5_000, 3_605_000))).toBe("wall clock moved by 3600 s");
  });
  it("sees a wall clock set back", () => {
    expect(gapBetween(before, later(5_000, -86_395_000))).toBe("wall clock moved by -86400 s");
  });
});
