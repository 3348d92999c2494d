import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLogs } from "../../src/daemon/logs.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockstep-logs-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (keep = 5) => openLogs({ dir, level: "info", keep, instance: "a1", version: "0.0.0" });
const written = () =>
  readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), "utf8"))
    .join("");

describe("the log", () => {
  it("writes every line at once, for its owner's eyes only", async () => {
    const { log, close } = await open();
    log.child({ part: "watcher" }).info({ files: 3 }, "pass done");
    expect(JSON.parse(written())).toMatchObject({ part: "watcher", files: 3, msg: "pass done", instance: "a1" });
    expect(readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual([0o600]);
    close();
  });

  it("hands warnings and errors to the ledger, at most 200 at a time, and counts the rest", async () => {
    const { log, drain, close } = await open();
    log.info("not one of them");
    log.child({ part: "pass" }).warn({ hint: "raise the limit" }, "watching ended");
    for (let index = 0; index < 250; index++) log.error("storm");
    const { entries, dropped } = drain();
    expect(entries[0]).toMatchObject({
      level: "warn",
      service: "pass",
      message: "watching ended",
      fields: { hint: "raise the limit" },
    });
    expect([entries.length, dropped]).toEqual([200, 51]);
    expect(drain()).toEqual({ entries: [], dropped: 0 });
    close();
  });

  it("never writes a secret", async () => {
    const { log, drain, close } = await open();
    log.warn({ token: "hunter2", request: { authorization: "hunter2", path: "a.md" } }, "refused");
    expect(written() + JSON.stringify(drain())).not.toContain("hunter2");
    expect(written()).toContain("a.md");
    close();
  });

  it("starts a new file after 10 MiB and keeps as many as asked", async () => {
    const { log, close } = await open(2);
    const filler = "x".repeat(100_000);
    for (let index = 0; index < 480; index++) {
      log.info({ filler }, "line");
      if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => readdirSync(dir)).toEqual(["lockstepd.4.log", "lockstepd.5.log"]);
    close();
  });
});
