import { beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../src/analysis/model.js";
import type { HistoryData, HistoryEvent } from "../../src/analysis/names/history-data.js";
import type { DocumentRecord } from "../../src/domains/documentation/documents.js";
import { documentationStore, type PassOutcome, type PassRecord } from "../../src/domains/documentation/store.js";
import type { Ledger } from "../../src/domains/ledger.js";
import { addProject, codeFile, documentFile, finding, NOON, pass, scratchLedger, storedFile, time } from "../support/ledger.js";

let ledger: Ledger;
let project_id: number;
beforeEach(async () => {
  ledger = await scratchLedger();
  project_id = addProject(ledger);
});

const record = (saw: Partial<PassRecord>): PassOutcome =>
  ledger.write(() => ledger.documentation.recordPass(pass(project_id, saw)));
const load = (parser_version = 1) => [
  ...ledger.documentation.loadFiles({ project_id, parser_version, without: [], claims_of_code: 0 }),
];

function document(path: string, findings: readonly Finding[], more: Partial<DocumentRecord> = {}): DocumentRecord {
  return {
    path,
    score: 0.5,
    drift_detected: true,
    checked: 3,
    sums: { ok: 2, drift: 1 },
    unknown: { foreign: 2 },
    findings,
    ...more,
  };
}

describe("files", () => {
  it("come back exactly as they were recorded", () => {
    const files = [
      codeFile("src/heat.ts", ["heatWater", "KettleOptions"]),
      documentFile("README.md", ["src/heat.ts", "docs/usage.md"]),
    ];
    record({ changed: files });
    expect(load()).toEqual(files);
  });

  it("come back in full when there are more than one page of them", () => {
    const files = Array.from({ length: 600 }, (_, i) => codeFile(`src/${i}.ts`, i % 3 === 0 ? [] : [`a${i}`, `b${i}`]));
    record({ changed: files });
    expect(load()).toEqual(files);
  });

  it("keep what was read of them when only their stat moved, and leave claims of code to whoever asks", () => {
    const heat = codeFile("src/heat.ts", ["heatWater"]);
    const readme = documentFile("README.md", ["src/heat.ts"]);
    const claims = readme.analysis?.claims ?? [];
    const claiming = { ...heat, analysis: { ...(heat.analysis as object), claims } } as typeof heat;
    record({ changed: [claiming] });
    const stat = { ...heat.stat, size: 101 };
    record({ changed: [{ ...heat, stat, analysis: null, touched: true }] });
    expect(load()).toEqual([{ ...heat, stat, claims_shelved: true }]);
    expect(ledger.documentation.claimsOf({ project_id, path: "src/heat.ts" })).toEqual(claims);
  });

  it("keep why they were not looked at", () => {
    const problem = { reason: "too_large", message: "2 MiB" } as const;
    const large = { ...codeFile("src/large.ts", []), analysis: null, hash: null, problem };
    const poisoned = {
      ...codeFile("src/bomb.ts", []),
      analysis: null,
      problem: { reason: "poisoned", message: "took 2 s" } as const,
    };
    const image = { ...codeFile("logo.png", []), kind: "other", analysis: null } as const;
    const broken = codeFile("src/broken.ts", ["a"]);
    broken.analysis?.problems.push({ reason: "syntax", message: "line 3" });
    record({ changed: [large, poisoned, image, broken] });
    expect(load()).toEqual([large, poisoned, image, broken]);
    expect(ledger.documentation.listProblems({ project_id, limit: 10 })).toEqual([
      { path: "src/bomb.ts", state: "poisoned", problems: [poisoned.problem] },
      { path: "src/broken.ts", state: "syntax", problems: broken.analysis?.problems },
      { path: "src/large.ts", state: "skipped", problems: [problem] },
    ]);
  });

  it("are replaced whole when they change", () => {
    record({ changed: [codeFile("src/heat.ts", ["a", "b", "c"], "1")] });
    const now = codeFile("src/heat.ts", ["b"], "2");
    record({ changed: [now] });
    expect(load()).toEqual([now]);
  });

  it("keep their facts when only their stat moved", () => {
    const file = codeFile("src/heat.ts", ["a", "b"]);
    record({ changed: [file] });
    const touched = { ...file, stat: { ...file.stat, mtime_ns: 5, size: 101 }, read_at: NOON + 1_000 };
    record({ changed: [touched] });
    expect(load()).toEqual([touched]);
  });

  it("are read again when a file that failed is read after all", () => {
    const file = codeFile("src/heat.ts", ["a"]);
    record({ changed: [{ ...file, analysis: null, problem: { reason: "poisoned", message: "crashed" } }] });
    record({ changed: [file] });
    expect(load()).toEqual([file]);
  });

  it("of another reader are known by path alone, so that they are read again", () => {
    record({ changed: [codeFile("src/heat.ts", ["a"])] });
    const [file] = load(2);
    expect(file).toMatchObject({ path: "src/heat.ts", hash: null, analysis: null, stat: { size: -1 } });
    record({ changed: [codeFile("src/heat.ts", ["b"])], parser_version: 2 });
    expect(load(2)).toEqual([codeFile("src/heat.ts", ["b"])]);
  });

  it("can be asked for one by one", () => {
    const files = [codeFile("a.ts", ["a"]), documentFile("b.md", ["a.ts"]), codeFile("c.ts", ["c"])];
    record({ changed: files });
    const found = ["a.ts", "b.md", "none"].map((path) => ledger.documentation.findFile({ project_id, path, parser_version: 1 }));
    expect(found).toEqual([files[0], files[1], undefined]);
  });

  it("take facts, claims and document rows with them when they go", () => {
    const changed = [codeFile("src/heat.ts", ["a"]), documentFile("README.md", ["x"])];
    record({ changed, documents: [document("README.md", [])] });
    record({ removed: ["src/heat.ts", "README.md"] });
    for (const table of ["Files", "CodeFacts", "DocClaims", "DocumentationSync"]) {
      expect(ledger.db.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 });
    }
  });

  it("show facts and claims as rows to whoever reads with SQL", () => {
    record({ changed: [codeFile("src/heat.ts", ["heatWater"]), documentFile("README.md", ["src/heat.ts"])] });
    const facts = ledger.db.prepare("SELECT kind, name FROM CodeFacts").all();
    expect(facts).toEqual([{ kind: "declaration", name: "heatWater" }]);
    const claims = ledger.db.prepare("SELECT kind, reference, line, heading_path, marks, block_hash FROM DocClaims").all();
    expect(claims).toEqual([
      {
        kind: "link",
        reference: "src/heat.ts",
        line: 1,
        heading_path: '["Usage"]',
        marks: '["historical"]',
        block_hash: "0123456789abcdef",
      },
    ]);
  });

  it("survive names with quotes, newlines and signs beyond the BMP", () => {
    const files = ["it's.md", 'a "b".md', "new\nline.md", "zero\u{10ffff}.md", "%_.md"].map((path) => documentFile(path, [path]));
    record({ changed: files });
    expect(load()).toEqual(files);
  });
});

