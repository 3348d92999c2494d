import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { WatchHint } from "../../../src/doors/watcher/backend.js";
import { directoriesBackend } from "../../../src/doors/watcher/directories.js";
import { temporaryFolder } from "../../support/repository.js";

/** A watched tree, and whether its hints speak of something. */
async function watched(...folders: string[]) {
  const root = temporaryFolder();
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const backend = directoriesBackend();
  const hints: WatchHint[] = [];
  backend.onHint((hint) => hints.push(hint));
  await backend.arm({ root, signals: [], ignores: (path) => path.startsWith("out") });
  onTestFinished(() => backend.disarm(root));
  const at = (path: string) => join(root, path);
  const toldOf = (path: string) => expect.poll(() => hints.some((hint) => hint.kind === "path" && hint.path === path)).toBe(true);
  const asksForSweep = async () => {
    await expect.poll(() => hints.some(({ kind }) => kind === "sweep")).toBe(true);
    hints.length = 0;
  };
  return { root, at, backend, hints, toldOf, asksForSweep, watches: () => backend.cost(root).watches };
}

it("holds one watch a folder, and none of what is ignored", async () => {
  const { at, watches, asksForSweep, toldOf, hints } = await watched("a/b", "c", "out/deep");
  expect(watches()).toBe(4);
  mkdirSync(at("c/d/e"), { recursive: true });
  mkdirSync(at("outer"));
  await asksForSweep();
  await expect.poll(watches).toBe(6);
  writeFileSync(at("c/d/e/new.md"), "new");
  await toldOf("c/d/e/new.md");
  rmSync(at("c"), { recursive: true });
  await asksForSweep();
  await expect.poll(watches).toBe(3);
  expect(hints.filter((hint) => hint.kind === "path" && hint.path.startsWith("out"))).toEqual([]);
});

it("follows a folder to its new name, and watches another one that takes its place", async () => {
  const { at, watches, asksForSweep, toldOf, hints } = await watched("a/inner");
  renameSync(at("a"), at("b"));
  await asksForSweep();
  await expect.poll(watches).toBe(3);
  writeFileSync(at("b/inner/x.md"), "x");
  await toldOf("b/inner/x.md");
  rmSync(at("b"), { recursive: true });
  mkdirSync(at("b/inner"), { recursive: true });
  await asksForSweep();
  await expect.poll(watches).toBe(3);
  hints.length = 0;
  writeFileSync(at("b/inner/y.md"), "y");
  await toldOf("b/inner/y.md");
});

it("tells of ignore files in folders that appear, for they say what is watched", async () => {
  const { root, at, toldOf } = await watched();
  const ready = temporaryFolder();
  mkdirSync(join(ready, "inner"));
  writeFileSync(join(ready, "inner", ".gitignore"), "*.log\n");
  execFileSync("cp", ["-r", ready, join(root, "came")]);
  expect(at("came")).toBeDefined();
  await toldOf("came/inner/.gitignore");
});

it("looks anew at a folder that becomes a repository, and at one that may be read again", async () => {
  const { at, asksForSweep } = await watched("sub");
  mkdirSync(at("sub/.git"));
  await asksForSweep();
  chmodSync(at("sub"), 0o700);
  await asksForSweep();
});

it("says that its root is gone", async () => {
  const { root, asksForSweep } = await watched("a");
  renameSync(root, `${root}-away`);
  onTestFinished(() => rmSync(`${root}-away`, { recursive: true }));
  await asksForSweep();
});

it("holds nothing when it is disarmed", async () => {
  const { root, at, backend, hints, watches } = await watched("a");
  await backend.disarm(root);
  expect(watches()).toBe(0);
  writeFileSync(at("a/x.md"), "x");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(hints).toEqual([]);
});
