import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameSimilarity, nearMiss } from "../../../src/analysis/names/similarity.js";
import { editDistance } from "../../../src/base/nearest.js";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/);

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["kettle", "kettel", 1],
    ["boil", "boli", 1],
    ["boil", "coil", 1],
    ["heat", "heating", 3],
    ["ca", "abc", 3],
  ])("%j and %j are %i apart", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it("is symmetric, zero for equals alone, and at most the longer name", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe("nameSimilarity", () => {
  it("lies in [0, 1], is symmetric, and 1 for equals", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const alike = nameSimilarity(a, b);
        expect(alike).toBe(nameSimilarity(b, a));
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        expect(nameSimilarity(a, a)).toBe(1);
      }),
    );
  });

  it("takes the better of letters and subwords", () => {
    expect(nameSimilarity("boilWater", "heatWater")).toBeCloseTo(5 / 9);
    expect(nameSimilarity("readFileSync", "syncReadFile")).toBe(1);
    expect(nameSimilarity("x".repeat(65), "x".repeat(65))).toBe(0);
  });
});

describe("nearMiss", () => {
  it.each([
    ["boilWatr", ["boilWater", "coolMilk"], "boilWater"],
    ["openKV", ["openKv", "closeKv"], "openKv"],
    ["temprature", ["temperature", "volume"], "temperature"],
    ["test-unit", ["testunit", "build"], "testunit"],
    ["boilwater", ["boilWater"], "boilWater"],
  ])("takes %j for one of %j", (claimed, candidates, found) => {
    expect(nearMiss(claimed, candidates)?.name).toBe(found);
  });

  it.each([
    ["boil", ["boilWater"], "far"],
    ["lid", ["lids"], "short"],
    ["boilWater", ["boilWater", "boilWatr"], "alive"],
    ["boilWates", ["boilWater", "boilWated"], "two alike"],
    ["getItem", ["getItems"], "number"],
    ["itemsList", ["itemList"], "number inside"],
    ["queries", ["query"], "number, irregular"],
    ["firstStep1", ["firstStep2"], "numbered"],
    ["Delete", ["DELETE"], "convention"],
    ["SITE_ID", ["siteID"], "convention"],
    ["Kettle", ["kettle"], "convention"],
    ["heat_water", ["heatWater"], "convention"],
    ["setup", ["setap"], "one short word"],
    ["kettle", [], "nothing there"],
  ])("leaves %j alone among %j: %s", (claimed, candidates) => {
    expect(nearMiss(claimed, candidates)).toBeNull();
  });

  it("never answers with the name itself, and answers alike in any order", () => {
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { maxLength: 8 }), (claimed, candidates) => {
        const found = nearMiss(claimed, candidates);
        expect(found?.name).not.toBe(claimed);
        expect(nearMiss(claimed, [...candidates].reverse())).toEqual(found);
      }),
    );
  });
});
