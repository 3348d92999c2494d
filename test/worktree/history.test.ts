import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openGit } from "../../src/worktree/git.js";
import { type HistoryData, type HistoryEvent, readHistory } from "../../src/worktree/history.js";
import { cloneOf, type ScratchRepository, scratchRepository, temporaryFolder } from "../support/repository.js";

async function read(repository: { root: string }, since: HistoryData | null = null): Promise<HistoryData> {
  const git = await openGit(repository.root);
  if (git === null) throw new Error("no repository");
  onTestFinished(() => git.close());
  return readHistory(git, { since, deadlineMs: 30_000 });
}

/** What happened, without when. */
function told({ events }: HistoryData): string[] {
  return events.map(tell);
}

function tell(event: HistoryEvent): string {
  if (event.kind === "file") return event.to === null ? `gone ${event.path}` : `${event.path} → ${event.to} ${event.similarity}`;
  if (event.kind === "inner") return `${event.path} lost inner ${event.name}`;
  if (event.kind === "member") return `${event.path} lost member ${event.name}`;
  if (event.kind === "symbol") return `${event.path} lost ${event.name}`;
  return `${event.path} ${event.old === null ? "new" : event.new === null ? "gone" : "changed"}`;
}

const kettle = "export function boilWater() {\n  return 100;\n}\n\nconst lid = 1;\n\nexport class Kettle {}\n";

