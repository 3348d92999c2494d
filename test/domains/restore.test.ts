import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { type Ledger, openReader, prepareLedger } from "../../src/domains/ledger.js";
import { readRestored } from "../../src/domains/restore/note.js";
import { rebuildLedger } from "../../src/domains/restore/rebuild.js";
import { restoreLedger } from "../../src/domains/restore/restore.js";
import { backupLedger } from "../../src/storage/backup.js";
import { inspectFile } from "../../src/storage/inspect.js";
import { damageTable, flip } from "../support/damage.js";
import { addProject, codeFile, documentFile, finding, NOON, pass, scratchFolder, time } from "../support/ledger.js";

const OPTIONS = { version: "0.1.0", clock: () => NOON };
const RESTORE = { ...OPTIONS, file: null, exact: false, reason: "test" };

function acknowledge(ledger: Ledger, project_id: number, finding_id: string, reason = "known"): void {
  const grounds = { blocks: ["b"], evidence: "e" };
  const said = {
    finding_id,
    rule: "path/removed",
    path: "README.md",
    reference: "a.ts",
    ...grounds,
    reason,
    until: "2027-01-01",
  };
  ledger.tell(() => {
    ledger.documentation.acknowledge(project_id, { ...said, acknowledged_by: "me", acknowledged_at: time(0) });
  });
}

const acknowledged = (ledger: Ledger) =>
  ledger.db
    .prepare<[], string>(
      "SELECT root || ' ' || finding_id FROM Acknowledgements a JOIN Projects p ON p.id = a.project_id ORDER BY 1",
    )
    .pluck()
    .all();

/** Sixteen characters of one. */
const id = (character: string) => character.repeat(16);

/** A closed ledger with a backup, and with an acknowledgement and a project that came after it. */
async function ledgerWithBackup(): Promise<string> {
  const path = join(scratchFolder(), "ledger.db");
  const { ledger } = await prepareLedger(path, OPTIONS);
  const kettle = addProject(ledger, "/kettle");
  const document = { path: "README.md", score: 0.5, drift_detected: true, checked: 2, sums: { ok: 1, drift: 1 }, unknown: {} };
  const changed = [codeFile("src/heat.ts", ["heatWater"]), documentFile("README.md", ["src/boil.ts"])];
  ledger.write(() => {
    ledger.documentation.recordPass(
      pass(kettle, { changed, documents: [{ ...document, findings: [finding("1", "README.md")] }] }),
    );
    ledger.inbox.add({ project_id: kettle, task_type: "file", coalescing_key: "a", priority: 3 }, time(0));
    const chunk = { text: "heat", span: { start: 0, end: 4 }, line: 1, heading_path: [], name: "heat", token_count: 1 };
    const resource = { project_id: kettle, file_name: "README.md", type: "document", content_hash: "h", now: time(0) } as const;
    ledger.knowledge.recordResource({ ...resource, chunks: [chunk] });
  });
  acknowledge(ledger, kettle, id("a"));
  acknowledge(ledger, kettle, id("b"));
  await backupLedger(ledger.db, NOON - 60_000);
  ledger.tell(() => ledger.documentation.withdraw({ project_id: kettle, finding_id: id("b") }));
  acknowledge(ledger, kettle, id("c"));
  acknowledge(ledger, addProject(ledger, "/toaster"), id("d"));
  ledger.db.pragma("wal_checkpoint(TRUNCATE)");
  ledger.close();
  return path;
}

async function opened(path: string): Promise<Ledger> {
  return (await prepareLedger(path, OPTIONS)).ledger;
}

const SAID = [`/kettle ${id("a")}`, `/kettle ${id("c")}`, `/toaster ${id("d")}`];
const BACKED_UP = [`/kettle ${id("a")}`, `/kettle ${id("b")}`];

