import { describe, expect, it } from "vitest";
import { readDocument } from "../../../src/analysis/documents/read.js";
import type { Claim } from "../../../src/analysis/model.js";
import type { DaemonStatus } from "../../../src/domains/method.js";
import { plain } from "../../../src/surface/formats/colours.js";
import { renderExplanation } from "../../../src/surface/formats/explanation.js";
import { renderLogLine } from "../../../src/surface/formats/log-line.js";
import { renderStatus } from "../../../src/surface/formats/status.js";
import { finding } from "./reports.js";

type Backend = DaemonStatus["projects"][number]["backend"];

const NOW = Date.parse("2026-01-01T12:00:00.000Z");

const STATUS: DaemonStatus = {
  running: true,
  instance: "0011223344556677",
  pid: 4711,
  version: "0.1.0",
  started_at: "2026-01-01T11:00:00.000Z",
  seq: 42,
  as_of: "2026-01-01T12:00:00.000Z",
  state: "ready",
  safe_mode: null,
  projects: [
    {
      id: 1,
      name: "kettle",
      root: "/home/a/ket\u001b[2Jtle",
      state: "indexing",
      seq: 40,
      documents: 12,
      files: 1340,
      findings: 3,
      score: 0.9312,
      drift_detected: true,
      skipped: 2,
      poisoned: 1,
      poisoned_files: ["src/bo\u001b[2Jmb.ts"],
      warning: "git's /home/a/kettle/.git/index.lock has been there for more than 10 s; remove it if no git runs",
      backend: { name: "chokidar", reason: "default", remedy: null, watches: 1352 },
      queue_depth: 5,
      last_pass: { at: "2026-01-01T11:59:57.000Z", files: 1, took_ms: 4 },
      history: { kind: "shallow", note: "1 commit" },
      progress: { done: 300, total: 900 },
    },
  ],
  queue: { depth: 5, in_progress: 1, dead_letters: 0 },
  last_pass: { at: "2026-01-01T11:59:57.000Z", project: "/home/a/kettle", files: 1, took_ms: 4 },
  ledger: "/home/a/.local/state/lockstep/ledger.db",
  socket: "/run/user/1000/lockstep/lockstep.sock",
  http: { port: 9187, token_file: "/run/user/1000/lockstep/http.token", metrics_public: false, fault: null },
  restored: null,
  memory: { rss: 104_857_600, heap_used: 1 },
};

describe("what is shown of the daemon", () => {
  it("is one screen with every project", async () => {
    await expect(renderStatus(STATUS, { paint: plain, now: NOW })).toMatchFileSnapshot("golden/status.txt");
  });

  it("says how a project is watched, why so, and what would let it be watched better", () => {
    const remedy = "raise the limit";
    const shown = (backend: Backend) => {
      const projects = STATUS.projects.map((project) => ({ ...project, backend }));
      return renderStatus({ ...STATUS, projects }, { paint: plain, now: NOW })
        .split("\n")
        .at(-2);
    };
    const large = { name: "directories", reason: "more than 20000 files", remedy: null, watches: 900 };
    expect(shown(large)).toBe("  watched by directories (more than 20000 files) · history shallow (1 commit)");
    expect(shown({ ...large, name: "poll", reason: "on NFS" })).toBe("  polled (on NFS) · history shallow (1 commit)");
    expect(shown({ ...large, reason: "no watches left", remedy })).toBe(
      "  watched by directories (no watches left: raise the limit) · history shallow (1 commit)",
    );
  });

  it("tells how to add a project when there is none", () => {
    expect(renderStatus({ ...STATUS, projects: [], last_pass: null }, { paint: plain, now: NOW })).toContain(
      "`lockstep start DIR` adds one",
    );
  });
});

describe("an explanation", () => {
  it("shows the rule, the evidence, each gate and the arithmetic", async () => {
    const explanation = {
      finding: finding({
        line: 1,
        column: 7,
        end_column: 16,
        occurrences: [{ line: 5, column: 1, end_line: 5, end_column: 10 }],
      }),
      claim: readDocument("README.md", "Call `boilWater`.").claims[0] as Claim,
      gates: [{ gate: "G5", open: true, detail: "own 0.9, foreign 0" }],
      confidence: { base: 0.96 },
      grounds: { blocks: ["0123456789abcdef"], evidence: "fedcba9876543210" },
      history: ["history: full, 2 commits"],
      facts: ["read name:boilWater"],
      keys: ["name:boilWater"],
      rule: { id: "symbol/renamed", summary: "A document names a symbol that was renamed", weight: 0.8, needs: ["tombstone"] },
    };
    await expect(renderExplanation(explanation, ["Call `boilWater`."], plain)).toMatchFileSnapshot("golden/explanation.txt");

    const probed = Array.from({ length: 40 }, (_, at) => `file:src/${at}/index.ts`);
    const many = renderExplanation({ ...explanation, keys: ["config", ...probed, "name:boilWater"] }, null, plain);
    expect(many).toContain("\nread\n  name:boilWater\n  file:src/0/index.ts\n");
    expect(many).toContain("\n  and 37 more; `--json` lists all\n");
    expect(many.match(/file:src/g)).toHaveLength(4);
  });
});

describe("a log line", () => {
  it("is shown with its fields, without what is the same in every line", () => {
    const line =
      '{"level":40,"time":"2026-01-01T12:00:00.000Z","pid":1,"instance":"a","version":"1","part":"watcher","hint":"see \\u001b[0m","files":3,"msg":"too many"}';
    expect(renderLogLine(line, plain)).toBe("2026-01-01T12:00:00.000Z warn  watcher too many hint=see \\x1b[0m files=3");
  });

  it("that is none of ours is shown as it is, escaped", () => {
    expect(renderLogLine("\u001b[31mTypeError", plain)).toBe("\\x1b[31mTypeError");
  });
});
