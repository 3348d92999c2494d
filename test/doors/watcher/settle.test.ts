import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WatchHint } from "../../../src/doors/watcher/backend.js";
import { SETTLE_HINTS_MAX, SETTLE_PATHS_MAX, type Settled, settling } from "../../../src/doors/watcher/settle.js";

const root = "/r";
const quiet = { quiet_ms: 100, cap_ms: 500 };
const path = (name: string): WatchHint => ({ root, kind: "path", path: name });
const sweep: WatchHint = { root, kind: "sweep", reason: "folder added or removed" };

/** Gives each hint at its time, asks every millisecond, and returns what settled with the time it did. */
function play(hints: { at: number; hint: WatchHint }[]): { at: number; settled: Settled }[] {
  const waiting = settling(quiet);
  const found: { at: number; settled: Settled }[] = [];
  const end = Math.max(0, ...hints.map(({ at }) => at)) + quiet.cap_ms + 1;
  for (let now = 0; now <= end; now++) {
    for (const { hint } of hints.filter(({ at }) => at === now)) waiting.add(hint, now);
    const settled = waiting.take(now);
    if (settled) found.push({ at: now, settled });
  }
  expect(waiting.due()).toBeNull();
  return found;
}

describe("settling", () => {
  it("gives a path once, 100 ms after its last hint", () => {
    expect(play([0, 40, 80].map((at) => ({ at, hint: path("a.md") })))).toEqual([
      { at: 180, settled: { kind: "paths", paths: ["a.md"] } },
    ]);
  });

  it("waits at most 500 ms while hints go on", () => {
    const hints = Array.from({ length: 20 }, (_, index) => ({ at: index * 50, hint: path(`${index}.md`) }));
    expect(play(hints).map(({ at }) => at)).toEqual([500, 1050]);
  });

  it("asks for a sweep after so many hints that some may have been dropped, however few paths they name", () => {
    const burst = (count: number) =>
      play(Array.from({ length: count }, (_, index) => ({ at: 0, hint: path(`${index % 2}.md`) })));
    expect(burst(SETTLE_HINTS_MAX)).toEqual([{ at: 100, settled: { kind: "paths", paths: ["0.md", "1.md"] } }]);
    expect(burst(SETTLE_HINTS_MAX + 1)).toEqual([{ at: 100, settled: { kind: "sweep", reason: "many hints" } }]);
  });

  it("asks for a sweep when a folder came or went, whatever else was told", () => {
    expect(
      play([
        { at: 0, hint: path("a.md") },
        { at: 1, hint: sweep },
        { at: 2, hint: path("b.md") },
      ]),
    ).toEqual([{ at: 102, settled: { kind: "sweep", reason: "folder added or removed" } }]);
  });

  it("asks for a sweep from one path more than it holds", () => {
    const hints = (count: number) => Array.from({ length: count }, (_, index) => ({ at: 0, hint: path(`${index}.md`) }));
    expect(play(hints(SETTLE_PATHS_MAX))[0]?.settled.kind).toBe("paths");
    expect(play(hints(SETTLE_PATHS_MAX + 1))[0]?.settled).toEqual({ kind: "sweep", reason: "many paths" });
  });

  it("loses no hint, doubles none within a burst, and never makes one wait longer than the cap", () => {
    const hint = fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^[a-e]\.md$/).map(path) },
      { weight: 1, arbitrary: fc.constant(sweep) },
    );
    const hints = fc.array(fc.record({ at: fc.integer({ min: 0, max: 2000 }), hint }), { maxLength: 60 });
    fc.assert(
      fc.property(hints, (given) => {
        const found = play(given);
        for (const { at, hint } of given) {
          const next = found.find((one) => one.at >= at);
          expect(next && next.at - at <= quiet.cap_ms).toBe(true);
          const told = next?.settled;
          if (hint.kind === "path" && told?.kind === "paths")
            expect(told.paths.filter((one) => one === hint.path)).toHaveLength(1);
          else expect(told?.kind).toBe("sweep");
        }
        const paths = new Set(given.map(({ hint }) => (hint.kind === "path" ? hint.path : "")));
        for (const { settled } of found)
          if (settled.kind === "paths") for (const one of settled.paths) expect(paths).toContain(one);
      }),
      { numRuns: 60 },
    );
  });
});
