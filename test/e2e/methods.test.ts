import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../src/config/defaults.js";
import { methods } from "../../src/methods.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { type ScratchProject, scratchProject } from "../support/project.js";

/** What only the other project knows. */
const SECRET = "porcelain";
const PORCELAIN = {
  "README.md": `# ${SECRET}\n\nSee [pour](${SECRET}-gone.md) and [fill](${SECRET}-lost.md).\n`,
  "src/pour.ts": `export function ${SECRET}Pour() {}\n`,
};
/** A document that is bound to code. */
const BOUND = "docs/bound.md";
const OFF = Object.keys(DEFAULTS.clock)
  .map((job) => `  ${job}: off\n`)
  .join("");

/** Ids of one project, as a caller could have seen them. */
interface Ids {
  root: string;
  /** One that is acknowledged. */
  accepted: string;
  /** One that is not. */
  finding: string;
  fix: string;
  cursor: string;
}

let home: Home;
let daemon: Daemon;
let mine: Ids;
let theirs: Ids;

// biome-ignore lint/suspicious/noExplicitAny: tests name the fields that they expect
const call = (name: string, params: Record<string, unknown> = {}): Promise<any> => daemon.client.call(name, params);

beforeAll(async () => {
  home = scratchHome();
  // Nothing but what is asked for happens.
  mkdirSync(home.configDir, { recursive: true });
  writeFileSync(join(home.configDir, "config.yaml"), `clock:\n${OFF}`);
  daemon = await startDaemon(home);
  mine = await watched(
    scratchProject(KETTLE)
      .commit(KETTLE_RENAMED)
      .commit({ [BOUND]: "# Bound\n\n<!-- lockstep: src/heat.ts#heatWater -->\n\nIt heats.\n" }),
  );
  theirs = await watched(scratchProject(PORCELAIN));
}, 60_000);

afterAll(async () => {
  await daemon.stop();
  home.remove();
});

/** Watches a project, accepts one of its findings and notes a fix of another. */
async function watched({ root }: ScratchProject): Promise<Ids> {
  await call("projects.add", { dir: root });
  await call("daemon.fresh", { root, timeout_ms: 30_000 });
  const { answer } = await call("documentation.check", { root });
  const [accepted, finding] = answer.findings.map(({ id }: { id: string }) => id);
  await call("documentation.acknowledge", { root, id: accepted, reason: "moves soon" });
  const { fix_ids } = await call("fixes.record", { root, fixes: [fixOf(finding)] });
  return { root, accepted, finding, fix: fix_ids[0], cursor: await cursorOf(root) };
}

/** Where the second page of the report begins, as the project is now. */
async function cursorOf(root: string): Promise<string> {
  const { instance, seq } = await call("documentation.check", { root });
  return `${instance}:${seq}:0`;
}

function fixOf(finding_id: string) {
  const hashes = { before_hash: "b", after_hash: "a" };
  return {
    path: "README.md",
    rule: "link/missing-file",
    finding_id,
    cause: "c",
    ...hashes,
    range_start: 0,
    range_end: 1,
    anchors: [],
  };
}

/** Params of every method for the project at `root` with ids that may be of another one. null for what cannot be asked here. */
const PARAMS: Record<string, ((root: string, ids: Ids) => Record<string, unknown>) | null> = {
  "documentation.check": (root) => ({ root, all: true }),
  "documentation.check_page": (root, { cursor }) => ({ root, cursor }),
  "documentation.explain": (root, { finding }) => ({ root, id: finding }),
  "documentation.acknowledge": (root, { finding }) => ({ root, id: finding, reason: "on purpose" }),
  "documentation.withdraw": (root, { accepted }) => ({ root, id: accepted }),
  "documentation.acknowledgements": (root) => ({ root }),
  "documentation.findings": (root) => ({ root, states: ["pending", "settled", "resolved", "acknowledged"] }),
  "documentation.documents": (root) => ({ root }),
  "documentation.agreed": (root) => ({ root }),
  "documentation.problems": (root) => ({ root }),
  "documentation.bindings": (root) => ({ root, document: BOUND, section: null }),
  "documentation.confirm": (root) => ({ root, document: BOUND, section: null }),
  "documentation.confirmations": (root) => ({ root }),
  "documentation.retract": (root) => ({ root, document: BOUND }),
  "projects.add": (root) => ({ dir: root }),
  "projects.list": () => ({}),
  "projects.remove": null,
  "fixes.record": (root, { finding }) => ({ root, fixes: [fixOf(finding)] }),
  "fixes.settle": (root, { fix }) => ({
    root,
    applied: [fix],
    undone: [fix],
    dropped: [fix],
    moved: [{ fix_id: fix, anchors: [] }],
  }),
  "fixes.list": (root, { fix }) => ({ root, fix_id: fix }),
  "knowledge.search": (root) => ({ root, query: SECRET }),
  "daemon.status": () => ({}),
  "daemon.ping": () => ({}),
  "daemon.reload": () => ({}),
  "daemon.stop": null,
  "daemon.fresh": (root) => ({ root, timeout_ms: 30_000 }),
  "operations.metrics": (root) => ({ root }),
  "operations.metric": (root) => ({ root, metric_type: "pass_ms", component_name: "pass" }),
  "operations.logs": (root) => ({ root, level: "trace" }),
  "operations.queue": (root) => ({ root }),
  "operations.audit": (root) => ({ root }),
  "db.status": () => ({}),
  "db.backup": () => ({}),
  "db.verify": () => ({}),
  "db.vacuum": () => ({}),
  // These three need the ledger closed: a daemon refuses them.
  "db.migrate": null,
  "db.rollback": null,
  "db.restore": null,
  "db.acknowledge": () => ({}),
  "clock.list": () => ({}),
  "clock.run": () => ({ job: "metrics" }),
  "queue.list": (root) => ({ root }),
  "queue.retry": () => ({ all: true }),
  "queue.drop": () => ({ all: true }),
};
/** They speak of all projects, on purpose. */
const OF_ALL = new Set(["projects.list", "daemon.status", "daemon.fresh", "daemon.reload"]);

