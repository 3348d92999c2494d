import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BACKENDS } from "../../../src/config/schema.js";
import { WAYS } from "../../../src/doors/watcher/backend.js";
import { planOf, prepareWatch } from "../../../src/doors/watcher/prepare.js";
import type { WatchedProject } from "../../../src/doors/watcher/protocol.js";
import { temporaryFolder } from "../../support/repository.js";

it("knows the ways that the configuration knows", () => {
  expect(BACKENDS).toEqual(["auto", ...WAYS]);
});

it("takes a watch a file for a small tree, a watch a folder for a large one, and none on another machine's disk", () => {
  const auto = { backend: "auto", remote: null, largerThan: null } as const;
  expect(planOf(auto)).toEqual({ ways: ["chokidar", "directories", "poll"], reason: "default" });
  expect(planOf({ ...auto, largerThan: 20_000 })).toEqual({ ways: ["directories", "poll"], reason: "more than 20000 files" });
  expect(planOf({ ...auto, remote: "NFS" })).toEqual({ ways: ["poll"], reason: expect.stringMatching(/^on NFS/) });
});

it("obeys the configuration before all, and still has what to fall back on", () => {
  const asked = { remote: "NFS", largerThan: 20_000 };
  expect(planOf({ ...asked, backend: "chokidar" }).ways).toEqual(["chokidar", "directories", "poll"]);
  expect(planOf({ ...asked, backend: "directories" })).toEqual({ ways: ["directories", "poll"], reason: "watch.backend" });
  expect(planOf({ ...asked, backend: "poll" }).ways).toEqual(["poll"]);
});

const projectAt = (root: string): WatchedProject => ({
  root,
  backend: "auto",
  ignore: [],
  signals: [],
  quiet_ms: 100,
  cap_ms: 500,
});

it.each([
  ["NFS", 0x6969],
  ["CIFS", 0xff534d42],
  ["9p", 0x01021997],
  ["FUSE", 0x65735546],
])("polls a tree on %s", async (name, type) => {
  const { plan } = await prepareWatch(projectAt(temporaryFolder()), { fileSystemType: () => type });
  expect(plan).toEqual({ ways: ["poll"], reason: `on ${name}, which tells nothing of changes made elsewhere` });
});

it("says when the folder is gone", async () => {
  await expect(prepareWatch(projectAt("/nowhere/at/all"))).rejects.toThrow("There is no folder");
});

it("counts the files that are looked at", async () => {
  const root = temporaryFolder();
  const fill = (folder: string, count: number) => {
    mkdirSync(join(root, folder));
    for (let index = 0; index < count; index++) writeFileSync(join(root, folder, `${index}.md`), "");
  };
  const way = async () => (await prepareWatch(projectAt(root), { filesMax: 20 })).plan.ways[0];
  fill("node_modules", 20);
  fill("docs", 20);
  expect(await way()).toBe("chokidar");
  fill("more", 1);
  expect(await way()).toBe("directories");
});
