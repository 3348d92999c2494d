import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareLedger, TABLES } from "../../src/domains/ledger.js";
import { backupLedger } from "../../src/storage/backup.js";
import { migrateLedger } from "../../src/storage/migrate.js";
import { loadMigrations, type Migration } from "../../src/storage/migrations.js";
import { type Database, openLedger } from "../../src/storage/open.js";
import { rollbackLedger } from "../../src/storage/rollback.js";
import {
  addProject,
  codeFile,
  documentFile,
  finding,
  NOON,
  pass,
  scratchFolder,
  scratchLedger,
  time,
} from "../support/ledger.js";

/** What the scripts at hand lead to. */
const NEWEST = loadMigrations().length;
const OPTIONS = { version: "0.1.0", clock: () => NOON, tables: TABLES };

function dump(db: Database): string[] {
  const rows = db.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").all();
  return rows.map(({ sql }) => sql);
}

function step(number: number, up: string, down = "SELECT 1"): Migration {
  return { number, name: `step_${number}`, up, down, checksum: `checksum ${number}` };
}

describe("fault 27: migrating", () => {
  it("brings a new ledger to the newest schema and remembers how", async () => {
    const { db } = await scratchLedger();
    expect(db.pragma("user_version", { simple: true })).toBe(loadMigrations().length);
    expect(db.prepare("SELECT number, version, applied_at FROM SchemaMigrations").all()).toEqual([
      ...loadMigrations().map(({ number }) => ({ number, version: "0.1.0", applied_at: time(0) })),
    ]);
  });

  it("does nothing the second time", async () => {
    const folder = scratchFolder();
    (await scratchLedger(folder)).close();
    const { ledger, migrated } = await prepareLedger(join(folder, "ledger.db"), { version: "0.2.0", clock: () => NOON });
    ledger.close();
    expect(migrated).toEqual({ from: NEWEST, to: NEWEST, backup: null });
  });

  it("goes down and up again on a filled ledger", async () => {
    const ledger = await scratchLedger();
    const project_id = addProject(ledger);
    const document = { path: "README.md", score: 0.5, drift_detected: true, checked: 2, sums: { ok: 1, drift: 1 }, unknown: {} };
    ledger.write(() => {
      ledger.documentation.recordPass(
        pass(project_id, {
          changed: [codeFile("src/heat.ts", ["heatWater"]), documentFile("README.md", ["src/boil.ts"])],
          documents: [{ ...document, findings: [finding("1", "README.md")] }],
        }),
      );
      ledger.inbox.add({ project_id, task_type: "file", coalescing_key: "a", priority: 3 }, time(0));
      ledger.operations.recordMetrics(
        [{ project_id, metric_type: "pass_took_ms", component_name: "pass", metric_value: 1 }],
        time(0),
      );
      const chunk = { text: "heat", span: { start: 0, end: 4 }, line: 1, heading_path: [], name: "heat", token_count: 1 };
      const resource = { project_id, file_name: "README.md", type: "document", content_hash: "h", now: time(0) } as const;
      ledger.knowledge.recordResource({ ...resource, chunks: [chunk] });
    });
    const before = dump(ledger.db);
    await rollbackLedger(ledger.db, { ...OPTIONS, to: 0, yes: true });
    expect(dump(ledger.db)).toEqual([]);
    expect(ledger.db.pragma("user_version", { simple: true })).toBe(0);
    await migrateLedger(ledger.db, OPTIONS);
    expect(dump(ledger.db)).toEqual(before);
  });

  it("keeps every row of facts, claims and findings one version down and up again", async () => {
    const ledger = await scratchLedger();
    const project_id = addProject(ledger);
    const document = { path: "README.md", score: 0.5, drift_detected: true, checked: 2, sums: { ok: 1, drift: 1 }, unknown: {} };
    const changed = [codeFile("src/heat.ts", ["heatWater"]), documentFile("README.md", ["src/boil.ts"])];
    const documents = [{ ...document, findings: [finding("1", "README.md")] }];
    ledger.write(() => ledger.documentation.recordPass(pass(project_id, { changed, documents })));
    const rows = () =>
      ["CodeFacts", "DocClaims", "NameHistory", "Findings"].map((name) => ledger.db.prepare(`SELECT * FROM ${name}`).all());
    const before = rows();
    expect(before.filter((table) => table.length > 0)).toHaveLength(3);
    await rollbackLedger(ledger.db, { ...OPTIONS, to: 1, yes: false });
    expect(rows()).toEqual(before);
    await migrateLedger(ledger.db, OPTIONS);
    expect(rows()).toEqual(before);
  });

  it("copies a ledger before it changes it", async () => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    addProject(ledger, "/before");
    const migrations = [...loadMigrations(), step(NEWEST + 1, "UPDATE Projects SET name = 'changed'")];
    const { backup } = await migrateLedger(ledger.db, { ...OPTIONS, migrations });
    expect(backup).toBe(join(folder, "backups", `ledger-20261121T120000.000Z-v${NEWEST}-kept.db`));
    expect(statSync(backup ?? "").mode & 0o777).toBe(0o600);
    const copy = openLedger(backup ?? "", { readonly: true });
    expect(copy.prepare("SELECT name FROM Projects WHERE id > 0").all()).toEqual([{ name: "before" }]);
    copy.close();
    expect(ledger.db.prepare("SELECT DISTINCT name FROM Projects").all()).toEqual([{ name: "changed" }]);
  });

  it.each([
    ["fails", "DELETE FROM Projects; SELECT no_such_function()"],
    [
      "leaves rows that point nowhere",
      "INSERT INTO Files SELECT 1, 77, '', 'code', NULL, 1, 1, 1, 1, NULL, NULL, 'ok', '[]', 1, NULL, NULL, NULL, ''",
    ],
    ["makes a schema that is not declared", "CREATE TABLE Surprise (id INTEGER PRIMARY KEY)"],
  ])("changes nothing when a script %s", async (_what, up) => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    addProject(ledger, "/before");
    const before = dump(ledger.db);
    const migrations = [...loadMigrations(), step(NEWEST + 1, "UPDATE Projects SET name = 'changed'"), step(NEWEST + 2, up)];
    const failure = migrateLedger(ledger.db, { ...OPTIONS, migrations });
    await expect(failure).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(dump(ledger.db)).toEqual(before);
    expect(ledger.db.prepare("SELECT name FROM Projects WHERE id > 0").all()).toEqual([{ name: "before" }]);
    expect(ledger.db.pragma("user_version", { simple: true })).toBe(NEWEST);
    expect(ledger.db.pragma("foreign_keys", { simple: true })).toBe(1);
    expect(readdirSync(join(folder, "backups"))).toHaveLength(1);
  });

  it("says that a script has left its transaction, and points to the backup", async () => {
    const { db } = await scratchLedger();
    const migrations = [...loadMigrations(), step(NEWEST + 1, "DELETE FROM Queue; COMMIT")];
    await expect(migrateLedger(db, { ...OPTIONS, migrations })).rejects.toThrow(
      /ends the migrator's transaction.*half changed, and the backup .* is put back/,
    );
  });

  it("refuses when a script that was applied has been edited", async () => {
    const { db } = await scratchLedger();
    const [first] = loadMigrations();
    const migrations = [{ ...(first as Migration), checksum: "another" }, step(NEWEST + 1, "SELECT 1")];
    await expect(migrateLedger(db, { ...OPTIONS, migrations })).rejects.toMatchObject({ code: "LEDGER_REFUSED" });
  });

  it("gives scripts the same checksum with either kind of line end", () => {
    const [first] = loadMigrations();
    expect(first?.up.includes("\r")).toBe(false);
    expect(first?.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it("holds no statement that would break the migrator's frame", () => {
    for (const { up, down } of loadMigrations()) {
      const statements = `${up}\n${down}`.replaceAll(/^--.*$/gm, "").replaceAll(/CREATE TRIGGER[\s\S]*?END;/g, "");
      expect(statements).not.toMatch(/\b(BEGIN|COMMIT|ROLLBACK|PRAGMA|ATTACH)\b/);
    }
  });

  it("backs up while the ledger is being written", async () => {
    const ledger = await scratchLedger();
    for (let i = 0; i < 200; i++) addProject(ledger, `/project${i}`);
    const copying = backupLedger(ledger.db, NOON);
    for (let i = 200; i < 220; i++) addProject(ledger, `/project${i}`);
    const copy = openLedger(await copying, { readonly: true });
    expect(copy.pragma("integrity_check", { simple: true })).toBe("ok");
    copy.close();
  });
});
