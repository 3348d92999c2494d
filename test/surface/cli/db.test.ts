/** `lockstep db …`, as typed, on the built command. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadMigrations } from "../../../src/storage/migrations.js";
import { type Daemon, startDaemon } from "../../support/daemon.js";
import { damageTable } from "../../support/damage.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

const NEWEST = loadMigrations().length;

let home: Home;
let daemon: Daemon | null = null;
beforeEach(() => {
  home = scratchHome();
});
afterEach(async () => {
  await daemon?.stop();
  daemon = null;
  home.remove();
});

const run = (...words: string[]) => lockstep(home.env, home.dir, ...words);
const answer = async (...words: string[]) => {
  const { status, stdout, stderr } = await run(...words, "--json");
  return status === 0 ? JSON.parse(stdout) : { status, ...JSON.parse(stderr) };
};

/** A ledger in which somebody said something, with no daemon on it. */
async function ledger(): Promise<void> {
  const { root } = scratchRepository({ "README.md": "[boil](src/gone.ts)\n" });
  const { findings } = JSON.parse((await lockstep(home.env, root, "check", "--json")).stdout);
  expect(await lockstep(home.env, root, "ack", findings[0].id, "--reason", "known")).toMatchObject({ status: 0 });
}

describe("lockstep db", () => {
  it("tells of the ledger's file, also when there is none", async () => {
    expect(await answer("db", "status")).toMatchObject({ path: home.ledger, version: null, size: 0, wal: 0, last_backup: null });
    expect(existsSync(home.ledger)).toBe(false);
    await ledger();
    expect(await answer("db", "status")).toMatchObject({
      path: home.ledger,
      version: NEWEST,
      known_version: NEWEST,
      size: statSync(home.ledger).size,
      fault: null,
    });
  });

  it.each(["with a daemon", "without one"])("backs up and verifies %s", async (how) => {
    await ledger();
    if (how === "with a daemon") daemon = await startDaemon(home);
    const { backup } = await answer("db", "backup");
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect((await answer("db", "status")).last_backup).toMatchObject({ path: backup, version: NEWEST });
    const { tables, rebuilt } = await answer("db", "verify");
    expect(tables).toContainEqual({ name: "Acknowledgements", rows: 1 });
    expect(rebuilt).toEqual([]);
    const { before, after } = await answer("db", "vacuum");
    expect(after).toBeLessThanOrEqual(before);
  });

  it("migrates, and has nothing to do the second time", async () => {
    expect(await answer("db", "migrate")).toMatchObject({ from: 0, to: NEWEST });
    expect(await answer("db", "migrate")).toMatchObject({ from: NEWEST, to: NEWEST, backup: null });
  });

  it("goes back only with --yes when somebody's words would be dropped, and keeps a backup", async () => {
    await ledger();
    const refused = await answer("db", "rollback", "--to", "4");
    expect(refused.status).toBe(2);
    expect(refused.error.message).toContain("1 of Acknowledgements");
    expect((await answer("db", "status")).version).toBe(NEWEST);
    const { from, to, backup } = await answer("db", "rollback", "--to", "4", "--yes");
    expect([from, to]).toEqual([NEWEST, 4]);
    expect((await answer("db", "status")).version).toBe(4);
    expect(await answer("db", "restore", backup, "--yes", "--exact")).toMatchObject({ backup });
    const db = new BetterSqlite3(home.ledger, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM Acknowledgements").pluck().get()).toBe(1);
    db.close();
  });

  it("refuses what needs the ledger closed while a daemon has it", async () => {
    daemon = await startDaemon(home);
    for (const verb of [["rollback"], ["restore", "--yes"], ["verify", "--repair"]]) {
      expect(await answer("db", ...verb)).toMatchObject({ status: 5, error: { code: "LOCKED" } });
    }
  });

  it("says what is damaged, repairs what can be computed again, and restores what cannot", async () => {
    await ledger();
    await answer("db", "backup");
    damageTable(home.ledger, "Findings");
    expect(await answer("db", "verify")).toMatchObject({ status: 5, error: { code: "LEDGER_DAMAGED" } });
    expect((await answer("db", "verify", "--repair")).rebuilt).toContain("Findings");
    expect((await answer("db", "verify")).tables).toContainEqual({ name: "Acknowledgements", rows: 1 });
    damageTable(home.ledger, "Acknowledgements");
    expect(await answer("db", "verify", "--repair")).toMatchObject({ status: 5, error: { code: "LEDGER_DAMAGED" } });
    expect(await answer("db", "restore")).toMatchObject({ lost: [expect.stringContaining("Acknowledgements")] });
    expect((await answer("db", "verify")).tables).toContainEqual({ name: "Acknowledgements", rows: 1 });
    expect(readdirSync(dirname(home.ledger)).filter((name) => name.includes(".damaged-")).length).toBeGreaterThanOrEqual(2);
  });

  it("does not replace a good ledger unless it is told to", async () => {
    await ledger();
    expect(await answer("db", "restore")).toMatchObject({ status: 2, error: { code: "USAGE" } });
  });

  it("refuses a file that is no backup", async () => {
    await ledger();
    expect(await answer("db", "restore", "/nonexistent.db", "--yes")).toMatchObject({
      status: 5,
      error: { code: "LEDGER_REFUSED" },
    });
  });
});
