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
    log
      .child({ part: "x", token: "hunter2" })
      .warn({ err: Object.assign(new Error("Bearer hunter2hunter2"), { env: "hunter2" }) }, "x");
    expect(written() + JSON.stringify(drain())).not.toContain("hunter2");
    expect(written()).toContain("a.md");
    close();
  });

  it("names paths within the projects that it knows", async () => {
    const { log, know, close } = await open();
    const projects = [{ id: 7, root: "/srv/kettle" }];
    know(() => projects);
    log.warn({ root: "/srv/kettle", reason: "no rights on /srv/kettle/a.md" }, "watching ended");
    expect(JSON.parse(written())).toMatchObject({ root: "<project 7>", reason: "no rights on <project 7>/a.md" });
    close();
  });

  it("starts a new file after 10 MiB and keeps as many as asked", async () => {
    const { log, close } = await open(2);
    // A text of a line is cut; a line of many is not.
    const filler = Array.from({ length: 25 }, () => "x".repeat(4_000));
    for (let index = 0; index < 480; index++) {
      log.info({ filler }, "line");
      if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => readdirSync(dir)).toEqual(["lockstepd.4.log", "lockstepd.5.log"]);
    close();
    const again = await open(2);
    for (let index = 0; index < 120; index++) {
      again.log.info({ filler }, "line");
      if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => readdirSync(dir)).toEqual(["lockstepd.5.log", "lockstepd.6.log"]);
    expect(readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    again.close();
  });
});
