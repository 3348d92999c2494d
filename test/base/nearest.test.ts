import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestOf } from "../../src/base/nearest.js";

describe("nearestOf", () => {
  it.each([
    ["ruels", ["watch", "rules"], "rules"],
    ["quite_ms", ["quiet_ms", "cap_ms"], "quiet_ms"],
    ["Watch", ["watch"], "watch"],
    ["colour", ["watch", "rules"], null],
    ["xy", ["ab", "cd"], null],
    ["foo", ["log", "fix"], null],
    ["lgo", ["log", "fix"], "log"],
    ["ls", ["is", "l"], null],
    ["IO", ["io"], "io"],
    ["stop", ["step", "start"], "step"],
    ["stopp", ["start", "status"], null],
    ["documentatoins", ["documentation"], "documentation"],
    ["a".repeat(65), ["a".repeat(64)], null],
  ])("%j of %j: %j", (word, candidates, expected) => {
    expect(nearestOf(word, candidates)).toBe(expected);
  });
});

describe("editDistance", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
  it("is symmetric, zero for equals only, at most the longer length", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it("counts a swap of neighbours once", () => {
    expect(editDistance("ruels", "rules")).toBe(1);
  });
});