describe("restoring a ledger", () => {
  it("takes the newest backup and all that people said since, also what they took back", async () => {
    const path = await ledgerWithBackup();
    damageTable(path, "Files");
    const restored = await restoreLedger(path, RESTORE);
    expect(restored.lost).toEqual([]);
    expect(restored.salvaged.find(({ table }) => table === "Acknowledgements")).toMatchObject({ saved: 2, complete: true });
    expect(restored.damaged).toBe(join(dirname(path), "ledger.damaged-20261121T120000.000Z.db"));
    expect(inspectFile(path).faults).toEqual([]);
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(SAID);
    expect(ledger.inbox.depth({ project_id: null }).pending).toBe(0);
    ledger.close();
    expect(readRestored(path)).toEqual(restored);
  });

  it.each([
    ["the beginning of the header", 0, 16],
    ["the whole header", 0, 100],
    ["the whole first page", 0, 4_096],
  ])("reads what people said although %s is destroyed", async (_what, offset, length) => {
    const path = await ledgerWithBackup();
    flip(path, offset, length);
    const restored = await restoreLedger(path, RESTORE);
    expect(restored.lost).toEqual([]);
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(SAID);
    ledger.close();
  });

  it("keeps what the backup had of a table that cannot be read, and says so", async () => {
    const path = await ledgerWithBackup();
    damageTable(path, "Acknowledgements");
    const restored = await restoreLedger(path, RESTORE);
    expect(restored.lost).toEqual(["Acknowledgements: some rows could not be read; those that the backup had are kept"]);
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(BACKED_UP);
    expect(ledger.documentation.listProjects().map(({ root }) => root)).toEqual(["/kettle", "/toaster"]);
    ledger.close();
  });

  it("reads a large table from both ends", async () => {
    const path = await ledgerWithBackup();
    const ledger = await opened(path);
    const project_id = addProject(ledger, "/oven");
    const insert = ledger.db.prepare(`
      INSERT INTO Acknowledgements (project_id, finding_id, rule, path, reference, blocks, evidence, reason, until, acknowledged_by, acknowledged_at)
      VALUES (?, ?, 'path/removed', 'README.md', 'a.ts', '[]', 'e', ?, '2027-01-01', 'me', '')`);
    ledger.tell(() => {
      for (let i = 0; i < 2_000; i++) insert.run(project_id, String(i).padStart(16, "0"), "x".repeat(200));
    });
    ledger.db.pragma("wal_checkpoint(TRUNCATE)");
    const size = ledger.db.pragma("page_size", { simple: true }) as number;
    // A leaf in the middle of the table.
    const page = ledger.db
      .prepare<[], number>(
        "SELECT pageno FROM dbstat WHERE name = 'Acknowledgements' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 40",
      )
      .pluck()
      .get() as number;
    ledger.close();
    flip(path, (page - 1) * size, size);
    const restored = await restoreLedger(path, RESTORE);
    const { saved, complete } = restored.salvaged.find(({ table }) => table === "Acknowledgements") ?? {
      saved: 0,
      complete: true,
    };
    expect(complete).toBe(false);
    // One page of some 15 rows is lost, nothing else.
    expect(saved).toBeGreaterThan(1_950);
    expect(saved).toBeLessThan(2_002);
  });

  it("passes over a backup that is damaged itself, and begins a new ledger when none is left", async () => {
    const path = await ledgerWithBackup();
    const [backup = ""] = readdirSync(join(dirname(path), "backups"));
    damageTable(join(dirname(path), "backups", backup), "Projects");
    damageTable(path, "Files");
    const restored = await restoreLedger(path, RESTORE);
    expect(restored.backup).toBeNull();
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(SAID);
    ledger.close();
  });

  it("takes a backup as it is when that is asked for", async () => {
    const path = await ledgerWithBackup();
    const [name = ""] = readdirSync(join(dirname(path), "backups"));
    await restoreLedger(path, { ...RESTORE, file: join(dirname(path), "backups", name), exact: true });
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(BACKED_UP);
    ledger.close();
  });

  it("takes also what only the log of the named file holds", async () => {
    const path = await ledgerWithBackup();
    const other = join(dirname(path), "other.db");
    const { ledger } = await prepareLedger(other, OPTIONS);
    ledger.db.pragma("wal_autocheckpoint=0");
    addProject(ledger, "/oven");
    await restoreLedger(path, { ...RESTORE, file: other, exact: true });
    ledger.close();
    const restored = await opened(path);
    expect(restored.documentation.listProjects().map(({ root }) => root)).toEqual(["/oven"]);
    restored.close();
  });

  /** The path of the ledger and of its backup, on which `sql` was run. */
  async function changedBackup(sql: string): Promise<{ path: string; file: string }> {
    const path = await ledgerWithBackup();
    const folder = join(dirname(path), "backups");
    const file = join(folder, readdirSync(folder)[0] ?? "");
    const db = new BetterSqlite3(file);
    db.exec(sql);
    db.close();
    return { path, file };
  }

  it("refuses a file in which something runs by itself that no ledger has", async () => {
    const sql = "CREATE TRIGGER Logs_gone AFTER INSERT ON Logs BEGIN DELETE FROM Acknowledgements; END";
    const { path, file } = await changedBackup(sql);
    const message = expect.stringContaining("CREATE TRIGGER Logs_gone");
    await expect(restoreLedger(path, { ...RESTORE, file })).rejects.toMatchObject({ code: "LEDGER_REFUSED", message });
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(SAID);
    ledger.close();
  });

  it("refuses a file that only says that it is a ledger, and passes over such a backup", async () => {
    const { path, file } = await changedBackup("DROP TABLE AuditLog");
    const message = expect.stringContaining("table AuditLog does not exist");
    await expect(restoreLedger(path, { ...RESTORE, file })).rejects.toMatchObject({ code: "LEDGER_REFUSED", message });
    expect((await restoreLedger(path, RESTORE)).backup).toBeNull();
  });

  it("touches nothing when the file that is named is no good backup", async () => {
    const path = await ledgerWithBackup();
    const file = join(dirname(path), "other.db");
    writeFileSync(file, "no database");
    await expect(restoreLedger(path, { ...RESTORE, file })).rejects.toMatchObject({ code: "LEDGER_REFUSED" });
    rmSync(file);
    expect(readdirSync(dirname(path)).filter((name) => !name.endsWith("-shm") && !name.endsWith("-wal"))).toEqual([
      "backups",
      "ledger.db",
    ]);
  });
});

