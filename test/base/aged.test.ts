import { expect, it } from "vitest";
import { aged } from "../../src/base/aged.js";

it("looks once a second at most", () => {
  let now = 0;
  let looks = 0;
  const ask = aged(
    () => ++looks,
    () => now,
  );
  expect([ask(), ask()]).toEqual([1, 1]);
  now = 999;
  expect(ask()).toBe(1);
  now = 1_000;
  expect([ask(), ask()]).toEqual([2, 2]);
});
