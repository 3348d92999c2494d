import { expect, it } from "vitest";
import { heapMib } from "../../src/config/memory.js";

const GIB = 1024 ** 3;

it("gives the heap most of what the daemon may use, and never more than the machine has to spare", () => {
  expect(heapMib({ rss: 1.2 * GIB, machine: 16 * GIB })).toBe(737);
  expect(heapMib({ rss: 8 * GIB, machine: 16 * GIB })).toBe(4_915);
  expect(heapMib({ rss: 8 * GIB, machine: 2 * GIB })).toBe(614);
  expect(heapMib({ rss: 0.25 * GIB, machine: 0.25 * GIB })).toBe(192);
});
