/** `lockstep clock …` and `lockstep queue …`, as typed, with the built daemon. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../../src/config/defaults.js";
import { type Daemon, startDaemon } from "../../support/daemon.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  daemon = await startDaemon(home);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const run = (...words: string[]) => lockstep(home.env, home.dir, ...words);

interface Listed {
  job: string;
  schedule: string | null;
  next: string | null;
  last: string | null;
  outcome: string | null;
  last_success: string | null;
}
const listed = async (): Promise<Listed[]> => JSON.parse((await run("clock", "list", "--json")).stdout).jobs;

describe("lockstep clock", () => {
  it("lists every job with its next run, has each done, and remembers how that went", async () => {
    const { root } = scratchRepository({ "README.md": "[boil](src/gone.ts)\n" });
    await daemon.client.call("projects.add", { dir: root });
    const jobs = await listed();
    expect(jobs.map(({ job, schedule }) => [job, schedule])).toEqual(Object.entries(DEFAULTS.clock));
    for (const { next } of jobs) expect(Date.parse(next ?? "")).not.toBeNaN();
    for (const { job } of jobs) {
      const ran = await run("clock", "run", job, "--json");
      expect([job, ran.stderr, JSON.parse(ran.stdout).outcome]).toEqual([job, "", "done"]);
    }
    for (const { job, outcome, last, last_success } of await listed()) {
      expect([job, outcome]).toEqual([job, "done"]);
      expect(Date.parse(last_success ?? "")).toBeGreaterThanOrEqual(Date.parse(last ?? ""));
    }
    expect(JSON.parse((await run("db", "status", "--json")).stdout).backups).toBe(1);
    await daemon.stop();
    const without = await listed();
    expect(without.map(({ job, schedule, outcome }) => [job, schedule, outcome])).toContainEqual(["backup", null, "done"]);
    daemon = await startDaemon(home);
    expect((await listed()).find(({ job }) => job === "verify")).toMatchObject({ outcome: "done" });
  });

  it("exits with 1 when the job failed, with why", async () => {
    writeFileSync(join(dirname(home.ledger), "backups"), "in the way\n");
    const ran = await run("clock", "run", "backup", "--json");
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([
      1,
      { outcome: "failed", error_message: expect.stringContaining("backups") },
    ]);
  });

  it("takes a name with dashes, and says which jobs there are", async () => {
    expect((await run("clock", "run", "metrics-rollup")).status).toBe(0);
    const wrong = await run("clock", "run", "backups");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("is no timed job. There are: sweep, metrics,")]);
  });
});

describe("lockstep queue", () => {
  it("lists what failed for good, has it tried again, and forgets it", async () => {
    const { root } = scratchRepository({ "README.md": "# Kettle\n" });
    await daemon.client.call("projects.add", { dir: root });
    await daemon.client.call("documentation.check", { root });
    await daemon.stop();
    const db = new BetterSqlite3(home.ledger);
    const insert = db.prepare(`
      INSERT INTO Queue (project_id, task_type, coalescing_key, priority, status, retries, available_at, error_message, created_at, updated_at)
      VALUES (:project_id, :task_type, :key, 7, 'failed', 3, '2026-11-21T10:00:00.000Z', 'it broke', '2026-11-21T10:00:00.000Z', :failed)`);
    insert.run({ project_id: 1, task_type: "file", key: "README.md", failed: "2026-11-21T10:00:00.000Z" });
    insert.run({ project_id: 0, task_type: "optimize", key: "clock:optimize", failed: "2026-11-21T11:00:00.000Z" });
    insert.run({ project_id: 0, task_type: "optimize", key: "clock:optimize", failed: "2026-11-21T12:00:00.000Z" });
    db.close();
    daemon = await startDaemon(home);
    const list = async (...more: string[]) => JSON.parse((await run("queue", "list", ...more, "--json")).stdout);
    const { dead_letters, failed } = await list();
    expect([dead_letters, failed.map(({ coalescing_key }: { coalescing_key: string }) => coalescing_key)]).toEqual([
      3,
      ["clock:optimize", "clock:optimize", "README.md"],
    ]);
    expect(failed[2]).toMatchObject({
      project_id: 1,
      retries: 3,
      error_message: "it broke",
      failed_at: "2026-11-21T10:00:00.000Z",
    });
    expect((await list("--root", root)).failed).toHaveLength(1);
    expect(await run("queue", "retry")).toMatchObject({ status: 2, stderr: expect.stringContaining("--all") });
    expect(await run("queue", "retry", "4711")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("lockstep queue list"),
    });
    expect(await run("queue", "drop", String(failed[0].id))).toMatchObject({ status: 0, stdout: "dropped: 1\n" });
    expect(await run("queue", "retry", "--all")).toMatchObject({ status: 0, stdout: "retried: 2\n" });
    const optimize = async () => (await listed()).find(({ job }) => job === "optimize")?.outcome;
    await expect.poll(optimize, { timeout: 30_000 }).toBe("done");
    expect(await list()).toMatchObject({ dead_letters: 0 });
  });
});
