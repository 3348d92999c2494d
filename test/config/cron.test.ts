import fc from "fast-check";
import { validate } from "node-cron";
import { describe, expect, it } from "vitest";
import { scheduleFault } from "../../src/config/cron.js";
import { DEFAULTS } from "../../src/config/defaults.js";

describe("a schedule", () => {
  it.each([
    "off",
    "* * * * *",
    "*/5 * * * *",
    "23 4 * * *",
    "0 6 * * 1",
    "0 0 1 jan mon-fri",
    "0-30/10 * * * *",
    "1,2,3-5 * * * *",
  ])("may be %j", (schedule) => {
    expect(scheduleFault(schedule)).toBeNull();
  });

  it.each([
    ["*/5 * * * * *", "six fields run more often than once a minute"],
    ["0 */5 * * * *", "six fields run more often than once a minute"],
    ["* * * *", "five fields"],
    ["hourly", "five fields"],
    ["@hourly", "five fields"],
    ["60 * * * *", "`60` is no minute (0 to 59"],
    ["* 24 * * *", "`24` is no hour"],
    ["* * 0 * *", "`0` is no day of the month"],
    ["* * * * mom", "`mom` is no day of the week"],
    ["*/0 * * * *", "`*/0` is no minute"],
    ["5-1 * * * *", "`5-1` is no minute"],
    ["5/2 * * * *", "`5/2` is no minute"],
    ["1-2-3 * * * *", "is no minute"],
    ["1,, * * * *", "is no minute"],
    ["", "five fields"],
    ["* ".repeat(100), "longer than 128 characters"],
  ])("may not be %j", (schedule, fault) => {
    expect(scheduleFault(schedule)).toContain(fault);
  });

  it("is taken by the clock whenever it is taken here", () => {
    const number = (max: number) => fc.integer({ min: 0, max }).map(String);
    const part = (max: number) =>
      fc.oneof(
        number(max),
        fc.constant("*"),
        fc.tuple(number(max), number(max)).map((pair) => pair.join("-")),
        number(max).map((n) => `*/${n}`),
      );
    const field = (max: number) => fc.array(part(max), { minLength: 1, maxLength: 2 }).map((parts) => parts.join(","));
    const schedule = fc.tuple(field(61), field(25), field(33), field(14), field(9)).map((fields) => fields.join(" "));
    fc.assert(
      fc.property(schedule, (text) => {
        fc.pre(scheduleFault(text) === null);
        expect([text, validate(text)]).toEqual([text, true]);
      }),
    );
  });

  it("by default is one the clock takes", () => {
    for (const schedule of Object.values(DEFAULTS.clock))
      expect([schedule, scheduleFault(schedule), validate(schedule)]).toEqual([schedule, null, true]);
  });
});
