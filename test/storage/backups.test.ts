import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forgetBackups } from "../../src/storage/backup.js";
import { type Backup, backupName, listBackups, outdatedBackups } from "../../src/storage/backups.js";
import { NOON, scratchFolder } from "../support/ledger.js";

const HOUR = 3_600_000;
const hoursAgo = (hours: number, version = 6): Backup => ({ path: `${hours}`, at: NOON - hours * HOUR, version, asked: false });
const nameOf = (ledger: string, at: number) => backupName(ledger, { at, version: 6, asked: false });

describe("the backups that are kept", () => {
  it("are the newest of 8 stretches of six hours and of 7 days", () => {
    const every = Array.from({ length: 30 * 24 }, (_, hours) => hoursAgo(hours));
    const outdated = new Set(outdatedBackups(every, NOON));
    const kept = every.filter((backup) => !outdated.has(backup)).map(({ at }) => new Date(at).toISOString().slice(5, 13));
    // Noon begins a stretch of six hours.
    const stretches = ["11-21T12", "11-21T11", "11-21T05", "11-20T23", "11-20T17", "11-20T11", "11-20T05", "11-19T23"];
    expect(kept).toEqual([...stretches, "11-18T23", "11-17T23", "11-16T23", "11-15T23"]);
  });

  it("are those there are, however old, when there are few", () => {
    expect(outdatedBackups([hoursAgo(1_000), hoursAgo(9_000)], NOON)).toEqual([]);
  });

  it("hold one of an older schema, which is what an older lockstep can go back to", () => {
    const recent = Array.from({ length: 400 }, (_, hours) => hoursAgo(hours));
    const old = hoursAgo(500, 5);
    expect(outdatedBackups([...recent, old, hoursAgo(501, 5)], NOON)).not.toContain(old);
    expect(outdatedBackups([...recent, old, hoursAgo(501, 5)], NOON).map(({ path }) => path)).toContain("501");
  });

  it("are all that somebody asked for in the last 90 days, and of the older ones those that are the newest", () => {
    const asked = [1, 2, 3, 90 * 24 - 1, 90 * 24 + 1, 90 * 24 + 2].map((hours) => ({ ...hoursAgo(hours), asked: true }));
    const timed = Array.from({ length: 90 }, (_, days) => hoursAgo(24 * days));
    const every = [...asked, ...timed].sort((a, b) => b.at - a.at);
    const outdated = outdatedBackups(every, NOON);
    expect(outdated.filter((one) => one.asked)).toEqual(asked.slice(4));
    expect(outdated.length).toBeGreaterThan(80);
  });

  it("are found by their names, and nothing else is removed", () => {
    const folder = scratchFolder();
    const ledger = join(folder, "ledger.db");
    mkdirSync(join(folder, "backups"));
    const names = Array.from({ length: 100 }, (_, hours) => nameOf(ledger, NOON - hours * HOUR));
    const others = ["ledger-mine.db", "other-20261121T120000.000Z-v6.db", `${names[0]}.unfinished`];
    for (const name of [...names, ...others]) writeFileSync(join(folder, "backups", name), "");
    expect(listBackups(ledger)).toHaveLength(100);
    forgetBackups(ledger, NOON);
    expect(listBackups(ledger)[0]).toMatchObject({ at: NOON, version: 6, asked: false });
    expect(readdirSync(join(folder, "backups"))).toEqual(expect.arrayContaining(others));
    expect(listBackups(ledger).length).toBeLessThan(16);
  });

  it("leave nothing for good when a kill cuts them short", () => {
    const folder = scratchFolder();
    const ledger = join(folder, "ledger.db");
    mkdirSync(join(folder, "backups"));
    const [cut, now] = [nameOf(ledger, NOON - 2 * HOUR), nameOf(ledger, NOON - 60_000)];
    const names = [`${cut}.unfinished`, `${cut}.unfinished-journal`, `${now}.unfinished`, "mine.unfinished", `${cut}.damaged`];
    for (const name of names) writeFileSync(join(folder, "backups", name), "");
    forgetBackups(ledger, NOON);
    expect(readdirSync(join(folder, "backups")).sort()).toEqual(
      [`${now}.unfinished`, "mine.unfinished", `${cut}.damaged`].sort(),
    );
  });
});
