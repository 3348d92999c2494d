import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { examineDescriptors, examineGit, examineNode, examineSqlite, examineWatches } from "../../src/doctor/machine.js";
import { examineClock, examineDisk, examineFolder, examineSocket } from "../../src/doctor/places.js";
import { temporaryFolder } from "../support/repository.js";

const uid = process.getuid?.() ?? 0;
const folder = (path: string) => examineFolder(path, { check: "state", uid, elsewhere: "set X" });

function limits(watches: string, instances: string): string {
  const dir = temporaryFolder();
  writeFileSync(join(dir, "max_user_watches"), watches);
  writeFileSync(join(dir, "max_user_instances"), instances);
  return dir;
}

describe("the machine", () => {
  it.each([
    ["v20.20.0", "good"],
    ["v22.1.0", "good"],
    ["v20.19.9", "bad"],
    ["v18.20.8", "bad"],
  ])("with Node %s is %s", (version, state) => {
    expect(examineNode(version).state).toBe(state);
  });

  it("has the database that the ledger needs", async () => {
    expect(await examineSqlite()).toMatchObject({ state: "good", found: expect.stringMatching(/^3\./) });
  });

  it("is asked for more watches where they are few, by name", () => {
    expect(examineWatches(limits("524288\n", "128\n")).state).toBe("good");
    expect(examineWatches(limits("8192\n", "128\n"))).toMatchObject({
      state: "warning",
      remedy: expect.stringContaining("sysctl fs.inotify.max_user_watches=524288`"),
    });
    expect(examineWatches(limits("524288", "8")).remedy).toContain("max_user_instances=512");
    expect(examineWatches(temporaryFolder()).state).toBe("unknown");
    expect(examineWatches(null).state).toBe("good");
  });

  it("is asked for more open files where they are few", () => {
    expect(examineDescriptors("Max open files            1048576              1048576              files\n").state).toBe("good");
    expect(examineDescriptors("Limit\nMax open files            256     4096    files\n")).toMatchObject({
      state: "warning",
      found: "256 open files",
    });
    expect(examineDescriptors(null).state).toBe("unknown");
  });

  it("has git, or is told what is missing without it", async () => {
    expect(await examineGit(async () => "git version 2.47.3\n")).toMatchObject({ state: "good", found: "2.47.3" });
    expect((await examineGit(() => Promise.reject(new Error("spawn git ENOENT")))).state).toBe("warning");
  });
});

describe("a folder", () => {
  it("is well when it is private or can be made, and else says what to do", () => {
    const dir = temporaryFolder();
    chmodSync(dir, 0o700);
    expect(folder(dir)).toEqual({ check: "state", state: "good", found: dir, remedy: null });
    expect(folder(join(dir, "a", "b"))).toMatchObject({ state: "good", found: `${join(dir, "a", "b")}, to be made` });
    writeFileSync(join(dir, "file"), "");
    expect(folder(join(dir, "file"))).toMatchObject({ state: "bad", remedy: "remove it, or set X" });
    expect(folder(join(dir, "file", "below"))).toMatchObject({ state: "bad" });
    mkdirSync(join(dir, "open"));
    chmodSync(join(dir, "open"), 0o755);
    expect(folder(join(dir, "open"))).toMatchObject({ state: "bad", remedy: `\`chmod 700 ${join(dir, "open")}\`` });
  });

  it("tells how much room there is, also of one that is to be made", () => {
    expect(examineDisk(join(temporaryFolder(), "a", "b")).found).toMatch(/^\d+ MiB free at /);
  });
});

describe("the socket", () => {
  it("is told as answering, as left behind, as no socket, and as absent", async () => {
    const dir = temporaryFolder();
    const path = join(dir, "s");
    expect(examineSocket(path, uid, false)).toMatchObject({ state: "good", found: `${path}, no daemon runs` });
    writeFileSync(join(dir, "file"), "");
    expect(examineSocket(join(dir, "file"), uid, false).state).toBe("bad");
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    chmodSync(path, 0o600);
    expect(examineSocket(path, uid, true)).toMatchObject({ state: "good", found: `${path}, a daemon answers` });
    expect(examineSocket(path, uid, false)).toMatchObject({
      state: "warning",
      found: expect.stringContaining("daemon that is gone"),
    });
    chmodSync(path, 0o666);
    expect(examineSocket(path, uid, true)).toMatchObject({ state: "bad", remedy: expect.stringContaining("restart") });
  });
});

describe("the clock", () => {
  const NOON = Date.parse("2026-11-21T12:00:00.000Z");

  it("is doubted when the ledger was written later than now", () => {
    expect(examineClock(NOON, NOON - 1_000).state).toBe("good");
    expect(examineClock(NOON, null).state).toBe("good");
    expect(examineClock(NOON, NOON + 3_600_000)).toMatchObject({
      state: "warning",
      found: expect.stringContaining("60 min later"),
    });
  });
});