describe("a pass", () => {
  it("counts up the project's sequence and keeps its figures", () => {
    expect(record({}).seq).toBe(1);
    expect(record({ figures: { took_ms: 12 }, state: "ready", now: time(5) }).seq).toBe(2);
    const project = ledger.documentation.getProject({ project_id });
    expect(project).toMatchObject({ seq: 2, instance: "00000000000000aa", last_pass: { took_ms: 12 }, last_pass_at: time(5) });
  });

  it("leaves nothing when it throws", () => {
    record({ changed: [codeFile("a.ts", ["a"])] });
    const broken = { ...documentFile("b.md", []), kind: "unheard of" } as unknown as ReturnType<typeof documentFile>;
    expect(() => record({ changed: [codeFile("c.ts", ["c"]), broken] })).toThrow(/CHECK/);
    expect(load()).toEqual([codeFile("a.ts", ["a"])]);
    expect(ledger.documentation.getProject({ project_id }).seq).toBe(1);
    record({ changed: [codeFile("d.ts", ["d"])] });
    expect(load().map(({ path, analysis }) => [path, analysis?.facts.length])).toEqual([
      ["a.ts", 1],
      ["d.ts", 1],
    ]);
  });

  it("cannot wait inside its transaction", () => {
    expect(() => ledger.write(async () => 1)).toThrow(/promise/);
    expect(ledger.db.inTransaction).toBe(false);
  });

  it("adds to the activity of the open watch session", () => {
    const session = { project_id, monitored_paths: ["."], backend: "chokidar", backend_reason: "few files" };
    ledger.write(() => ledger.documentation.startWatching({ ...session, sync_session_id: "one", now: time(0) }));
    record({ changed: [codeFile("a.ts", []), codeFile("b.ts", [])], now: time(3) });
    record({ removed: ["a.ts"], now: time(4) });
    const found = ledger.documentation.findWatching({ project_id });
    expect(found).toMatchObject({
      sync_status: "active",
      changes_detected: 3,
      last_activity_at: time(4),
      monitored_paths: ["."],
    });
    ledger.write(() => ledger.documentation.startWatching({ ...session, sync_session_id: "two", now: time(9) }));
    expect(ledger.documentation.findWatching({ project_id })).toMatchObject({ sync_session_id: "two", changes_detected: 0 });
    const states = ledger.db.prepare("SELECT sync_session_id, sync_status FROM RealtimeSync ORDER BY id").all();
    expect(states).toEqual([
      { sync_session_id: "one", sync_status: "stopped" },
      { sync_session_id: "two", sync_status: "active" },
    ]);
  });

  it("keeps the newest hundred watch sessions of a project", () => {
    const session = { project_id, monitored_paths: [], backend: "chokidar", backend_reason: "", now: time(0) };
    ledger.write(() => {
      for (let i = 0; i < 120; i++) ledger.documentation.startWatching({ ...session, sync_session_id: `s${i}` });
    });
    expect(ledger.db.prepare("SELECT count(*) AS n, max(id) AS last FROM RealtimeSync").get()).toEqual({ n: 100, last: 120 });
  });
});

