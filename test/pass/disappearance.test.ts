import { describe, expect, it } from "vitest";
import { disappearance } from "../../src/pass/disappearance.js";

describe("a mass disappearance", () => {
  it("is believed when it is still there after 5 s", () => {
    const { doubt } = disappearance();
    expect([doubt(true, 0), doubt(true, 1_000), doubt(true, 5_000)]).toEqual([5_000, 4_000, 0]);
  });
  it("is forgotten when the files are back in between", () => {
    const { doubt } = disappearance();
    expect([doubt(true, 0), doubt(false, 2_000), doubt(true, 6_000)]).toEqual([5_000, 0, 5_000]);
  });
  it("is doubted anew the next time", () => {
    const { doubt } = disappearance();
    expect([doubt(true, 0), doubt(true, 5_000), doubt(true, 6_000)]).toEqual([5_000, 0, 5_000]);
  });
});
