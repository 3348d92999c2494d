import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SHARED_PROJECT } from "../../src/domains/documentation/projects.js";
import type { Ledger } from "../../src/domains/ledger.js";
import { cutChunks } from "../../src/pass/chores/cut-chunks.js";
import { sampleMetrics } from "../../src/pass/chores/sample-metrics.js";
import { checkpoint, optimize, retention } from "../../src/pass/chores/upkeep.js";
import { METRICS, meters, sample } from "../../src/pass/metrics.js";
import { addProject, documentFile, NOON, pass, scratchLedger, time } from "../support/ledger.js";
import { scratchRepository } from "../support/repository.js";
import { type ScratchSession, scratchSession } from "../support/session.js";

const DAY_MS = 86_400_000;
let ledger: Ledger;
beforeEach(async () => {
  ledger = await scratchLedger();
});

describe("retention", () => {
  it("forgets what is older than its time, and nothing else, however much there is", async () => {
    const day = (days: number) => new Date(NOON - days * DAY_MS).toISOString();
    ledger.write(() => {
      for (let i = 0; i < 6_000; i++) ledger.operations.recordMetrics([sample("rss_bytes", SHARED_PROJECT, i)], day(8));
      ledger.operations.recordMetrics([sample("rss_bytes", SHARED_PROJECT, 1)], day(6));
      const entry = { project_id: SHARED_PROJECT, level: "warn", message: "old", service: "core", fields: {} } as const;
      ledger.operations.recordLogs([
        { ...entry, timestamp: day(31) },
        { ...entry, message: "recent", timestamp: day(29) },
      ]);
    });
    const project_id = addProject(ledger);
    for (const [key, days] of [
      ["old", 8],
      ["recent", 6],
    ] as const) {
      ledger.write(() => ledger.inbox.add({ project_id, task_type: "metrics", coalescing_key: key, priority: 7 }, day(days)));
      const jobs = ledger.write(() => ledger.inbox.lease({ instance: "me", now: day(days), task_types: ["metrics"], limit: 1 }));
      ledger.write(() => ledger.inbox.finish({ project_id, ids: jobs.map(({ id }) => id), now: day(days) }));
    }
    await retention(ledger, () => NOON).run();
    expect(
      ledger.operations.listMetric({ project_id: 0, metric_type: "rss_bytes", component_name: "process", limit: 10 }),
    ).toHaveLength(1);
    expect(ledger.operations.listLogs({ project_id: null, level: "warn", limit: 10 }).map(({ message }) => message)).toEqual([
      "recent",
    ]);
    const completed = ledger.db
      .prepare(
        "SELECT max(updated_at) FROM Queue WHERE project_id = ? AND status = 'completed' AND task_type = ? AND coalescing_key = ?",
      )
      .pluck();
    const last = (coalescing_key: string) => completed.get(project_id, "metrics", coalescing_key);
    expect([last("old"), last("recent")]).toEqual([null, day(6)]);
  });
});

describe("metrics", () => {
  it("records what was counted since the last sample, and what can be read off", () => {
    const counted = meters();
    const project_id = addProject(ledger);
    counted.add("files_count", project_id, 3);
    counted.add("files_count", project_id, 4);
    const chore = sampleMetrics({ ledger, meters: counted, now: () => NOON, watches: () => 12, missedTicks: () => 0 });
    chore.run();
    const latest = (id: number) =>
      Object.fromEntries(
        ledger.operations.listLatestMetrics({ project_id: id, limit: 100 }).map((one) => [one.metric_type, one.metric_value]),
      );
    expect(latest(project_id)).toEqual({ files_count: 7 });
    expect(latest(SHARED_PROJECT)).toMatchObject({ watches_count: 12, queue_depth_jobs: 0, rss_bytes: expect.any(Number) });
    chore.run();
    expect(
      ledger.operations.listMetric({ project_id, metric_type: "files_count", component_name: "pass", limit: 10 }),
    ).toHaveLength(1);
  });

  it("have names that end in their unit", () => {
    for (const name of Object.keys(METRICS)) expect(name).toMatch(/_(ms|count|jobs|bytes|files)$/);
  });
});

