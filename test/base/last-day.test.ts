import { describe, expect, it } from "vitest";
import { lastDay } from "../../src/base/last-day.js";

const NOON = Date.parse("2026-11-21T12:00:00.000Z");

describe("the last day of an acknowledgement", () => {
  it("is 90 days from now when none is named", () => {
    expect(lastDay(null, NOON)).toBe("2027-02-19");
  });

  it.each(["2026-11-21", "2027-11-21"])("may be %s", (day) => {
    expect(lastDay(day, NOON)).toBe(day);
  });

  it.each([
    ["2026-11-20", "2026-11-20 is over. Name a day from 2026-11-21 to 2027-11-21."],
    ["2027-11-22", /^2027-11-22 is more than 365 days from now/],
  ])("may not be %s", (day, message) => {
    expect(() => lastDay(day, NOON)).toThrow(message);
  });
});