const asked = methods.filter(({ name }) => PARAMS[name] !== null);

describe("the table of methods, asked of a daemon", () => {
  it("is here as a whole", () => {
    expect(Object.keys(PARAMS).sort()).toEqual(methods.map(({ name }) => name).sort());
  });

  it.each(asked.map(({ name }) => name))(
    "%s tells nothing of another project, whose ids it is given, and changes nothing",
    async (name) => {
      const before = rowsOf(theirs.root);
      expect(before).toContain(SECRET);
      const answer = await call(name, PARAMS[name]?.(mine.root, theirs)).catch(({ message }: Error) => ({ message }));
      if (!OF_ALL.has(name)) expect(JSON.stringify(answer)).not.toContain(SECRET);
      if (!OF_ALL.has(name)) expect(JSON.stringify(answer)).not.toContain(theirs.root);
      expect(rowsOf(theirs.root)).toBe(before);
    },
  );

  it.each(asked.map((method) => [method.name, method] as const))(
    "%s answers with its state, and is noted if it writes",
    async (name, { writes }) => {
      // What was asked before it may have changed the project.
      mine.cursor = await cursorOf(mine.root);
      const before = auditRows();
      const answer = await call(name, { ...PARAMS[name]?.(mine.root, mine), agent_id: "ada" });
      const { instance, version } = await call("daemon.hello");
      expect(version).toBeDefined();
      expect(answer).toMatchObject({ instance, seq: expect.any(Number), as_of: expect.stringMatching(/^\d{4}-.*Z$/) });
      const noted = auditRows().slice(before.length);
      expect(noted.map(({ agent_id, method }) => [agent_id, method])).toEqual(writes ? [["ada", name]] : []);
      for (const { changes } of noted) expect(JSON.parse(changes)).toHaveProperty("outcome");
    },
  );

  it("waits for a state that is to come, looks anew for one of another daemon, and says when it does not come", async () => {
    await call("daemon.fresh", { root: mine.root, timeout_ms: 30_000 });
    const { instance, seq } = await call("documentation.documents", { root: mine.root });
    const waiting = call("documentation.documents", { root: mine.root, min: { instance, seq: seq + 1 } });
    writeFileSync(join(mine.root, "docs", "new.md"), "# New\n\nSee [nothing](nowhere.md).\n");
    await call("documentation.check", { root: mine.root });
    const { documents, ...state } = await waiting;
    expect(state).toMatchObject({ instance, seq: seq + 1 });
    expect(documents).toContainEqual(expect.objectContaining({ path: "docs/new.md" }));

    writeFileSync(join(mine.root, "docs", "newer.md"), "# Newer\n\nSee [nothing](nowhere.md).\n");
    const anew = await call("documentation.findings", { root: mine.root, min: { instance: "0000000000000000", seq: 0 } });
    expect(JSON.stringify(anew.findings)).toContain("docs/newer.md");

    const never = call("daemon.fresh", { root: mine.root, timeout_ms: 50, min: { instance, seq: 1_000_000 } });
    await expect(never).rejects.toMatchObject({ data: { name: "FRESH_TIMEOUT", instance } });
  }, 60_000);

  it("refuses an agent that has no proper name", async () => {
    const unnamed = call("projects.list", { agent_id: "a b" });
    await expect(unnamed).rejects.toThrow("`agent_id` of `projects.list`: 2 to 64 of A-Z a-z 0-9 _ . @ - are expected.");
  });
});

interface AuditRow {
  agent_id: string;
  method: string;
  changes: string;
}

const auditRows = (): AuditRow[] =>
  read((db) => db.prepare<[], AuditRow>("SELECT agent_id, method, changes FROM AuditLog ORDER BY id").all());

/** Everything that the ledger holds of a project, but for what the daemon notes of its own work. */
function rowsOf(root: string): string {
  return read((db) => {
    const { id } = db.prepare<[string], { id: number }>("SELECT id FROM Projects WHERE root = ?").get(root) as { id: number };
    const tables = db.prepare<[], { name: string }>(
      `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'project_id'
       WHERE m.type = 'table' AND m.name NOT IN ('Queue', 'PerformanceMetrics', 'Logs', 'RealtimeSync') ORDER BY m.name`,
    );
    const rows = tables.all().map(({ name }) => [name, db.prepare(`SELECT * FROM ${name} WHERE project_id = ?`).all(id)]);
    const project = db.prepare("SELECT * FROM Projects WHERE id = ?").get(id);
    return JSON.stringify([project, rows]);
  });
}

function read<T>(work: (db: BetterSqlite3.Database) => T): T {
  const db = new BetterSqlite3(home.ledger, { readonly: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}
