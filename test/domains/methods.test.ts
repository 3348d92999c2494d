import { describe, expect, it } from "vitest";
import { type Host, runMethod } from "../../src/domains/call.js";
import type { Ledger } from "../../src/domains/ledger.js";
import type { Method } from "../../src/domains/method.js";
import { methods } from "../../src/methods.js";
import { addProject, documentFile, finding, NOON, pass, scratchLedger, time } from "../support/ledger.js";

/** Runs a method as the socket does: params checked, result as its schema says. */
async function call(ledger: Ledger | null, name: string, params: Record<string, unknown>): Promise<unknown> {
  const method = methods.find((known) => known.name === name) as Method;
  const unasked = () => Promise.reject(new Error("no method of the ledger asks the engine"));
  const projects = { check: unasked, explain: unasked, bindings: unasked };
  const host: Host = { reader: ledger, writer: ledger, instance: "aa", projects, daemon: null, clock: () => NOON };
  return method.result.parse(await runMethod(method, host, method.params.strict().parse(params), { actor: "test" }));
}

async function kettle(): Promise<Ledger> {
  const ledger = await scratchLedger();
  const project_id = addProject(ledger);
  const document = { path: "README.md", score: 0.5, drift_detected: true, checked: 4, sums: { ok: 2, drift: 1 }, unknown: {} };
  ledger.write(() =>
    ledger.documentation.recordPass(
      pass(project_id, {
        changed: [documentFile("README.md", ["src/boil.ts"])],
        documents: [{ ...document, findings: [finding("1", "README.md"), finding("2", "README.md", 3)] }],
      }),
    ),
  );
  return ledger;
}

describe("methods of the ledger", () => {
  it("list findings in reading order, by state and by page", async () => {
    const ledger = await kettle();
    const ids = async (more: Record<string, unknown>) => {
      const { findings } = (await call(ledger, "documentation.findings", { root: "/kettle", ...more })) as {
        findings: { finding: { id: string } }[];
      };
      return findings.map((entry) => Number(entry.finding.id));
    };
    expect(await ids({})).toEqual([1, 2]);
    expect(await ids({ limit: 1, offset: 1 })).toEqual([2]);
    expect(await ids({ states: ["resolved"] })).toEqual([]);
    expect(await ids({ under: "docs/" })).toEqual([]);
  });

  it("list documents with their scores", async () => {
    const result = await call(await kettle(), "documentation.documents", { root: "/kettle" });
    expect(result).toMatchObject({ documents: [{ path: "README.md", score: 0.5, drift_detected: true, checked: 4 }] });
  });

  it("list the projects, what waits, what was measured, logged and told", async () => {
    const ledger = await kettle();
    ledger.write(() => {
      ledger.operations.recordMetrics(
        [{ project_id: 0, metric_type: "queue_depth_jobs", component_name: "inbox", metric_value: 3 }],
        time(0),
      );
      const entry = { project_id: 0, message: "too many", service: "watcher", fields: { files: 3 }, timestamp: time(0) };
      ledger.operations.recordLogs([{ ...entry, level: "warn" }]);
      const audit = {
        project_id: 0,
        agent_id: "cli",
        method: "projects.add",
        entity_type: "project",
        entity_id: "1",
        changes: {},
      };
      ledger.operations.recordAudit({ ...audit, action: "create" }, time(0));
    });
    expect(await call(ledger, "projects.list", {})).toMatchObject({
      projects: [{ root: "/kettle", state: "ready", seq: 1, watching: null }],
    });
    const session = { project_id: 1, sync_session_id: "one", monitored_paths: ["."], backend: "poll", backend_reason: "ENOSPC" };
    ledger.write(() => ledger.documentation.startWatching({ ...session, now: time(1) }));
    const watching = { status: "active", backend: "poll", backend_reason: "ENOSPC", changes_detected: 0, since: time(1) };
    expect(await call(ledger, "projects.list", {})).toMatchObject({ projects: [{ watching }] });
    expect(await call(ledger, "operations.queue", { root: "/kettle" })).toEqual({
      pending: 0,
      in_progress: 0,
      dead_letters: 0,
      failed: [],
    });
    expect(await call(ledger, "operations.metrics", {})).toMatchObject({
      metrics: [{ metric_type: "queue_depth_jobs", unit: "jobs" }],
    });
    const metric = { metric_type: "queue_depth_jobs", component_name: "inbox" };
    expect(await call(ledger, "operations.metric", metric)).toEqual({
      samples: [{ metric_value: 3, timestamp: time(0), samples: 1, metric_min: 3, metric_max: 3 }],
    });
    expect(await call(ledger, "operations.metric", { ...metric, root: "/kettle" })).toEqual({ samples: [] });
    expect(await call(ledger, "operations.logs", {})).toMatchObject({ logs: [{ level: "warn", message: "too many" }] });
    expect(await call(ledger, "operations.logs", { level: "error" })).toEqual({ logs: [] });
    expect(await call(ledger, "operations.audit", {})).toMatchObject({ audit: [{ method: "projects.add", action: "create" }] });
    expect(await call(ledger, "documentation.problems", { root: "/kettle" })).toEqual({ files: [] });
    expect(await call(ledger, "knowledge.search", { root: "/kettle", query: "boil" })).toEqual({ hits: [] });
  });

  it.each([
    ["/kettle/src", "/kettle"],
    ["/kettel", "/kettle"],
    ["/elsewhere/at/all", undefined],
  ])("name the project that %s was probably meant to be: %s", async (root, suggestion) => {
    const asked = call(await kettle(), "documentation.documents", { root });
    await expect(asked).rejects.toMatchObject({ code: "UNKNOWN_PROJECT", data: suggestion === undefined ? {} : { suggestion } });
  });

  it("say that there is no ledger, or no daemon, where there is none", async () => {
    await expect(call(null, "projects.list", {})).rejects.toMatchObject({ code: "LEDGER_REFUSED" });
    await expect(call(null, "daemon.status", {})).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE", exitStatus: 4 });
    await expect(call(null, "projects.add", { dir: "/kettle" })).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE" });
  });
});
