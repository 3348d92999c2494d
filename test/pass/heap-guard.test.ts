import { expect, it } from "vitest";
import { crowded } from "../../src/pass/crowded.js";
import { HeapFull, heapGuard } from "../../src/pass/heap-guard.js";

/** A heap of 100 bytes that holds what a test says. */
function heap(live: number, garbage: number) {
  const held = { live, garbage, collected: 0 };
  return {
    held,
    used: () => held.live + held.garbage,
    limit: () => 100,
    collect: () => {
      held.garbage = 0;
      held.collected++;
    },
  };
}

it("collects garbage before it calls the heap full, and not again before there is much more", () => {
  const one = heap(60, 15);
  const use = heapGuard({ heap: one, relieve: () => {} }).begin();
  use.check(1);
  one.held.garbage = 14;
  use.check(2);
  expect(one.held.collected).toBe(1);
  one.held.garbage = 20;
  use.check(3);
  expect(one.held.collected).toBe(2);
});

it("has memory given back that nobody needs before it ends any work", () => {
  const one = heap(85, 0);
  const guard = heapGuard({
    heap: one,
    relieve: () => {
      one.held.live = 60;
    },
  });
  guard.begin().check(1);
  expect(one.held.live).toBe(60);
});

it("ends the work that holds most; whatever asks when hardly anything is left", () => {
  const one = heap(75, 0);
  const guard = heapGuard({ heap: one, relieve: () => {} });
  const small = guard.begin();
  const large = guard.begin();
  expect(() => large.check(1_000)).toThrow(HeapFull);
  one.held.live = 77;
  small.check(10);
  large.end();
  one.held.live = 99;
  expect(() => small.check(11)).toThrow(HeapFull);
});

it("names the folders to leave out", () => {
  const files = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder}/${i}.ts`);
  const paths = ["a.ts", ...files("packages/big", 90), ...files("packages/small/src", 9), ...files("docs", 2)];
  expect(crowded("/kettle", paths).data.reason).toContain("such as packages/big/ with 90 files, packages/small/ with 9 files,");
  expect(crowded("/kettle", files("src", 3)).data.reason).toContain("such as src/ with 3 files,");
  expect(crowded("/kettle", ["a.ts"]).data.reason).toContain("Leave folders out with `watch.ignore`");
});