describe("a ledger that was emptied", () => {
  it("is no new one where there are backups", async () => {
    const path = await ledgerWithBackup();
    writeFileSync(path, "");
    await expect(opened(path)).rejects.toMatchObject({ code: "LEDGER_DAMAGED", message: expect.stringContaining("db restore") });
    expect((await restoreLedger(path, RESTORE)).backup).not.toBeNull();
    const ledger = await opened(path);
    expect(acknowledged(ledger)).toEqual(BACKED_UP);
    ledger.close();
  });
});

describe("rebuilding a ledger", () => {
  it("drops what is computed together with a damaged table, and keeps what people said", async () => {
    const path = await ledgerWithBackup();
    damageTable(path, "CodeFacts");
    const { rebuilt, damaged } = await rebuildLedger(path, OPTIONS);
    expect(rebuilt).toContain("Files");
    expect(rebuilt).toContain("ChunkText");
    expect(rebuilt).not.toContain("Acknowledgements");
    expect(damaged).not.toBeNull();
    expect(inspectFile(path).faults).toEqual([]);
    const ledger = openReader(path);
    expect(acknowledged(ledger)).toEqual(SAID);
    expect(ledger.documentation.listProjects().map(({ state }) => state)).toEqual(["indexing", "indexing"]);
    expect(ledger.db.prepare("SELECT count(*) FROM Files").pluck().get()).toBe(0);
    ledger.close();
  });

  it("keeps what passes computed when only chunks are damaged", async () => {
    const path = await ledgerWithBackup();
    damageTable(path, "ResourceChunks");
    const { rebuilt } = await rebuildLedger(path, OPTIONS);
    expect(rebuilt.sort()).toEqual(["ChunkText", "ResourceChunks", "Resources"]);
    const ledger = openReader(path);
    expect(ledger.db.prepare("SELECT count(*) FROM Files").pluck().get()).toBe(2);
    expect(ledger.documentation.listProjects().map(({ state }) => state)).toEqual(["ready", "indexing"]);
    ledger.close();
  });

  it("does not touch a ledger in which something that people said is damaged", async () => {
    const path = await ledgerWithBackup();
    damageTable(path, "Acknowledgements");
    await expect(rebuildLedger(path, OPTIONS)).rejects.toMatchObject({ code: "LEDGER_DAMAGED" });
    expect(readdirSync(dirname(path)).filter((name) => /damaged|coming/.test(name))).toEqual([]);
  });

  it("leaves a good ledger alone", async () => {
    const path = await ledgerWithBackup();
    expect(await rebuildLedger(path, OPTIONS)).toEqual({ rebuilt: [], damaged: null });
  });
});