describe("findings", () => {
  const list = (...states: ("pending" | "settled" | "resolved" | "acknowledged")[]) =>
    ledger.documentation
      .listFindings({ project_id, under: "", states, limit: 100, offset: 0 })
      .map((entry) => [entry.finding.id.slice(-2), entry.state, entry.first_seen_at, entry.resolved_at]);
  const judge = (findings: readonly Finding[], now = time(0), acknowledged: readonly Finding[] = []) => {
    const { found, resolved } = record({
      changed: [documentFile("README.md", [])],
      documents: [{ ...document("README.md", findings), acknowledged }],
      now,
    });
    return { found: found.map(({ id }) => id.slice(-2)), resolved: resolved.map(({ id }) => id.slice(-2)) };
  };
  const pending = (id: string) => finding(id, "README.md", 1, { state: "pending" });

  it("are told once, when they appear and when they are over", () => {
    expect(judge([finding("1", "README.md"), finding("2", "README.md")])).toEqual({ found: ["01", "02"], resolved: [] });
    expect(judge([finding("2", "README.md"), finding("3", "README.md")])).toEqual({ found: ["03"], resolved: ["01"] });
    expect(judge([])).toEqual({ found: [], resolved: ["02", "03"] });
    expect(list("settled", "pending")).toEqual([]);
  });

  it("come back with the time they were first seen", () => {
    judge([finding("1", "README.md")], time(0));
    judge([], time(10));
    expect(list("resolved")).toEqual([["01", "resolved", time(0), time(10)]]);
    expect(judge([finding("1", "README.md")], time(20)).found).toEqual(["01"]);
    expect(list("settled")).toEqual([["01", "settled", time(0), null]]);
  });

  it("that vanish before they settle leave no trace", () => {
    expect(judge([pending("1")])).toEqual({ found: [], resolved: [] });
    expect(list("pending")).toHaveLength(1);
    expect(judge([])).toEqual({ found: [], resolved: [] });
    expect(list("pending", "settled", "resolved")).toEqual([]);
  });

  it("that had been resolved and vanish again before they settle stay resolved as of then", () => {
    judge([finding("1", "README.md")], time(0));
    judge([], time(10));
    judge([pending("1")], time(20));
    expect(judge([], time(30))).toEqual({ found: [], resolved: [] });
    expect(list("resolved")).toEqual([["01", "resolved", time(0), time(10)]]);
  });

  it("settle, and do not become pending again", () => {
    judge([pending("1")]);
    expect(judge([finding("1", "README.md")]).found).toEqual(["01"]);
    expect(judge([pending("1")])).toEqual({ found: [], resolved: [] });
    expect(list("settled")).toHaveLength(1);
  });

  it("are over to people while they are acknowledged, and found again when that ends", () => {
    const one = finding("1", "README.md");
    judge([one]);
    expect(judge([], time(1), [one])).toEqual({ found: [], resolved: ["01"] });
    expect(judge([], time(2), [one])).toEqual({ found: [], resolved: [] });
    expect(list("acknowledged")).toHaveLength(1);
    expect(judge([one])).toEqual({ found: ["01"], resolved: [] });
    judge([], time(3), [one]);
    expect(judge([], time(4))).toEqual({ found: [], resolved: [] });
    expect(list("resolved")).toHaveLength(1);
  });

  it("are over when their document goes, or is no longer one", () => {
    judge([finding("1", "README.md")]);
    expect(record({ removed: ["README.md"] }).resolved.map(({ id }) => id)).toEqual([finding("1", "").id]);
    judge([finding("1", "README.md")]);
    expect(record({ removed_documents: ["README.md"] }).resolved).toHaveLength(1);
    expect(ledger.documentation.listDocuments({ project_id, under: "", limit: 10, offset: 0 })).toEqual([]);
    expect(load()).toHaveLength(1);
  });

  it("are listed in reading order, by folder and by page", () => {
    const changed = ["b.md", "a/x.md", "a/y.md", "a_z.md"].map((path) => documentFile(path, []));
    const documents = changed.map(({ path }, i) =>
      document(path, [
        finding(`${i}2`, path, 9),
        finding(`${i}1`, path, 2, { column: 30 }),
        finding(`${i}0`, path, 2, { column: 4 }),
      ]),
    );
    record({ changed, documents });
    const places = (request: { under?: string; limit?: number; offset?: number }) =>
      ledger.documentation
        .listFindings({ project_id, under: "", states: ["settled"], limit: 100, offset: 0, ...request })
        .map((entry) => `${entry.finding.path}:${entry.finding.line}:${entry.finding.column}`);
    expect(places({ under: "a/" })).toEqual([
      "a/x.md:2:4",
      "a/x.md:2:30",
      "a/x.md:9:1",
      "a/y.md:2:4",
      "a/y.md:2:30",
      "a/y.md:9:1",
    ]);
    expect(places({ limit: 2, offset: 1 })).toEqual(["a/x.md:2:30", "a/x.md:9:1"]);
    expect(places({ under: "%" })).toEqual([]);
  });

  it("are listed in their own project only", () => {
    judge([finding("1", "README.md")]);
    const request = { states: ["settled" as const], under: "", limit: 10, offset: 0 };
    expect(ledger.documentation.listFindings({ project_id, ...request })).toHaveLength(1);
    expect(ledger.documentation.listFindings({ project_id: addProject(ledger, "/other"), ...request })).toEqual([]);
  });
});