describe("upkeep", () => {
  it("empties the write-ahead log into the ledger, and leaves it good", async () => {
    ledger.write(() => {
      for (let i = 0; i < 500; i++) ledger.operations.recordMetrics([sample("rss_bytes", SHARED_PROJECT, i)], time(i));
    });
    checkpoint(ledger, pino({ level: "silent" })).run();
    const size = statSync(ledger.path).size;
    await optimize(ledger).run();
    expect(size).toBeGreaterThan(100_000);
    expect(ledger.db.pragma("integrity_check", { simple: true })).toBe("ok");
  });
});

describe("free pages", () => {
  it("are given back in small steps, with turns of the event loop between them", async () => {
    const pages = () => ledger.db.pragma("freelist_count", { simple: true }) as number;
    ledger.write(() => ledger.db.exec("CREATE TABLE Filler (text TEXT)"));
    const row = ledger.db.prepare("INSERT INTO Filler (text) VALUES (?)");
    ledger.write(() => {
      for (let i = 0; i < 2_000; i++) row.run("x".repeat(8_000));
    });
    ledger.write(() => ledger.db.exec("DROP TABLE Filler"));
    expect(pages()).toBeGreaterThan(2_000);
    let turns = 0;
    const count = () => {
      turns++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await optimize(ledger).run();
    clearImmediate(timer);
    expect(pages()).toBe(0);
    expect(turns).toBeGreaterThan(3);
  });
});

describe("chunks", () => {
  const FILES = {
    "README.md": "# Kettle\n\nIt whistles.\n",
    "src/boil.ts": "export function boilWater(litres: number) {\n  return litres;\n}\n",
  };
  const chunks = (scratch: ScratchSession) =>
    cutChunks({
      ledger: scratch.ledger,
      projects: () => [scratch.session.project],
      fileBytes: 1_000_000,
      meters: meters(),
      now: Date.now,
      monotonic: () => performance.now(),
      log: pino({ level: "silent" }),
    });
  const found = ({ ledger, project_id }: ScratchSession, query: string) =>
    ledger.knowledge.searchText({ project_id, query, limit: 10 }).map(({ file_name }) => file_name);

  it("make documents and code searchable, and follow what a pass saw", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    await chunks(scratch).run();
    expect([found(scratch, "whistles"), found(scratch, "boil water")]).toEqual([["README.md"], ["src/boil.ts"]]);
    repository.write({ "README.md": "# Kettle\n\nIt hums.\n", "src/boil.ts": null });
    await chunks(scratch).run();
    expect(found(scratch, "whistles")).toEqual(["README.md"]);
    await scratch.sweep();
    await chunks(scratch).run();
    expect([found(scratch, "whistles"), found(scratch, "hums"), found(scratch, "boil water")]).toEqual([[], ["README.md"], []]);
  });

  it("are cut for the other projects when one of them fails, and each run begins with another project", async () => {
    const scratch = await scratchSession(scratchRepository(FILES).root);
    await scratch.sweep();
    const { root, id } = scratch.session.project;
    const gone = addProject(scratch.ledger, `${root}-gone`);
    scratch.ledger.write(() =>
      scratch.ledger.documentation.recordPass(pass(gone, { changed: [documentFile("README.md", ["x.md"])] })),
    );
    const warned: number[] = [];
    const log = pino({ level: "warn" }, { write: (line: string) => warned.push(JSON.parse(line).project_id) });
    const projects = [gone, id].map((project_id) => scratch.ledger.documentation.getProject({ project_id }));
    let now = 0;
    const asked = vi.spyOn(scratch.ledger.documentation, "listContents");
    const chore = cutChunks({
      ledger: scratch.ledger,
      projects: () => projects,
      fileBytes: 1_000_000,
      meters: meters(),
      now: Date.now,
      monotonic: () => now++,
      log,
    });
    await chore.run();
    await chore.run();
    expect([warned, found(scratch, "whistles")]).toEqual([[gone, gone], ["README.md"]]);
    expect(asked.mock.calls.map(([{ project_id }]) => project_id)).toEqual([gone, id, id, gone]);
  });

  it("leave out a file that has changed since the pass: the next run has it", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    writeFileSync(join(repository.root, "README.md"), "# Kettle\n\nIt hums.\n");
    await chunks(scratch).run();
    expect([found(scratch, "hums"), found(scratch, "boil water")]).toEqual([[], ["src/boil.ts"]]);
    await scratch.sweep();
    await chunks(scratch).run();
    expect(found(scratch, "hums")).toEqual(["README.md"]);
  });
});
