import { beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../src/domains/ledger.js";
import type { LogEntry, LogLevel } from "../../src/domains/operations/logs.js";
import { addProject, scratchLedger, time } from "../support/ledger.js";

let ledger: Ledger;
let project_id: number;
beforeEach(async () => {
  ledger = await scratchLedger();
  project_id = addProject(ledger);
});

describe("metrics", () => {
  const sample = (metric_value: number, seconds: number, metric_type = "pass_took_ms", project = project_id) =>
    ledger.write(() =>
      ledger.operations.recordMetrics(
        [{ project_id: project, metric_type, component_name: "pass", metric_value }],
        time(seconds),
      ),
    );

  it("show the newest of each, with the unit of its name", () => {
    sample(12, 0);
    sample(15.5, 60);
    sample(3, 60, "queue_depth_jobs");
    sample(99, 60, "pass_took_ms", 0);
    const latest = ledger.operations.listLatestMetrics({ project_id, limit: 10 });
    expect(latest).toEqual([
      {
        project_id,
        metric_type: "pass_took_ms",
        component_name: "pass",
        metric_value: 15.5,
        samples: 1,
        metric_min: 15.5,
        metric_max: 15.5,
        unit: "ms",
        timestamp: time(60),
        metadata: {},
      },
      {
        project_id,
        metric_type: "queue_depth_jobs",
        component_name: "pass",
        metric_value: 3,
        samples: 1,
        metric_min: 3,
        metric_max: 3,
        unit: "jobs",
        timestamp: time(60),
        metadata: {},
      },
    ]);
    const series = ledger.operations.listMetric({ project_id, metric_type: "pass_took_ms", component_name: "pass", limit: 10 });
    expect(series.map(({ metric_value }) => metric_value)).toEqual([15.5, 12]);
  });

  it("are forgotten oldest first", () => {
    for (const seconds of [0, 10, 20, 30]) sample(seconds, seconds);
    const forget = (limit: number) =>
      ledger.write(() => ledger.operations.forgetMetrics({ resolution: "raw", before: time(25), limit }));
    expect([forget(2), forget(2), forget(2)]).toEqual([2, 1, 0]);
    expect(ledger.operations.listLatestMetrics({ project_id, limit: 10 })).toMatchObject([{ metric_value: 30 }]);
  });
});

describe("the audit log", () => {
  it("shows calls of a project, newest first", () => {
    const audit = {
      project_id,
      agent_id: "anna",
      method: "projects.add",
      entity_type: "project",
      entity_id: "1",
      changes: { root: "/kettle" },
    };
    ledger.tell(() => {
      ledger.operations.recordAudit({ ...audit, action: "create" }, time(0));
      ledger.operations.recordAudit({ ...audit, action: "delete" }, time(1));
      ledger.operations.recordAudit({ ...audit, project_id: 0, action: "update" }, time(2));
    });
    const listed = ledger.operations.listAudit({ project_id, limit: 10 });
    expect(listed.map(({ action, timestamp }) => [action, timestamp])).toEqual([
      ["delete", time(1)],
      ["create", time(0)],
    ]);
    expect(listed[0]?.changes).toEqual({ root: "/kettle" });
  });
});

describe("the log", () => {
  const entry = (level: LogLevel, message: string, seconds = 0, more: Partial<LogEntry> = {}): LogEntry => {
    return { project_id, level, message, service: "watcher", fields: {}, timestamp: time(seconds), ...more };
  };
  const record = (...entries: LogEntry[]) => ledger.write(() => ledger.operations.recordLogs(entries));

  it("shows entries from a level on, newest first, of one project or all", () => {
    record(entry("info", "one"), entry("warn", "two"), entry("error", "three"), entry("fatal", "four", 0, { project_id: 0 }));
    const messages = (project: number | null, level: LogLevel) =>
      ledger.operations.listLogs({ project_id: project, level, limit: 10 }).map(({ message }) => message);
    expect(messages(project_id, "warn")).toEqual(["three", "two"]);
    expect(messages(null, "trace")).toEqual(["four", "three", "two", "one"]);
  });

  it("keeps of a long entry what is enough to find it", () => {
    record(entry("error", "m".repeat(10_000), 0, { fields: { stack: "s".repeat(10_000) } }));
    const [kept] = ledger.operations.listLogs({ project_id, level: "error", limit: 1 });
    expect(kept?.message).toHaveLength(4_000);
    expect(kept?.fields).toEqual({ cut: expect.stringMatching(/^\{"stack":"s+$/) });
  });

  it("holds a bounded number of entries", () => {
    const many = Array.from({ length: 30_000 }, (_, i) => entry("warn", `line ${i}`));
    record(...many.slice(0, 10_000));
    record(...many);
    record(...many);
    expect(ledger.db.prepare("SELECT count(*) AS n FROM Logs").get()).toEqual({ n: 50_000 });
    expect(ledger.operations.listLogs({ project_id, level: "warn", limit: 1 })[0]?.message).toBe("line 29999");
  });

  it("forgets what is old", () => {
    record(entry("warn", "old", 0), entry("warn", "new", 100));
    expect(ledger.write(() => ledger.operations.forgetLogs({ before: time(50), limit: 10 }))).toBe(1);
    expect(ledger.operations.listLogs({ project_id, level: "warn", limit: 10 }).map(({ message }) => message)).toEqual(["new"]);
  });
});
