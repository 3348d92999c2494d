import { execFileSync, spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { bytesAnHour } from "../../scripts/soak/daemon.js";
import { randomOf } from "../../scripts/soak/random.js";

const SOAK = "dist/scripts/soak.js";

it("soaks a daemon for a moment, tells the seed, and finds that all holds", { timeout: 180_000 }, () => {
  const said = execFileSync(process.execPath, [SOAK, "--minutes", "0.1", "--seed", "7"], { encoding: "utf8" });
  expect(said).toMatch(/^seed 7, 0\.1 minutes\n/);
  expect(said).toMatch(/\n\d+ steps: the ledger is what a fresh look at the tree gives\n$/);
});

it.each([
  ["--minutes", "none"],
  ["--minutes", "0"],
  ["--seed", "x"],
  ["--hours", "1"],
])("refuses %s %s", (...words) => {
  const { status, stderr } = spawnSync(process.execPath, [SOAK, ...words], { encoding: "utf8" });
  expect([status, stderr]).toEqual([2, expect.stringContaining("usage: npm run soak")]);
});

it("draws the same numbers for the same seed, and all of a list", () => {
  const drawn = (seed: number) => Array.from({ length: 200 }, randomOf(seed).next);
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  const random = randomOf(3);
  expect(new Set(Array.from({ length: 200 }, () => random.of(["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
});

it("tells by how much memory grows in an hour", () => {
  const costs = [0, 1, 2, 3].map((minute) => ({ at_ms: minute * 60_000, rss_bytes: 100 + minute * 7, descriptors: 1 }));
  expect(bytesAnHour(costs)).toBeCloseTo(7 * 60);
  expect(bytesAnHour(costs.slice(0, 1))).toBe(0);
});
