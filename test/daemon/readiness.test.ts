import { describe, expect, it } from "vitest";
import { type ReadinessParts, readinessOf } from "../../src/daemon/readiness.js";

const READY: ReadinessParts = { state: "ready", isSafeMode: false, projects: [{ id: 1, state: "ready", backend: "chokidar" }] };

describe("readiness", () => {
  it("is there when the daemon and all of its projects are", () => {
    expect(readinessOf(READY)).toEqual({ ready: true, reasons: [], notes: [] });
    expect(readinessOf({ ...READY, projects: [] }).ready).toBe(true);
  });

  it.each(["starting: ledger", "degraded: disk", "draining"])("is not there while the daemon is %s", (state) => {
    expect(readinessOf({ ...READY, state })).toEqual({ ready: false, reasons: [state], notes: [] });
  });

  it("names each project that is indexed or paused by its number", () => {
    const projects: ReadinessParts["projects"] = [
      { id: 1, state: "indexing", backend: "poll" },
      { id: 2, state: "ready", backend: "chokidar" },
      { id: 7, state: "paused", backend: "poll" },
    ];
    const expected = {
      ready: false,
      reasons: ["indexing: project 1", "paused: project 7"],
      notes: ["safe mode", "polled, not watched: project 1"],
    };
    expect(readinessOf({ state: "ready", isSafeMode: true, projects })).toEqual(expected);
  });

  it("names twenty of them at most", () => {
    const projects = Array.from({ length: 25 }, (_, at) => ({ id: at + 1, state: "paused" as const, backend: "none" }));
    const { reasons } = readinessOf({ ...READY, projects });
    expect([reasons.length, reasons[19], reasons[20]]).toEqual([21, "paused: project 20", "and 5 more projects"]);
  });
});
