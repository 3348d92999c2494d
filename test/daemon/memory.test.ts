import { expect, it } from "vitest";
import { memorySamples } from "../../src/daemon/memory.js";

it("asks the system for memory once a second at most", () => {
  let now = 0;
  const memory = memorySamples(() => now);
  const first = memory();
  expect(first.rss).toBeGreaterThan(first.heap_used);
  now = 999;
  expect(memory()).toBe(first);
  now = 1_000;
  expect(memory()).not.toBe(first);
});
