import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { extractCode } from "../../src/analysis/code/extract.js";
import { noHistory } from "../../src/analysis/names/history-data.js";
import { type Inner, innerOf } from "../../src/analysis/names/inner.js";
import { buildNameIndex } from "../../src/analysis/names/name-index.js";
import { declarationShapes } from "../../src/analysis/names/shapes.js";
import { emptyAnswers } from "../../src/pass/history-view.js";
import { createTombstones, type LiveNames, type Tombstones, type WorkingTree } from "../../src/pass/tombstones.js";
import { openGit } from "../../src/worktree/git.js";
import { readHistory } from "../../src/worktree/history.js";
import { kindOf } from "../../src/worktree/kinds.js";
import { cloneOf, scratchRepository } from "../support/repository.js";

interface Project extends Tombstones {
  /** Reads a moved HEAD and changed files into account. */
  update(): Promise<void>;
}

async function project(root: string, looksAt = (_path: string) => true): Promise<Project> {
  const git = await openGit(root);
  if (git === null) throw new Error("no repository");
  onTestFinished(() => git.close());
  const text = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null);
  let files: { path: string; hash: string }[] = [];
  let names = new Map<string, string[]>();
  let inner: Inner[] = [];
  const list = async () => {
    const { runGit } = await import("../../src/worktree/git-process.js");
    const { stdout } = await runGit(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    const paths = [...new Set(stdout.toString().split("\0"))].filter(
      (path) => path !== "" && existsSync(join(root, path)) && looksAt(path),
    );
    files = paths.filter((path) => statSync(join(root, path)).isFile()).map((path) => ({ path, hash: blobId(text(path) ?? "") }));
    names = new Map();
    inner = [];
    for (const { path } of files.filter((file) => kindOf(file.path) === "code")) {
      for (const { name } of declarationShapes(path, text(path) ?? "")) names.set(name, [...(names.get(name) ?? []), path]);
      inner.push(...innerOf(extractCode(path, text(path) ?? "").facts, text(path) ?? ""));
    }
  };
  await list();
  const working: WorkingTree = {
    files: () => files,
    hasFile: (path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false,
    hasFolder: (folder) => files.some(({ path }) => path.startsWith(`${folder}/`)),
    text,
  };
  const live: LiveNames = {
    declaring: (name) => names.get(name) ?? [],
    holds: (kind, name) => inner.some((one) => one.kind === kind && one.name === name),
  };
  let history = await readHistory(git, { since: null, deadlineMs: 30_000 });
  const tombstones = createTombstones({ git, index: buildNameIndex(history), live, working });
  return {
    ...tombstones,
    async update() {
      await git.refresh();
      await list();
      history = await readHistory(git, { since: history, deadlineMs: 30_000 });
      tombstones.moveTo(buildNameIndex(history));
    },
  };
}

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

const boil = `export async function boilWater(litres: number, target = 100): Promise<void> {
  let temperature = 20;
  while (temperature < target) temperature += 80 / litres;
}

export interface KettleOptions {
  volume: number;
  quiet?: boolean;
}
`;
const heat = boil.replace("boilWater", "heatWater");
const warm = boil.replace("boilWater", "warmWater");
const manifest = (scripts: Record<string, string>, bin: unknown = {}) =>
  `${JSON.stringify({ name: "kettle", scripts, bin }, null, 2)}\n`;

describe("symbol", () => {
  it("finds what a name became, in the same commit that moved its file", async () => {
    const repository = scratchRepository({ "src/boil.ts": boil, "README.md": "`boilWater`\n" });
    repository.rename("src/boil.ts", "src/heat.ts");
    const commit = repository.commit("Rename", { "src/heat.ts": heat });
    const names = await project(repository.root);
    expect(await names.symbol("boilWater")).toEqual({
      name: "boilWater",
      path: "src/boil.ts",
      exported: true,
      died: { commit, date: expect.stringMatching(/^2026-01-01T/) },
      successor: { name: "heatWater", path: "src/heat.ts", confidence: 0.98 },
    });
    expect(await names.symbol("heatWater")).toBeNull();
    expect(await names.symbol("neverHere")).toBeNull();
  });

  it("finds it before the change is committed, staged or not", async () => {
    const repository = scratchRepository({ "src/boil.ts": boil, "src/other.ts": "export const other = 1;\n" });
    repository.rename("src/boil.ts", "src/heat.ts");
    repository.write({ "src/heat.ts": heat });
    const uncommitted = {
      died: { commit: null, date: null },
      path: "src/boil.ts",
      successor: { name: "heatWater", path: "src/heat.ts" },
    };
    expect(await (await project(repository.root)).symbol("boilWater")).toMatchObject(uncommitted);
    repository.git("add", "-A");
    expect(await (await project(repository.root)).symbol("boilWater")).toMatchObject(uncommitted);
  });

  it("follows later renames to the living end, and its file too", async () => {
    const repository = scratchRepository({ "boil.ts": boil });
    repository.commit("To heat", { "boil.ts": heat });
    repository.commit("To warm", { "boil.ts": warm });
    repository.rename("boil.ts", "lib/warm.ts");
    repository.commit("Move");
    const names = await project(repository.root);
    const tombstone = await names.symbol("boilWater");
    expect(tombstone?.successor).toMatchObject({ name: "warmWater", path: "lib/warm.ts" });
    expect(tombstone?.successor?.confidence).toBeCloseTo(0.98 * 0.98);
    expect((await names.symbol("heatWater"))?.successor).toMatchObject({ name: "warmWater", confidence: 0.98 });
  });

  it("has no successor when the trail ends in a dead name", async () => {
    const repository = scratchRepository({ "boil.ts": boil });
    repository.commit("To heat", { "boil.ts": heat });
    repository.commit("Drop", { "boil.ts": boil.slice(boil.indexOf("export interface")) });
    expect(await (await project(repository.root)).symbol("boilWater")).toMatchObject({ successor: null });
  });

  it("ends a circle of renames", async () => {
    const repository = scratchRepository({ "boil.ts": boil });
    repository.commit("To heat", { "boil.ts": heat });
    repository.commit("And back", { "boil.ts": boil });
    const names = await project(repository.root);
    expect(await names.symbol("boilWater")).toBeNull();
    expect((await names.symbol("heatWater"))?.successor?.name).toBe("boilWater");
    repository.commit("Drop", { "boil.ts": boil.slice(boil.indexOf("export interface")) });
    await names.update();
    expect((await names.symbol("boilWater"))?.successor).toBeNull();
    expect((await names.symbol("heatWater"))?.successor).toBeNull();
  });

  it("does not call a name dead that came back, or only moved", async () => {
    const repository = scratchRepository({ "boil.ts": boil, "other.ts": "export {};\n" });
    repository.commit("Drop", { "boil.ts": "export {};\n" });
    repository.commit("Back", { "other.ts": boil });
    expect(await (await project(repository.root)).symbol("boilWater")).toBeNull();
  });

  it("counts only what the parent really declared", async () => {
    const text = "const help = `\nfunction boilWater() {}\n`;\n";
    const repository = scratchRepository({ "a.ts": text });
    repository.commit("Edit", { "a.ts": text.replace("function boilWater() {}\n", "") });
    expect(await (await project(repository.root)).symbol("boilWater")).toBeNull();
  });

  it("does not take the end of one overload for the end of the name", async () => {
    const text = "export function f(a: string): void;\nexport function f(a: any): void {}\n";
    const repository = scratchRepository({ "a.ts": text });
    repository.commit("One less", { "a.ts": "export function f(a: any): void {}\n" });
    expect(await (await project(repository.root)).symbol("f")).toBeNull();
    expect(await (await project(repository.root, (path) => path !== "a.ts")).symbol("f")).toBeNull();
  });

  it("follows the declaration that took over, not another one of its name", async () => {
    const more = "export const limits = { low: 1, high: 2, step: [1, 2, 3], unit: 'l' };\n";
    const repository = scratchRepository({ "boil.ts": boil, "more.ts": more.replace("limits", "heatWater") });
    repository.commit("Another one goes", { "more.ts": more.replace("limits", "bounds") });
    repository.commit("To heat", { "boil.ts": heat });
    repository.commit("To warm", { "boil.ts": warm });
    repository.commit("And comes", { "more.ts": more.replace("limits", "heatWater") });
    repository.commit("And goes", { "more.ts": more.replace("limits", "frames") });
    const names = await project(repository.root);
    expect((await names.symbol("boilWater"))?.successor?.name).toBe("warmWater");
    expect((await names.symbol("heatWater"))?.path).toBe("more.ts");
  });

  it("does not suggest a declaration that only moved here", async () => {
    const repository = scratchRepository({ "a.ts": boil, "b.ts": heat });
    repository.commit("Drop one, move the other", { "a.ts": heat, "b.ts": "export {};\n" });
    expect(await (await project(repository.root)).symbol("boilWater")).toMatchObject({ path: "a.ts", successor: null });
  });

  it("tells exported from inner names, and reads CommonJS", async () => {
    const repository = scratchRepository({ "a.cjs": "exports.boil = function (x) { return x; };\nfunction inner() {}\n" });
    repository.commit("Drop", { "a.cjs": null });
    const names = await project(repository.root);
    expect(await names.symbol("boil")).toMatchObject({ exported: true });
    expect(await names.symbol("inner")).toMatchObject({ exported: false });
  });

  it("sees HEAD move, and a file change back", async () => {
    const repository = scratchRepository({ "boil.ts": boil });
    const names = await project(repository.root);
    expect(await names.symbol("boilWater")).toBeNull();
    repository.write({ "boil.ts": heat });
    await names.update();
    expect((await names.symbol("boilWater"))?.died.commit).toBeNull();
    const commit = repository.commit("Rename");
    await names.update();
    expect((await names.symbol("boilWater"))?.died.commit).toBe(commit);
    repository.write({ "boil.ts": boil });
    await names.update();
    expect(await names.symbol("boilWater")).toBeNull();
    expect(await names.symbol("heatWater")).toMatchObject({ died: { commit: null }, successor: { name: "boilWater" } });
  });

  it("finds nothing older than a shallow clone holds", async () => {
    const source = scratchRepository({ "boil.ts": boil });
    source.commit("Rename", { "boil.ts": heat });
    source.commit("More", { "x.md": "x\n" });
    expect(await (await project(cloneOf(source, "--depth=1").root)).symbol("boilWater")).toBeNull();
    expect(await (await project(cloneOf(source, "--depth=3").root)).symbol("boilWater")).toMatchObject({
      successor: { name: "heatWater" },
    });
  });

  it("works in a subfolder of a repository", async () => {
    const repository = scratchRepository({ "packages/kettle/src/boil.ts": boil, "packages/kettle/docs/a.md": "`boilWater`\n" });
    repository.rename("packages/kettle/src/boil.ts", "packages/kettle/src/heat.ts");
    const commit = repository.commit("Rename", { "packages/kettle/src/heat.ts": heat });
    const names = await project(join(repository.root, "packages/kettle"));
    expect(await names.symbol("boilWater")).toMatchObject({ path: "src/boil.ts", successor: { path: "src/heat.ts" } });
    expect(await names.file("src/boil.ts")).toMatchObject({ successor: { path: "src/heat.ts" } });
    expect(await names.heldText("docs/a.md", commit)).toBe("`boilWater`\n");
  });
});

describe("file", () => {
  it("finds where a file went, through several renames", async () => {
    const repository = scratchRepository({ "a.ts": boil });
    repository.rename("a.ts", "b.ts");
    const first = repository.commit("One");
    repository.rename("b.ts", "lib/c.ts");
    repository.commit("Two");
    const names = await project(repository.root);
    expect(await names.file("a.ts")).toMatchObject({ path: "a.ts", died: { commit: first }, successor: { path: "lib/c.ts" } });
    expect((await names.file("a.ts"))?.successor?.confidence).toBeCloseTo(0.99 * 0.99);
    expect(await names.file("lib/c.ts")).toBeNull();
    expect(await names.file("never.ts")).toBeNull();
    repository.rename("lib/c.ts", "lib/d.ts");
    await names.update();
    expect(await names.file("a.ts")).toMatchObject({ died: { commit: first }, successor: { path: "lib/d.ts" } });
    expect(await names.file("lib/c.ts")).toEqual({
      path: "lib/c.ts",
      died: { commit: null, date: null },
      successor: { path: "lib/d.ts", confidence: 0.99 },
    });
  });

  it("finds where a folder went, when its files moved together", async () => {
    const files = Object.fromEntries([1, 2, 3, 4].map((i) => [`src/old/f${i}.ts`, boil.replaceAll("Water", `Water${i}`)]));
    const repository = scratchRepository({ ...files, "src/keep.ts": "" });
    for (const i of [1, 2, 3, 4]) repository.rename(`src/old/f${i}.ts`, `src/new/f${i}.ts`);
    const uncommitted = await project(repository.root);
    expect(await uncommitted.file("src/old")).toMatchObject({
      died: { commit: null },
      successor: { path: "src/new", confidence: 0.95 },
    });
    const commit = repository.commit("Move");
    const names = await project(repository.root);
    expect(await names.file("src/old")).toMatchObject({ died: { commit }, successor: { path: "src/new", confidence: 0.95 } });
    expect(await names.file("src")).toBeNull();
  });

  it("gives a removed folder, and one whose files scattered, no successor", async () => {
    const texts = [1, 2, 3].map((i) => boil.replaceAll("temperature", `warmth${i}`).repeat(2));
    const repository = scratchRepository({
      "old/1.ts": texts[0] ?? "",
      "old/2.ts": texts[1] ?? "",
      "old/3.ts": texts[2] ?? "",
      "gone/x.md": "x\n",
    });
    repository.rename("old/1.ts", "a/1.ts");
    repository.rename("old/2.ts", "b/2.ts");
    repository.rename("old/3.ts", "c/3.ts");
    repository.commit("Scatter", { "gone/x.md": null });
    const names = await project(repository.root);
    expect(await names.file("old")).toMatchObject({ successor: null });
    expect(await names.file("gone")).toMatchObject({ successor: null });
    expect(await names.file("old/1.ts")).toMatchObject({ successor: { path: "a/1.ts" } });
  });

  it("does not choose between two new files that keep as much", async () => {
    const repository = scratchRepository({ "a.ts": boil });
    repository.write({ "a.ts": null, "b.ts": boil, "c.ts": boil });
    expect(await (await project(repository.root)).file("a.ts")).toMatchObject({ died: { commit: null }, successor: null });
    repository.commit("Split");
    expect(await (await project(repository.root)).file("a.ts")).toMatchObject({
      died: { commit: expect.any(String) },
      successor: null,
    });
  });

  it("pairs files that are much alike by their names", async () => {
    const icon = (i: number) => `${"<path d='M0 0' />\n".repeat(30)}<!-- ${i} -->\n`;
    const repository = scratchRepository({ "a/1.html": icon(1), "a/2.html": icon(2), "a/3.html": icon(3) });
    for (const i of [3, 2, 1]) repository.write({ [`a/${i}.html`]: null, [`b/${i}.html`]: icon(i + 10) });
    expect(await (await project(repository.root)).file("a/2.html")).toMatchObject({ successor: { path: "b/2.html" } });
    repository.commit("Move");
    expect(await (await project(repository.root)).file("a/2.html")).toMatchObject({ successor: { path: "b/2.html" } });
  });

  it("does not call a file gone that a sparse checkout leaves out", async () => {
    const repository = scratchRepository({ "a/x.ts": boil, "b/y.md": "y\n" });
    repository.git("sparse-checkout", "set", "--no-cone", "/b/");
    expect(existsSync(join(repository.root, "a/x.ts"))).toBe(false);
    expect(await (await project(repository.root)).file("a/x.ts")).toBeNull();
  });
});

describe("script and bin", () => {
  it("finds what a script became", async () => {
    const repository = scratchRepository({ "package.json": manifest({ build: "tsc", serve: "node server.js" }) });
    const commit = repository.commit("Rename", { "package.json": manifest({ build: "tsc", start: "node server.js" }) });
    repository.commit("More", { "package.json": manifest({ build: "tsc -p .", start: "node server.js --fast" }) });
    const names = await project(repository.root);
    expect(await names.script("package.json", "serve")).toEqual({
      name: "serve",
      died: { commit, date: expect.any(String) },
      successor: { name: "start", confidence: 0.98 },
    });
    expect(await names.script("package.json", "build")).toBeNull();
    expect(await names.script("package.json", "never")).toBeNull();
    expect(await names.script("none/package.json", "serve")).toBeNull();
  });

  it("finds it uncommitted, follows later renames, and stops at a script that is gone", async () => {
    const repository = scratchRepository({ "package.json": manifest({ a: "node server.js" }) });
    repository.commit("One", { "package.json": manifest({ b: "node server.js" }) });
    repository.commit("Two", { "package.json": manifest({ c: "node server.js" }) });
    repository.write({ "package.json": manifest({ d: "node server.js" }) });
    const names = await project(repository.root);
    expect((await names.script("package.json", "a"))?.successor?.name).toBe("d");
    expect(await names.script("package.json", "c")).toMatchObject({
      died: { commit: null },
      successor: { name: "d", confidence: 0.98 },
    });
    repository.write({ "package.json": manifest({}) });
    await names.update();
    expect(await names.script("package.json", "a")).toMatchObject({ successor: null });
  });

  it("follows the script that took over, not another one of its name", async () => {
    const repository = scratchRepository({ "package.json": manifest({ a: "node server.js" }) });
    for (const scripts of [
      { b: "node server.js" },
      { b: "node server.js", x: "tsc -p ." },
      { b: "node server.js", y: "tsc -p ." },
      { x: "node server.js", y: "tsc -p ." },
      { z: "node server.js", y: "tsc -p ." },
    ]) {
      repository.commit("Change", { "package.json": manifest(scripts as unknown as Record<string, string>) });
    }
    expect((await (await project(repository.root)).script("package.json", "a"))?.successor?.name).toBe("z");
  });

  it("follows a package.json to where it was before", async () => {
    const repository = scratchRepository({ "package.json": manifest({ serve: "node server.js", build: "tsc" }) });
    repository.commit("Rename", { "package.json": manifest({ start: "node server.js", build: "tsc" }) });
    repository.rename("package.json", "app/package.json");
    repository.commit("Move");
    expect((await (await project(repository.root)).script("app/package.json", "serve"))?.successor?.name).toBe("start");
  });

  it("finds what a binary became, and outlives versions that do not parse", async () => {
    const repository = scratchRepository({ "package.json": manifest({}, { kettle: "cli.js" }) });
    repository.commit("Rename", { "package.json": manifest({}, { boiler: "cli.js" }) });
    repository.commit("Break", { "package.json": "{ broken" });
    repository.commit("Repair", { "package.json": manifest({}, { boiler: "cli.js" }) });
    expect((await (await project(repository.root)).bin("package.json", "kettle"))?.successor).toEqual({
      name: "boiler",
      confidence: 0.98,
    });
  });
});

describe("heldText", () => {
  it("gives a document as it was before a commit, under the name it had then", async () => {
    const repository = scratchRepository({ "docs/a.md": "Call `boilWater`.\n", "src/boil.ts": boil });
    repository.rename("src/boil.ts", "src/heat.ts");
    const commit = repository.commit("Rename", { "src/heat.ts": heat });
    repository.rename("docs/a.md", "guide/b.md");
    repository.commit("Move");
    repository.write({ "guide/b.md": "Call `boilWater` today.\n" });
    repository.commit("Edit");
    const names = await project(repository.root);
    expect(await names.heldText("guide/b.md", commit)).toBe("Call `boilWater`.\n");
    expect(await names.heldText("guide/b.md", null)).toBe("Call `boilWater` today.\n");
    expect(await names.heldText("never.md", commit)).toBeNull();
    repository.rename("guide/b.md", "guide/c.md");
    await names.update();
    expect(await names.heldText("guide/c.md", commit)).toBe("Call `boilWater`.\n");
    expect(await names.heldText("guide/c.md", null)).toBe("Call `boilWater` today.\n");
  });

  it("gives nothing for a document that is younger than the commit", async () => {
    const repository = scratchRepository({ "src/boil.ts": boil });
    const commit = repository.commit("Rename", { "src/boil.ts": heat });
    repository.commit("Write", { "README.md": "`boilWater`\n" });
    expect(await (await project(repository.root)).heldText("README.md", commit)).toBeNull();
  });
});

describe("answer", () => {
  it("answers every kind of question", async () => {
    const repository = scratchRepository({ "a.ts": boil, "package.json": manifest({ a: "x" }), "README.md": "x\n" });
    const commit = repository.commit("Change", { "a.ts": heat, "package.json": manifest({ b: "x" }) });
    const names = await project(repository.root);
    const answers = emptyAnswers();
    const many = Array.from({ length: 100 }, (_, i) => ({ ask: "symbol", name: `never${i}` }) as const);
    await names.answer(
      [
        { ask: "file", path: "none.ts" },
        { ask: "symbol", name: "boilWater" },
        { ask: "script", manifest: "package.json", name: "a" },
        { ask: "bin", manifest: "package.json", name: "a" },
        { ask: "held", document: "README.md", commit },
        ...many,
      ],
      answers,
    );
    expect(answers.files.get("none.ts")).toBeNull();
    expect(answers.symbols.get("boilWater")?.successor?.name).toBe("heatWater");
    expect(answers.symbols.size).toBe(101);
    expect(answers.scripts.get("package.json\0a")?.successor?.name).toBe("b");
    expect(answers.bins.get("package.json\0a")).toBeNull();
    expect(answers.held.get(`README.md\0${commit}`)).toBe("x\n");
  });

  it("knows nothing without git", async () => {
    const index = buildNameIndex(noHistory("no git"));
    const working: WorkingTree = { files: () => [], hasFile: () => false, hasFolder: () => false, text: () => null };
    const names = createTombstones({ git: null, index, live: { declaring: () => [], holds: () => false }, working });
    expect(await names.symbol("boilWater")).toBeNull();
    expect(await names.file("a.ts")).toBeNull();
    expect(await names.heldText("a.md", null)).toBeNull();
  });
});
