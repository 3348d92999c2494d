import { describe, expect, it } from "vitest";
import { ailment, beatOf, type Vitals } from "../../src/daemon/watchdog.js";

const WELL: Vitals = { loopDelay: () => 30, pingWatcher: async () => true, readLedger: () => {} };

describe("the watchdog", () => {
  it.each<[string, Partial<Vitals>, string | null]>([
    ["nothing", {}, null],
    ["a delay that is just bearable", { loopDelay: () => 4_999 }, null],
    ["a main thread that is held up", { loopDelay: () => 5_000 }, "the main thread was held up for 5000 ms"],
    ["a watcher that does not answer", { pingWatcher: async () => false }, "the watcher does not answer"],
    ["a ledger that cannot be read", { readLedger: fail }, "the ledger cannot be read (disk I/O error)"],
  ])("finds %s wrong", async (_, vitals, wrong) => {
    expect(await ailment({ ...WELL, ...vitals })).toBe(wrong);
  });

  it.each([
    [{ WATCHDOG_USEC: "60000000" }, 20_000],
    [{ WATCHDOG_USEC: "30000000", WATCHDOG_PID: "7" }, 10_000],
    [{ WATCHDOG_USEC: "600000000" }, 20_000],
    [{ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "8" }, null],
    [{}, null],
    [{ WATCHDOG_USEC: "0" }, null],
    [{ WATCHDOG_USEC: "x" }, null],
  ])("beats three times within the manager's patience: %j", (env, ms) => {
    expect(beatOf(env, 7)).toBe(ms);
  });
});

function fail(): void {
  throw new Error("disk I/O error");
}