describe("readHistory", () => {
  it("tells a repository whose commits are lost from one that has none yet", async () => {
    const repository = scratchRepository({ "docs/a.md": "a\n" });
    rmSync(join(repository.root, ".git/objects"), { recursive: true });
    mkdirSync(join(repository.root, ".git/objects"));
    const lost = await read(repository);
    expect(lost).toMatchObject({
      head: null,
      status: { kind: "none", note: expect.stringMatching(/^git cannot read the commit [\da-f]{7} /) },
    });
    rmSync(join(repository.root, ".git"), { recursive: true });
    execFileSync("git", ["init", "--quiet"], { cwd: repository.root });
    expect((await read(repository)).status.note).toBe("The repository has no commit yet");
  });

  it("tells files and names that ended, newest first", async () => {
    const repository = scratchRepository({ "src/boil.ts": kettle, "docs/a.md": "a\n" });
    repository.commit("Drop the lid", { "src/boil.ts": kettle.replace("const lid = 1;\n\n", "") });
    repository.rename("src/boil.ts", "src/heat.ts");
    const rename = repository.commit("Rename", {
      "src/heat.ts": kettle.replace("const lid = 1;\n\n", "").replace("boilWater", "heatWater"),
      "docs/a.md": null,
    });
    const history = await read(repository);
    expect(told(history)).toEqual([
      "gone docs/a.md",
      expect.stringMatching(/^src\/boil.ts → src\/heat.ts \d\d$/),
      "src/boil.ts lost boilWater",
      "src/boil.ts lost lid",
    ]);
    expect(history.status).toEqual({ kind: "full", commits: 3, note: "" });
    expect(history.head).toBe(rename);
    expect(history.events[0]).toMatchObject({ commit: rename, parent: repository.git("rev-parse", "HEAD^").trim() });
    expect(history.events[0]?.date).toMatch(/^2026-01-01T00:\d\d:00\.000Z$/);
  });

  it("does not take an edited, moved or overloaded declaration for a dead one", async () => {
    const overloads = "export function f(a: string): void;\nexport function f(a: number): void;\nexport function f(a: any) {}\n";
    const repository = scratchRepository({ "a.ts": kettle, "b.ts": overloads });
    repository.commit("Edit", { "a.ts": kettle.replace("boilWater() {", "boilWater(litres: number) {") });
    repository.commit("Reorder", { "a.ts": `const lid = 1;\n${kettle.replace("const lid = 1;\n", "")}` });
    expect(told(await read(repository))).toEqual([]);
    repository.commit("Drop an overload", { "b.ts": overloads.split("\n").slice(1).join("\n") });
    // The line is gone; that the name still stands is seen when the text is.
    expect(told(await read(repository))).toEqual(["b.ts lost f"]);
  });

  it("follows package.json through its versions and places", async () => {
    const repository = scratchRepository({ "package.json": '{"name":"kettle",\n"scripts":{}}\n', "a.ts": "" });
    repository.commit("Change", { "package.json": '{"name":"kettle",\n"scripts":{"a":"b"}}\n' });
    repository.rename("package.json", "packages/kettle/package.json");
    repository.commit("Move");
    repository.remove("packages/kettle/package.json");
    repository.commit("Drop");
    expect(told(await read(repository))).toEqual([
      "gone packages/kettle/package.json",
      "packages/kettle/package.json gone",
      "package.json → packages/kettle/package.json 100",
      "packages/kettle/package.json changed",
      "package.json changed",
      "package.json new",
    ]);
  });

  it("reads a merge against its first parent, once", async () => {
    const repository = scratchRepository({ "a.ts": kettle });
    repository.git("checkout", "-q", "-b", "side");
    repository.commit("Try", { "a.ts": kettle.replace("boilWater", "tryWater") });
    repository.commit("Rename", { "a.ts": kettle.replace("boilWater", "heatWater"), "tmp.ts": "export const tmp = 1;\n" });
    repository.commit("Tidy", { "tmp.ts": null });
    repository.git("checkout", "-q", "main");
    repository.commit("Meanwhile", { "b.md": "b\n" });
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "side");
    const history = await read(repository);
    // `tryWater` and `tmp` were never on the main line.
    expect(told(history)).toEqual(["a.ts lost boilWater"]);
    expect(history.events[0]?.commit).toBe(repository.git("rev-parse", "HEAD").trim());
    expect(history.status.commits).toBe(3);
  });

  it("extended commit by commit equals read at once", async () => {
    const repository = scratchRepository({ "a.ts": kettle, "package.json": "{}\n" });
    let extended = await read(repository);
    const steps: (() => void)[] = [
      () => repository.commit("One", { "a.ts": "export const x = 1;\n" }),
      () => repository.commit("Two", { "a.ts": null, "package.json": '{"a":1}\n' }),
      () => {
        repository.git("checkout", "-q", "-b", "side", "HEAD~1");
        repository.commit("Three", { "a.ts": "export const y = 1;\n" });
        repository.git("checkout", "-q", "main");
        repository.git("merge", "-q", "-X", "theirs", "--no-edit", "-s", "ours", "side");
      },
      () => repository.commit("Four", { "b.ts": "let z;\n" }),
      () => repository.commit("Five", { "b.ts": null }),
    ];
    for (const step of steps) {
      step();
      extended = await read(repository, extended);
      expect(extended).toEqual(await read(repository));
    }
    expect(await read(repository, extended)).toBe(extended);
  });

  it("reads anew when HEAD was rewritten, or runs by another first parent", async () => {
    const repository = scratchRepository({ "a.ts": kettle });
    repository.commit("Rename", { "a.ts": kettle.replace("boilWater", "heatWater") });
    const before = await read(repository);
    expect(told(before)).toEqual(["a.ts lost boilWater"]);
    repository.git("checkout", "-q", "-b", "side", "HEAD~1");
    repository.commit("Else", { "a.ts": kettle.replace("lid", "top") });
    repository.git("merge", "-q", "-s", "ours", "--no-edit", "main");
    const after = await read(repository, before);
    expect(told(after)).toEqual(["a.ts lost lid"]);
    expect(after).toEqual(await read(repository));
    const lost = { ...before, head: "0".repeat(40) };
    expect(await read(repository, lost)).toEqual(after);
    expect(await read(repository, { ...before, head: "--output=x" })).toEqual(after);
  });

  it("says that a clone is shallow, and reads the rest once it is there", async () => {
    const source = scratchRepository({ "a.ts": kettle, "b.ts": kettle });
    source.commit("One", { "a.ts": null });
    source.commit("Two", { "b.ts": kettle.replace("boilWater", "heatWater") });
    const clone = cloneOf(source, "--depth=2");
    const shallow = await read(clone);
    expect(shallow.status).toMatchObject({ kind: "shallow", commits: 2, note: expect.stringContaining("--unshallow") });
    expect(told(shallow)).toEqual(["b.ts lost boilWater"]);
    clone.git("fetch", "-q", "--unshallow");
    const whole = await read(clone, shallow);
    expect(whole.status).toMatchObject({ kind: "full", commits: 3 });
    expect(told(whole)).toContain("gone a.ts");
  });

  it("says that a clone is partial, and keeps what can be read", async () => {
    const source = scratchRepository({ "a.ts": kettle, "c.ts": "export const c = 1;\n" });
    source.git("config", "uploadpack.allowFilter", "true");
    source.commit("One", { "a.ts": kettle.replace("boilWater", "heatWater") });
    source.rename("c.ts", "d.ts");
    source.commit("Two");
    const clone = cloneOf(source, "--filter=blob:none");
    const history = await read(clone);
    expect(history.status.kind).toBe("partial");
    expect(told(history)).toContain("c.ts → d.ts 100");
  });

  it("reads a subfolder as if it were all there is", async () => {
    const repository = scratchRepository({ "packages/kettle/a.ts": kettle, "other/b.ts": kettle });
    repository.commit("Rename", { "packages/kettle/a.ts": kettle.replace("boilWater", "heatWater"), "other/b.ts": null });
    expect(told(await read({ root: join(repository.root, "packages/kettle") }))).toEqual(["a.ts lost boilWater"]);
  });

  it("has nothing to tell before the first commit", async () => {
    expect(await read(scratchRepository())).toMatchObject({ head: null, status: { kind: "none", commits: 0 }, events: [] });
  });

  it("keeps names that need no quoting apart from those that do", async () => {
    const repository = scratchRepository({ "a b.ts": kettle, "größe.ts": kettle, 'q"u\\o.ts': kettle, "n\nl.ts": kettle });
    repository.commit("Drop", { "a b.ts": "\n", "größe.ts": "\n", 'q"u\\o.ts': null, "n\nl.ts": null });
    const events = told(await read(repository));
    expect(events).toContain("gone n\nl.ts");
    expect(events).toContain('gone q"u\\o.ts');
    expect(events).toContain("a b.ts lost Kettle");
    expect(events).toContain("größe.ts lost Kettle");
  });

  it("takes nothing from what is copied in, built, minified or no text", async () => {
    const bundle = "function a(){}\nfunction b(){}\n";
    const repository = scratchRepository({
      "dist/x.js": bundle,
      "vendor/x.js": bundle,
      "x.min.js": bundle,
      "test/fixtures/x.js": bundle,
    });
    writeFileSync(join(repository.root, "video.ts"), Buffer.from([0, 1, 2, 10, 99]));
    repository.commit("Video");
    repository.git("rm", "-q", "-r", ".");
    repository.commit("Drop all");
    expect(told(await read(repository)).filter((event) => event.includes("lost"))).toEqual([]);
  });

  it("keeps what was read when the time is over, and says so", async () => {
    const repository = scratchRepository({ "a.ts": kettle });
    repository.commit("Drop", { "a.ts": null });
    const git = await openGit(repository.root);
    if (git === null) throw new Error("no repository");
    // A git that hands out the newest commit's files and then never ends.
    const folder = temporaryFolder();
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const slow = `#!/bin/sh\ncase "$*" in *" --raw "*) ${real} "$@" | head -c 200; exec sleep 60;; *) exec ${real} "$@";; esac\n`;
    writeFileSync(join(folder, "git"), slow, { mode: 0o755 });
    const { PATH } = process.env;
    onTestFinished(() => {
      process.env.PATH = PATH;
    });
    process.env.PATH = `${folder}:${PATH}`;
    const history = await readHistory(git, { since: null, deadlineMs: 500 });
    expect(history.status).toMatchObject({ kind: "partial", note: expect.stringContaining("longer than") });
    expect(told(history)).toEqual(["gone a.ts", "a.ts lost boilWater", "a.ts lost lid", "a.ts lost Kettle"]);
  });

  it("is not changed by a user's settings", async () => {
    const repository: ScratchRepository = scratchRepository({ "a.ts": kettle });
    repository.git("checkout", "-q", "-b", "side");
    repository.commit("Rename", { "a.ts": kettle.replace("boilWater", "heatWater"), "b.ts": "export const b = 1;\n" });
    repository.git("checkout", "-q", "main");
    repository.commit("Drop the lid", { "a.ts": kettle.replace("const lid = 1;\n", "") });
    repository.git("merge", "-q", "--no-edit", "side");
    const plain = await read(repository);
    expect(told(plain)).toEqual(["a.ts lost boilWater", "a.ts lost lid"]);
    for (const [key, value] of [
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["color.ui", "always"],
      ["log.showSignature", "true"],
      ["diff.renames", "copies"],
      ["core.quotePath", "true"],
      ["log.decorate", "full"],
      ["diff.context", "5"],
      ["format.pretty", "fuller"],
      ["log.diffMerges", "combined"],
      ["diff.interHunkContext", "50"],
    ]) {
      repository.git("config", key as string, value as string);
    }
    expect(await read(repository)).toEqual(plain);
  });
});
