import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createIgnore } from "../../src/worktree/ignore.js";
import { findRepository } from "../../src/worktree/repository.js";
import { openRoot } from "../../src/worktree/root.js";
import { makeFifos } from "../support/fifo.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";

function ignoreOf(files: Record<string, string>, patterns: string[] = []) {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return createIgnore(openRoot(folder), { patterns });
}

describe("the ignore rules", () => {
  it("answer for paths that do not exist", () => {
    const { ignores } = ignoreOf({ ".gitignore": "/coverage/\n*.local\n" });
    expect(ignores("coverage/lcov/index.html", false)).toBe(true);
    expect(ignores("coverage", true)).toBe(true);
    expect(ignores("coverage", false)).toBe(false);
    expect(ignores("pkg/coverage/x", false)).toBe(false);
    expect(ignores("config/app.local", false)).toBe(true);
    expect(ignores("src/none.ts", false)).toBe(false);
  });

  it("leave out by default what is installed, built or ours, at any depth", () => {
    const { ignores, excludes } = ignoreOf({});
    for (const path of ["node_modules/x.js", "a/node_modules/b/c.md", "dist/a.js", "pkg/dist/a.js", ".lockstep/local.yaml"]) {
      expect([path, ignores(path, false), excludes(path, false)]).toEqual([path, true, true]);
    }
    expect(ignores("dist", false)).toBe(false);
    expect(ignores("distance/a.md", false)).toBe(false);
  });

  it("leave out git's own folder, and what is no path of the project", () => {
    const { ignores } = ignoreOf({}, ["!.git"]);
    for (const path of [".git/config", "sub/.git", "../x", "/etc/passwd", "a\0", ""]) expect(ignores(path, false)).toBe(true);
  });

  it("put .lockstepignore after the configuration, and that after the defaults", () => {
    const { ignores } = ignoreOf({ ".lockstepignore": "!docs/old/\nnotes/\n" }, ["!dist/", "docs/old/"]);
    expect(["dist/a.md", "docs/old/a.md", "notes/a.md"].map((path) => ignores(path, false))).toEqual([false, false, true]);
  });

  it("cannot take back a file below an ignored folder, as in git", () => {
    const { ignores } = ignoreOf({ ".gitignore": "made/\n!made/kept.md\n", "made/.gitignore": "!*\n" });
    expect(ignores("made/kept.md", false)).toBe(true);
  });

  it("read no ignore file of a folder that a link leads to", () => {
    const folder = temporaryFolder();
    const outside = temporaryFolder();
    mkdirSync(join(outside, "inner"));
    for (const place of [outside, join(outside, "inner")]) writeFileSync(join(place, ".gitignore"), "*.md\n");
    mkdirSync(join(folder, "own"));
    writeFileSync(join(folder, "own", ".gitignore"), "*.md\n");
    symlinkSync(outside, join(folder, "away"));
    symlinkSync(join(folder, "own"), join(folder, "near"));
    const { ignores } = createIgnore(openRoot(folder), { patterns: [] });
    const asked = ["own/a.md", "near/a.md", "away/a.md", "away/inner/a.md"];
    expect(asked.map((path) => ignores(path, false))).toEqual([true, false, false, false]);
  });

  it("read no ignore file through a link, none that is no file, and no huge one", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "rules"), "a.md\n");
    symlinkSync("rules", join(folder, ".gitignore"));
    makeFifos(join(folder, ".lockstepignore"));
    mkdirSync(join(folder, "sub/.gitignore"), { recursive: true });
    mkdirSync(join(folder, "big"));
    writeFileSync(join(folder, "big/.gitignore"), "a.md\n".repeat(60_000));
    const { ignores } = createIgnore(openRoot(folder), { patterns: [] });
    expect(["a.md", "sub/a.md", "big/a.md"].map((path) => ignores(path, false))).toEqual([false, false, false]);
  });

  it("answer at once whatever the patterns", () => {
    const { ignores } = ignoreOf({ ".gitignore": `${"**/a/".repeat(30)}b\n${"*a".repeat(30)}b\n` });
    expect(ignores(`${"a/".repeat(1_000)}${"a".repeat(200)}`, false)).toBe(false);
  });

  it("know the exclude file of the repository, from a linked worktree and from a folder within too", () => {
    const { root, git } = scratchRepository({ "pkg/a.md": "" });
    writeFileSync(join(root, ".git/info/exclude"), "private.md\n");
    const other = join(temporaryFolder(), "other");
    git("worktree", "add", "-q", other);
    for (const folder of [root, join(root, "pkg"), other]) {
      expect(createIgnore(openRoot(folder), { patterns: [] }).ignores("private.md", false)).toBe(true);
    }
  });
});

describe("findRepository", () => {
  it("finds the top and the shared git directory", () => {
    const { root, git } = scratchRepository({ "pkg/a.md": "" });
    const other = join(temporaryFolder(), "other");
    git("worktree", "add", "-q", other);
    expect(findRepository(join(root, "pkg"))).toEqual({ top: root, gitDir: join(root, ".git"), commonDir: join(root, ".git") });
    expect(findRepository(other)).toEqual({
      top: other,
      gitDir: join(root, ".git/worktrees/other"),
      commonDir: join(root, ".git"),
    });
    expect(findRepository(temporaryFolder())).toBeNull();
  });

  it("is not held up by a .git that is no file", () => {
    const folder = temporaryFolder();
    makeFifos(join(folder, ".git"));
    expect(findRepository(folder)).toBeNull();
  });
});
