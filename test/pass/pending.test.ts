import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pendingFindings } from "../../src/pass/pending.js";

const QUIET = 2_000;
const doc = (path: string, ...ids: string[]) => ({ path, ids });

describe("pending findings", () => {
  it("makes a finding known after its document was quiet for the time", () => {
    const pending = pendingFindings();
    pending.judged([doc("a.md", "1")], 0);
    expect(pending.isPending("1")).toBe(true);
    expect(pending.due(QUIET)).toBe(2_000);
    expect(pending.take(1_999, QUIET)).toEqual([]);
    expect(pending.take(2_000, QUIET)).toEqual([{ id: "1", path: "a.md" }]);
    expect(pending.isPending("1")).toBe(false);
  });

  it("waits anew when the document is judged again", () => {
    const pending = pendingFindings();
    pending.judged([doc("a.md", "1")], 0);
    pending.judged([doc("a.md", "1", "2")], 1_500);
    expect(pending.take(2_000, QUIET)).toEqual([]);
    expect(pending.take(3_500, QUIET)).toHaveLength(2);
  });

  it("does not wait for other documents", () => {
    const pending = pendingFindings();
    pending.judged([doc("a.md", "1")], 0);
    pending.judged([doc("b.md", "2")], 1_900);
    expect(pending.take(2_000, QUIET)).toEqual([{ id: "1", path: "a.md" }]);
  });

  it("leaves no trace of a finding that vanished before it was known", () => {
    const pending = pendingFindings();
    pending.judged([doc("a.md", "1")], 0);
    expect(pending.judged([doc("a.md")], 100)).toEqual({ resolved: [] });
    expect(pending.take(9_000, QUIET)).toEqual([]);
  });

  it("tells when a known finding is gone, and holds it back again when it returns", () => {
    const pending = pendingFindings();
    pending.judged([doc("a.md", "1", "2")], 0);
    expect(pending.settleNow().sort()).toEqual(["1", "2"]);
    expect(pending.judged([doc("a.md", "2")], 10)).toEqual({ resolved: ["1"] });
    pending.judged([doc("a.md", "1", "2")], 20);
    expect([pending.isPending("1"), pending.isPending("2")]).toEqual([true, false]);
  });

  it("goes on where an earlier run ended", () => {
    const pending = pendingFindings();
    pending.restore(
      [
        { path: "a.md", id: "1", state: "settled" },
        { path: "a.md", id: "2", state: "pending" },
      ],
      100,
    );
    expect(pending.judged([doc("a.md", "1", "2")], 200)).toEqual({ resolved: [] });
    expect([pending.isPending("1"), pending.isPending("2")]).toEqual([false, true]);
  });

  it("after any history and enough quiet, exactly what the documents hold is known", () => {
    const ids = fc.uniqueArray(fc.constantFrom("1", "2", "3"), { maxLength: 3 });
    const steps = fc.array(fc.record({ path: fc.constantFrom("a", "b"), ids, wait: fc.integer({ min: 0, max: 3_000 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (given) => {
        const pending = pendingFindings();
        const known = new Set<string>();
        const held = new Map<string, string[]>();
        let now = 0;
        for (const { path, ids, wait } of given) {
          now += wait;
          for (const { id } of pending.take(now, QUIET)) known.add(id);
          const own = ids.map((id) => `${path}${id}`);
          held.set(path, own);
          for (const id of pending.judged([{ path, ids: own }], now).resolved) expect(known.delete(id)).toBe(true);
        }
        for (const { id } of pending.take(now + QUIET, QUIET)) known.add(id);
        expect(pending.size()).toBe(0);
        expect([...known].sort()).toEqual([...held.values()].flat().sort());
      }),
    );
  });
});
