import { chmodSync, closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { acquireLock } from "../../src/storage/lock.js";
import { openLedger, verifyLedger } from "../../src/storage/open.js";
import { scratchFolder, scratchLedger, time } from "../support/ledger.js";

describe("opening a ledger", () => {
  it("makes it with its folder, for its owner alone", () => {
    const path = join(scratchFolder(), "state", "ledger.db");
    openLedger(path, { readonly: false }).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it("takes rights away from others that an existing one gave", async () => {
    const folder = scratchFolder();
    (await scratchLedger(folder)).close();
    const path = join(folder, "ledger.db");
    chmodSync(path, 0o644);
    openLedger(path, { readonly: false }).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("sets the pragmas of a writer", () => {
    const db = openLedger(join(scratchFolder(), "ledger.db"), { readonly: false });
    const values = [
      "journal_mode",
      "synchronous",
      "foreign_keys",
      "busy_timeout",
      "cell_size_check",
      "trusted_schema",
      "auto_vacuum",
    ];
    expect(values.map((name) => db.pragma(name, { simple: true }))).toEqual(["wal", 1, 1, 5000, 1, 0, 2]);
    expect(db.pragma("application_id", { simple: true })).toBe(0x4c4b5354);
    db.close();
  });

  it("says what to do when a reader finds none", () => {
    const path = join(scratchFolder(), "ledger.db");
    expect(() => openLedger(path, { readonly: true })).toThrow(/no ledger at .*lockstep start/);
  });

  it("lets a reader read and not write", async () => {
    const folder = scratchFolder();
    await scratchLedger(folder);
    const db = openLedger(join(folder, "ledger.db"), { readonly: true });
    expect(db.prepare("SELECT count(*) AS n FROM Projects").get()).toEqual({ n: 1 });
    expect(() => db.exec("DELETE FROM Projects")).toThrow(/readonly/);
    db.close();
  });

  it("refuses another program's database and leaves it as it is", () => {
    const path = join(scratchFolder(), "ledger.db");
    const other = new BetterSqlite3(path);
    other.exec("CREATE TABLE Recipes (id INTEGER PRIMARY KEY)");
    other.close();
    expect(() => openLedger(path, { readonly: false })).toThrow(expect.objectContaining({ code: "LEDGER_REFUSED" }));
    const again = new BetterSqlite3(path, { readonly: true });
    expect(again.pragma("journal_mode", { simple: true })).toBe("delete");
    again.close();
  });

  it("names who wrote a newer one", async () => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    ledger.db.exec(`INSERT INTO SchemaMigrations VALUES (99, 'future', '', '7.3.0', '', 0)`);
    ledger.db.pragma("user_version=99");
    const path = join(folder, "ledger.db");
    for (const readonly of [true, false]) {
      expect(() => openLedger(path, { readonly })).toThrow(
        expect.objectContaining({ code: "LEDGER_NEWER", message: expect.stringContaining("lockstep 7.3.0 (schema 99") }),
      );
    }
  });

  it("names the newest backup that fits instead of a newer one", async () => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    ledger.db.pragma("user_version=99");
    const backups = join(folder, "backups");
    const said = () => {
      try {
        openLedger(join(folder, "ledger.db"), { readonly: true });
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(said()).toContain("there is no backup that fits");
    mkdirSync(backups);
    for (const name of [
      "ledger-20261121T103000.000Z-v3.db",
      "ledger-20261122T103000.000Z-v4.db",
      "ledger-20261120T103000.000Z-v5.db",
      "ledger-20261123T103000.000Z-v98.db",
      "ledger-20261124T103000.000Z-v4.db.unfinished",
      "other-20261124T103000.000Z-v4.db",
    ])
      writeFileSync(join(backups, name), "");
    expect(said()).toContain(`put back the newest backup that fits, ${backups}/ledger-20261122T103000.000Z-v4.db.`);
  });

  it("refuses what is not a file", () => {
    const path = join(scratchFolder(), "ledger.db");
    mkdirSync(path);
    expect(() => openLedger(path, { readonly: false })).toThrow(expect.objectContaining({ code: "LEDGER_REFUSED" }));
  });

  it("says that it cannot be where a folder is a file", () => {
    const file = join(scratchFolder(), "file");
    writeFileSync(file, "");
    const path = join(file, "state", "ledger.db");
    expect(() => openLedger(path, { readonly: false })).toThrow(expect.objectContaining({ code: "LEDGER_REFUSED" }));
    const info = { pid: 1, instance: "", version: "", socket: null };
    expect(() => acquireLock(path, info)).toThrow(expect.objectContaining({ code: "LEDGER_REFUSED" }));
  });

  it("calls a file that is no database damaged", () => {
    const path = join(scratchFolder(), "ledger.db");
    writeFileSync(path, "this is not a database, but it is long enough to have a header\n".repeat(40));
    expect(() => openLedger(path, { readonly: false })).toThrow(expect.objectContaining({ code: "LEDGER_DAMAGED" }));
  });

  it.each([
    ["NFS", 0x6969],
    ["SMB", 0xfe534d42],
    ["SMB", 0xfe534d42 - 2 ** 32],
    ["FUSE", 0x65735546],
  ])("refuses %s (%d)", (name, type) => {
    const path = join(scratchFolder(), "ledger.db");
    expect(() => openLedger(path, { readonly: false, fileSystemType: () => type })).toThrow(
      expect.objectContaining({ code: "LEDGER_REFUSED", message: expect.stringContaining(name) }),
    );
  });

  it("finds a page that was overwritten", async () => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    expect(() => verifyLedger(ledger.db)).not.toThrow();
    const entry = { project_id: 0, level: "warn", message: "a line", service: "test", fields: {}, timestamp: time(0) } as const;
    ledger.write(() => ledger.operations.recordLogs(Array(2_000).fill(entry)));
    ledger.close();
    const path = join(folder, "ledger.db");
    const pages = statSync(path).size / 4096;
    const file = openSync(path, "r+");
    for (let page = pages - 5; page < pages; page++) writeSync(file, Buffer.alloc(512, 0xff), 0, 512, page * 4096);
    closeSync(file);
    const db = openLedger(path, { readonly: false });
    expect(() => verifyLedger(db)).toThrow(expect.objectContaining({ code: "LEDGER_DAMAGED" }));
    db.close();
  });
});
