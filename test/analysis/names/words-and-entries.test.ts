import { describe, expect, it } from "vitest";
import { holdsReference } from "../../../src/analysis/names/holds.js";
import { manifestEntries, renamedEntry } from "../../../src/analysis/names/manifest-entries.js";
import { piecesOf, textSimilarity } from "../../../src/analysis/names/text-similarity.js";

describe("holdsReference", () => {
  it.each([
    ["Call `boilWater` now", "boilWater", true],
    ["Call reboilWater, boilWaters", "boilWater", false],
    ["reboilWater, then boilWater", "boilWater", true],
    ["see src/boil.ts.", "src/boil.ts", true],
    ["see src/boil.tsx", "src/boil.ts", false],
    ["“boilWater”", "boilWater", true],
    ["使用boilWater函数", "boilWater", true],
    ["$boilWater", "boilWater", false],
    ["größe", "gr", false],
    ["boil", "", false],
    ["--quiet", "--quiet", true],
  ])("%j holds %j: %s", (text, reference, held) => {
    expect(holdsReference(text, reference)).toBe(held);
  });
});

describe("renamedEntry", () => {
  const scripts = (entries: Record<string, string>) => new Map(Object.entries(entries));

  it("takes the added entry with the same command", () => {
    const before = scripts({ build: "tsc", serve: "node server.js" });
    expect(renamedEntry("serve", before, scripts({ build: "tsc", start: "node server.js" }))).toEqual({
      name: "start",
      confidence: 0.98,
    });
  });

  it("takes the added entry with a like name and command", () => {
    const before = scripts({ "test:unit": "vitest run test --silent" });
    expect(renamedEntry("test:unit", before, scripts({ "test:units": "vitest run test" }))).toEqual({
      name: "test:units",
      confidence: 0.88,
    });
  });

  it("chooses nothing among two, nor an entry that was there before, nor another one", () => {
    const before = scripts({ serve: "node server.js", run: "node server.js" });
    expect(renamedEntry("serve", before, scripts({ a: "node server.js", b: "node server.js" }))).toBeNull();
    expect(renamedEntry("serve", before, scripts({ run: "node server.js" }))).toBeNull();
    expect(renamedEntry("serve", before, scripts({ lint: "eslint ." }))).toBeNull();
  });
});

describe("manifestEntries", () => {
  it("names a lone binary after its package", () => {
    expect(manifestEntries('\ufeff{"name":"@kitchen/kettle","bin":"cli.js"}')?.bins).toEqual(new Map([["kettle", "cli.js"]]));
  });

  it("says null for what is no JSON object, and skips what is no text", () => {
    expect(manifestEntries("{")).toBeNull();
    expect(manifestEntries("[]")).toBeNull();
    expect(manifestEntries('{"scripts":{"a":1,"b":"x"},"bin":[]}')).toEqual({ scripts: new Map([["b", "x"]]), bins: new Map() });
  });
});

describe("textSimilarity", () => {
  const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join("");

  it("counts shared lines, whatever their order", () => {
    expect(textSimilarity(piecesOf(lines(0, 10)), piecesOf(lines(5, 10) + lines(0, 5)))).toBe(100);
    expect(textSimilarity(piecesOf(lines(0, 10)), piecesOf(lines(5, 15)))).toBeGreaterThanOrEqual(45);
    expect(textSimilarity(piecesOf(lines(0, 10)), piecesOf(lines(20, 30)))).toBe(0);
    expect(textSimilarity(piecesOf(lines(0, 2)), piecesOf(lines(0, 20)))).toBe(0);
  });
});
