/** Chores that look after the ledger: sums of measurements, backups, and files that nobody saw change. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { backup, verifyBackup } from "../../src/daemon/backup-chores.js";
import { SHARED_PROJECT } from "../../src/domains/documentation/projects.js";
import type { Ledger } from "../../src/domains/ledger.js";
import { reconcile } from "../../src/pass/chores/reconcile.js";
import { rollUpMetrics } from "../../src/pass/chores/roll-up.js";
import { meters, sample } from "../../src/pass/metrics.js";
import { listBackups } from "../../src/storage/backups.js";
import { inspectFile } from "../../src/storage/inspect.js";
import { damageTable } from "../support/damage.js";
import { addProject, NOON, pass, scratchLedger } from "../support/ledger.js";
import { scratchRepository } from "../support/repository.js";
import { scratchSession } from "../support/session.js";

const log = pino({ level: "silent" });
const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(NOON + minutes * MINUTE_MS).toISOString();

function series(ledger: Ledger, resolution: "minute" | "hour" | "day") {
  const request = { project_id: SHARED_PROJECT, metric_type: "rss_bytes", component_name: "process", limit: 10_000, resolution };
  return ledger.operations
    .listMetric(request)
    .map(({ timestamp, metric_value, samples, metric_min, metric_max }) => [
      timestamp,
      metric_value,
      samples,
      metric_min,
      metric_max,
    ]);
}

const record = (ledger: Ledger, minutes: number, value: number) =>
  ledger.write(() => ledger.operations.recordMetrics([sample("rss_bytes", SHARED_PROJECT, value)], at(minutes)));

describe("metrics_rollup", () => {
  it("sums samples up by minute, hour and day, and twice leaves what once leaves", async () => {
    const ledger = await scratchLedger();
    record(ledger, -1_500, 7);
    record(ledger, -61, 1);
    record(ledger, -60.5, 3);
    record(ledger, -30, 8);
    record(ledger, -0.5, 100);
    record(ledger, 0.25, 1_000);
    const chore = rollUpMetrics(ledger, () => NOON + 20_000);
    await chore.run();
    const minutes = [
      [at(-1), 100, 1, 100, 100],
      [at(-30), 8, 1, 8, 8],
      [at(-61), 2, 2, 1, 3],
      [at(-1_500), 7, 1, 7, 7],
    ];
    const hours = [
      [at(-60), 54, 2, 8, 100],
      [at(-120), 2, 2, 1, 3],
      [at(-1_500), 7, 1, 7, 7],
    ];
    const days = [["2026-11-20T00:00:00.000Z", 7, 1, 7, 7]];
    expect([series(ledger, "minute"), series(ledger, "hour"), series(ledger, "day")]).toEqual([minutes, hours, days]);
    await chore.run();
    expect([series(ledger, "minute"), series(ledger, "hour"), series(ledger, "day")]).toEqual([minutes, hours, days]);
    expect(ledger.operations.listLatestMetrics({ project_id: SHARED_PROJECT, limit: 10 })).toMatchObject([
      { metric_value: 1_000 },
    ]);
  });

  it("makes up for days in which it did not run", async () => {
    const ledger = await scratchLedger();
    for (let hours = 0; hours < 24 * 6; hours += 5) record(ledger, -60 * hours - 1, hours);
    await rollUpMetrics(ledger, () => NOON).run();
    expect(series(ledger, "minute")).toHaveLength(29);
    expect(series(ledger, "day").map(([, , samples]) => samples)).toEqual([5, 4, 5, 5, 5, 2]);
  });
});

describe("backup", () => {
  const options = (now: () => number) => ({ now, check: () => {}, log });

  it("copies the ledger when something was found or said since the last copy", async () => {
    const ledger = await scratchLedger();
    let now = NOON;
    const chore = backup(
      ledger,
      options(() => now),
    );
    const times = async () => {
      now += 7 * 60 * MINUTE_MS;
      await chore.run();
      return listBackups(ledger.path).length;
    };
    expect([await times(), await times()]).toEqual([1, 1]);
    const project_id = addProject(ledger);
    ledger.write(() => ledger.documentation.recordPass(pass(project_id, {})));
    expect([await times(), await times()]).toEqual([2, 2]);
    const audit = {
      project_id,
      agent_id: "me",
      method: "m",
      entity_type: "e",
      entity_id: "1",
      action: "create",
      changes: {},
    } as const;
    ledger.tell(() => ledger.operations.recordAudit(audit, at(0)));
    expect([await times(), await times()]).toEqual([3, 3]);
    expect(inspectFile(listBackups(ledger.path)[0]?.path ?? "").faults).toEqual([]);
  });

  it("is verified; a damaged one is put away, and another one made", async () => {
    const ledger = await scratchLedger();
    const chore = verifyBackup(ledger, { ...options(() => NOON), inspect: async (path) => inspectFile(path) });
    await chore.run();
    const [first] = listBackups(ledger.path);
    const before = readFileSync(first?.path ?? "");
    await chore.run();
    expect(readFileSync(first?.path ?? "")).toEqual(before);
    damageTable(first?.path ?? "", "Projects");
    const later = verifyBackup(ledger, { ...options(() => NOON + MINUTE_MS), inspect: async (path) => inspectFile(path) });
    await later.run();
    expect(listBackups(ledger.path).map(({ at }) => at)).toEqual([NOON + MINUTE_MS]);
    expect(readdirSync(join(dirname(ledger.path), "backups")).filter((name) => name.endsWith(".damaged"))).toHaveLength(1);
  });
});

describe("reconcile", () => {
  it("finds a file whose content is not what the ledger has, although nothing about it seems to have changed", async () => {
    const { root } = scratchRepository({ "README.md": "See [boil](src/gone.ts).\n", "src/a.ts": "export {};\n" });
    const { session, ledger, project_id, sweep, work } = await scratchSession(root);
    await sweep();
    const counted = meters();
    const run = async () => {
      let over = false;
      const done = reconcile({ ledger, sessions: () => [session], fileBytes: 1_000_000, meters: counted, log }).run();
      const end = Promise.resolve(done).finally(() => {
        over = true;
      });
      while (!over) {
        await work();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await end;
      await work();
      return counted.take().filter(({ metric_type }) => metric_type === "reconcile_missed_files")[0]?.metric_value;
    };
    expect(await run()).toBe(0);
    // As after a bug: the ledger says that it has read what it never did.
    ledger.write(() => ledger.db.prepare("UPDATE Files SET hash = 'x' WHERE path = 'README.md'").run());
    expect(await run()).toBe(1);
    const known = ledger.documentation.listContents({ project_id }).find(({ path }) => path === "README.md");
    expect(known?.hash).toMatch(/^[0-9a-f]{40}$/);
  });
});
