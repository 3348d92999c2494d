import { describe, expect, it } from "vitest";
import { hasColours, paintFor } from "../../../src/surface/formats/colours.js";

describe("colours", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
  ])("with %j on a terminal (%s): %s", (env, isTTY, expected) => {
    expect(hasColours({ isTTY }, env)).toBe(expected);
    expect(paintFor({ isTTY }, env)("error", "x") !== "x").toBe(expected);
  });

  it("come and go as the words say, whatever the environment does", () => {
    expect(hasColours({ isTTY: false }, { NO_COLOR: "1" }, "always")).toBe(true);
    expect(hasColours({ isTTY: true }, { FORCE_COLOR: "1" }, "never")).toBe(false);
    expect(hasColours({ isTTY: true }, { NO_COLOR: "1" }, "auto")).toBe(false);
  });
});