describe("documents", () => {
  const all = () => ledger.documentation.listDocuments({ project_id, under: "", limit: 10, offset: 0 });

  it("keep score, flag and what could not be judged", () => {
    record({ changed: [documentFile("README.md", [])], documents: [document("README.md", [finding("1", "README.md")])] });
    expect(all()).toEqual([
      {
        path: "README.md",
        score: 0.5,
        drift_detected: true,
        checked: 3,
        sync_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        sync_type: "code_to_docs",
        sums: { ok: 2, drift: 1 },
        unknown: { foreign: 2 },
        auto_sync_enabled: true,
        last_sync_at: time(0),
        created_at: time(0),
        updated_at: time(0),
      },
    ]);
  });

  it("remember when one of their claims last held", () => {
    const changed = [documentFile("README.md", [])];
    record({ changed, documents: [document("README.md", [], { checked: 1 })], now: time(1) });
    record({ documents: [document("README.md", [finding("1", "README.md")], { checked: 1 })], now: time(2) });
    expect(all()).toMatchObject([{ last_sync_at: time(1), updated_at: time(2), created_at: time(1) }]);
    record({ documents: [document("README.md", [], { checked: 0, score: null })], now: time(3) });
    expect(all()).toMatchObject([{ last_sync_at: time(1), score: null }]);
  });

  it("are counted by indexes that hold only what is counted", () => {
    const prepared: string[] = [];
    const prepare = (sql: string) => {
      prepared.push(sql);
      return ledger.db.prepare(sql);
    };
    documentationStore(new Proxy(ledger.db, { get: (db, name) => (name === "prepare" ? prepare : Reflect.get(db, name)) }));
    const planOf = (part: string) => {
      const sql = prepared.find((statement) => statement.includes(part)) as string;
      const plan = ledger.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ project_id }) as { detail: string }[];
      return plan.map(({ detail }) => detail).join("\n");
    };
    const summary = planOf("AS poisoned_paths");
    for (const index of ["Files_id", "Files_problems", "Files_poisoned", "Findings_settled"])
      expect(summary).toContain(` USING COVERING INDEX ${index} `);
    expect(summary).not.toMatch(/(SEARCH|SCAN) (Files|Findings) (?!USING COVERING)/);
    expect(planOf("GROUP BY severity")).toContain("USING COVERING INDEX Findings_settled");
  });

  it("come to a project's figures", () => {
    const changed = [documentFile("a.md", []), documentFile("b.md", []), documentFile("c.md", []), codeFile("d.ts", [])];
    record({
      changed,
      documents: [
        document("a.md", [finding("1", "a.md"), finding("2", "a.md", 2, { state: "pending" })], {
          score: 0.5,
          sums: { ok: 2, drift: 1 },
        }),
        document("b.md", [], { score: 1, drift_detected: false, sums: { ok: 1, drift: 0 } }),
        document("c.md", [], { score: null, drift_detected: false, sums: { ok: 0, drift: 0 } }),
      ],
    });
    const summary = ledger.documentation.summarizeProject({ project_id });
    expect(ledger.documentation.countBySeverity({ project_id })).toEqual({ error: 1, warning: 0, note: 0 });
    expect(summary).toEqual({
      files: 4,
      skipped: 0,
      poisoned: 0,
      poisoned_paths: [],
      documents: 3,
      drifted: 1,
      findings: 1,
      score: 0.625,
    });
    const none = ledger.documentation.summarizeProject({ project_id: addProject(ledger, "/empty") });
    expect(none).toEqual({
      files: 0,
      skipped: 0,
      poisoned: 0,
      poisoned_paths: [],
      documents: 0,
      drifted: 0,
      findings: 0,
      score: null,
    });
  });
});

