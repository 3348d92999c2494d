import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { diskGuard } from "../../src/daemon/disk-guard.js";
import { scratchFolder } from "../support/ledger.js";

const MIB = 1024 * 1024;

function guard(total: number, free: number) {
  const folder = scratchFolder();
  const room = { free: free * MIB, total: total * MIB };
  const said: string[] = [];
  const made = diskGuard({
    ledger: join(folder, "ledger.db"),
    stop: () => said.push("stop"),
    goOn: () => said.push("go on"),
    space: () => room,
    log: pino({ level: "silent" }),
  });
  const ballast = join(folder, ".ballast");
  return { ...made, room, said, size: () => (existsSync(ballast) ? statSync(ballast).size / MIB : 0) };
}

describe("the guard of the disk", () => {
  it("gives the ballast up once, and makes it again when more than 1 GiB is free", async () => {
    const disk = guard(100_000, 5_000);
    await disk.begin();
    expect(disk.size()).toBe(32);
    disk.full();
    disk.full();
    expect([disk.size(), disk.said]).toEqual([0, ["stop"]]);
    disk.room.free = 1_024 * MIB;
    await disk.look();
    expect([disk.size(), disk.said]).toEqual([0, ["stop"]]);
    disk.room.free = 1_057 * MIB;
    await disk.look();
    await disk.look();
    expect([disk.size(), disk.said]).toEqual([32, ["stop", "go on"]]);
  });

  it("asks for a quarter of a small disk", async () => {
    const disk = guard(512, 100);
    await disk.begin();
    expect(disk.size()).toBe(0);
    disk.full();
    disk.room.free = 161 * MIB;
    await disk.look();
    expect(disk.said).toEqual(["stop", "go on"]);
  });
});
