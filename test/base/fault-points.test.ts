import { expect, it } from "vitest";
import { readFault } from "../../src/base/fault-points.js";

it("reads a fault only where tests run", () => {
  const LOCKSTEP_FAULT = "pass.read:kill@3";
  expect(readFault({ LOCKSTEP_FAULT, NODE_ENV: "test" })).toEqual({ point: "pass.read", action: "kill", nth: 3 });
  for (const NODE_ENV of [undefined, "", "production", "development", "Test"])
    expect(readFault({ LOCKSTEP_FAULT, ...(NODE_ENV === undefined ? {} : { NODE_ENV }) })).toBeNull();
  expect(readFault({ NODE_ENV: "test" })).toBeNull();
});

it.each(["pass.red:kill", "pass.read:explode", "pass.read", "pass.read:kill@0", ""])(
  "refuses %j, and says what there is",
  (fault) => {
    expect(() => readFault({ LOCKSTEP_FAULT: fault, NODE_ENV: "test" })).toThrow(
      /a point is one of start\.locked, .*an action is kill, stop/,
    );
  },
);