describe("history", () => {
  const base = { parent: "p", date: "2025-03-01" };
  const events: HistoryEvent[] = [
    { kind: "file", path: "src/boil.ts", to: "src/heat.ts", similarity: 0.9, commit: "c3", ...base },
    { kind: "symbol", path: "src/boil.ts", name: "boilWater", commit: "c2", ...base },
    { kind: "manifest", path: "package.json", old: "o1", new: null, commit: "c2", ...base },
    { kind: "file", path: "old.md", to: null, similarity: null, commit: "c1", ...base },
  ];
  const status = { kind: "full", commits: 3, note: "" } as const;
  const stored = () => ledger.documentation.loadHistory({ project_id });

  it("comes back exactly, newest first", () => {
    expect(stored()).toBeNull();
    record({ history: { how: "replace", head: "c3", status, events } });
    expect(stored()).toEqual<HistoryData>({ version: 1, head: "c3", status, events });
  });

  it("grows at its new end, and is replaced when it was rewritten", () => {
    record({ history: { how: "replace", head: "c2", status, events: events.slice(1) } });
    record({ history: { how: "extend", head: "c3", status, events: events.slice(0, 1) } });
    expect(stored()?.events).toEqual(events);
    record({ history: { how: "replace", head: null, status: { kind: "none", commits: 0, note: "no commits" }, events: [] } });
    expect(stored()).toEqual({ version: 1, head: null, status: { kind: "none", commits: 0, note: "no commits" }, events: [] });
  });
});

describe("projects", () => {
  it("are found by root, listed by root, and do not include the shared one", () => {
    addProject(ledger, "/a");
    const { documentation } = ledger;
    expect(documentation.listProjects().map(({ root }) => root)).toEqual(["/a", "/kettle"]);
    expect(documentation.findProjectByRoot({ root: "/kettle" })?.id).toBe(project_id);
    expect(documentation.findProjectByRoot({ root: "*" })).toBeUndefined();
    expect(documentation.findProjectByRoot({ root: "/kettle" })).toMatchObject({
      inode: 2 ** 60 + 4096,
      state: "indexing",
      seq: 0,
    });
  });

  it("go with everything that is theirs and nothing that is not", () => {
    const other = addProject(ledger, "/other");
    const fill = (id: number) =>
      ledger.write(() => {
        const changed = [codeFile("a.ts", ["a"]), documentFile("b.md", ["c"])];
        const history = { how: "replace", head: "h", status: { kind: "full", commits: 1, note: "" }, events: [] } as const;
        ledger.documentation.recordPass(pass(id, { changed, documents: [document("b.md", [finding("1", "b.md")])], history }));
        ledger.inbox.add({ project_id: id, task_type: "file", coalescing_key: "a.ts", priority: 3 }, time(0));
        const resource = { project_id: id, file_name: "b.md", type: "document", content_hash: "h", now: time(0) } as const;
        const chunk = { text: "kettle", span: { start: 0, end: 6 }, line: 1, heading_path: [], name: "b.md", token_count: 2 };
        ledger.knowledge.recordResource({ ...resource, chunks: [chunk] });
        const audit = {
          agent_id: "me",
          method: "projects.add",
          entity_type: "project",
          entity_id: "1",
          action: "create",
        } as const;
        ledger.operations.recordAudit({ ...audit, project_id: id, changes: {} }, time(0));
      });
    fill(project_id);
    fill(other);
    ledger.write(() => ledger.documentation.removeProject({ project_id }));
    const counts = [
      "Files",
      "CodeFacts",
      "DocClaims",
      "Findings",
      "DocumentationSync",
      "Queue",
      "Resources",
      "ResourceChunks",
    ].map((table) => (ledger.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n);
    expect(counts).toEqual([2, 1, 1, 1, 1, 1, 1, 1]);
    expect(ledger.knowledge.searchText({ project_id: other, query: "kettle", limit: 5 })).toHaveLength(1);
    expect(ledger.db.prepare("SELECT count(*) AS n FROM ChunkText WHERE ChunkText MATCH 'kettle'").get()).toEqual({ n: 1 });
    expect(ledger.operations.listAudit({ project_id: 0, limit: 5 })).toHaveLength(1);
  });

  it("do not see each other's files", () => {
    const other = addProject(ledger, "/other");
    record({ changed: [codeFile("a.ts", ["a"]), storedFile(documentFile("b.md", []).analysis as never, "h")] });
    expect([...ledger.documentation.loadFiles({ project_id: other, parser_version: 1, without: [], claims_of_code: 0 })]).toEqual(
      [],
    );
    expect(ledger.documentation.listContents({ project_id: other })).toEqual([]);
    expect(ledger.documentation.listContents({ project_id })).toEqual([
      { path: "a.ts", type: "code", hash: "hash of a.ts" },
      { path: "b.md", type: "document", hash: "h" },
    ]);
  });
});
