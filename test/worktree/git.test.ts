import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Git, openGit } from "../../src/worktree/git.js";
import { cloneOf, scratchRepository, temporaryFolder } from "../support/repository.js";

async function open(root: string): Promise<Git> {
  const git = await openGit(root);
  if (git === null) throw new Error(`no repository at ${root}`);
  onTestFinished(() => git.close());
  return git;
}

async function noteOf(root: string): Promise<string | null> {
  const notes: string[] = [];
  expect(await openGit(root, (note) => notes.push(note))).toBeNull();
  return notes[0] ?? null;
}

describe("openGit", () => {
  it("finds the repository around a folder, and paths are those of the folder", async () => {
    const repository = scratchRepository({ "packages/kettle/src/a.ts": "export {};\n", "README.md": "# Top\n" });
    const git = await open(join(repository.root, "packages/kettle"));
    expect(git).toMatchObject({
      prefix: "packages/kettle/",
      shallow: false,
      partial: false,
      sparse: false,
      originUrl: null,
      defaultBranch: "main",
    });
    expect(git.head).toBe(repository.git("rev-parse", "HEAD").trim());
    expect([...(await git.headTree()).keys()]).toEqual(["src/a.ts"]);
  });

  it("has no head before the first commit, and reads it again after", async () => {
    const repository = scratchRepository();
    const git = await open(repository.root);
    expect(git.head).toBeNull();
    expect((await git.headTree()).size).toBe(0);
    const commit = repository.commit("Start", { "a.ts": "" });
    await git.refresh();
    expect(git.head).toBe(commit);
  });

  it("opens nothing where there is no repository, and says nothing about it", async () => {
    expect(await noteOf(temporaryFolder())).toBeNull();
  });

  it("opens no bare repository, and says why", async () => {
    const folder = temporaryFolder();
    scratchRepository().git("init", "-q", "--bare", folder);
    expect(await noteOf(folder)).toContain("no working tree");
  });

  it("opens nothing for a folder that the repository around it ignores", async () => {
    const repository = scratchRepository({ ".gitignore": "unpacked/\n", "a.ts": "" });
    mkdirSync(join(repository.root, "unpacked/kettle"), { recursive: true });
    expect(await noteOf(join(repository.root, "unpacked/kettle"))).toContain("ignored");
  });

  it("says that git is not installed", async () => {
    const { PATH } = process.env;
    onTestFinished(() => {
      process.env.PATH = PATH;
    });
    const { root } = scratchRepository({ "a.ts": "" });
    process.env.PATH = temporaryFolder();
    expect(await noteOf(root)).toContain("not installed");
  });

  it("says that .git is damaged", async () => {
    const { root } = scratchRepository({ "a.ts": "" });
    writeFileSync(join(root, ".git/HEAD"), "nonsense");
    expect(await noteOf(root)).toContain("no repository that git can read");
  });

  it.runIf(process.getuid?.() === 0)("says how to allow a repository of another user", async () => {
    const { root } = scratchRepository({ "a.ts": "" });
    chownSync(root, 12_345, 12_345);
    chownSync(join(root, ".git"), 12_345, 12_345);
    expect(await noteOf(root)).toContain("safe.directory");
  });

  it("tells a shallow clone, and the address of origin without its secrets", async () => {
    const source = scratchRepository({ "a.ts": "1\n" });
    source.commit("More", { "a.ts": "2\n" });
    const clone = cloneOf(source, "--depth=1");
    clone.git("remote", "set-url", "origin", "https://user:secret@example.invalid/kitchen/kettle.git");
    const git = await open(clone.root);
    expect(git.shallow).toBe(true);
    expect(git.originUrl).toBe("https://example.invalid/kitchen/kettle.git");
    expect(git.defaultBranch).toBe("main");
  });

  it("is not led astray by the variables of a hook", async () => {
    const repository = scratchRepository({ "a.ts": "" });
    process.env.GIT_DIR = scratchRepository({ "b.ts": "" }).root;
    onTestFinished(() => {
      delete process.env.GIT_DIR;
    });
    expect((await open(repository.root)).gitDir).toBe(join(repository.root, ".git"));
  });
});

describe("readBlob", () => {
  it("answers many requests at once, in whatever order they end", async () => {
    const files = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}.ts`, `${i}\n`.repeat(i)]));
    const git = await open(scratchRepository(files).root);
    const texts = await Promise.all(Object.keys(files).map((path) => git.readBlob(`HEAD:${path}`)));
    expect(texts).toEqual(Object.values(files));
  });

  it("says null for what is missing, no blob, no UTF-8, or too large, and goes on", async () => {
    const repository = scratchRepository({ "a.ts": "hello\n", "a b\tc.ts": "blank", "empty.ts": "", "sub/x.ts": "" });
    writeFileSync(join(repository.root, "bytes.ts"), Buffer.from([0xff, 0xfe, 0]));
    writeFileSync(join(repository.root, "large.ts"), "x".repeat(1024 * 1024 + 1));
    writeFileSync(join(repository.root, "mark.ts"), "\ufeffx");
    repository.commit("More");
    const git = await open(repository.root);
    const specs = [
      "HEAD:no.ts",
      "HEAD:sub",
      "HEAD:bytes.ts",
      "HEAD:large.ts",
      "HEAD:a\n.ts",
      "nonsense",
      "",
      "0".repeat(40),
      "HEAD blob 3",
    ];
    expect(await Promise.all(specs.map((spec) => git.readBlob(spec)))).toEqual(specs.map(() => null));
    expect(await git.readBlob("HEAD:a.ts")).toBe("hello\n");
    expect(await git.readBlob("HEAD:a b\tc.ts")).toBe("blank");
    expect(await git.readBlob("HEAD:empty.ts")).toBe("");
    expect(await git.readBlob("HEAD:mark.ts")).toBe("\ufeffx");
  });

  it("answers null once it is closed, also what still waits", async () => {
    const git = await open(scratchRepository({ "a.ts": "hello\n" }).root);
    expect(await git.readBlob("HEAD:a.ts")).toBe("hello\n");
    const waiting = git.readBlob("HEAD:a.ts");
    git.close();
    expect([null, "hello\n"]).toContain(await waiting);
  });
});

describe("git", () => {
  it("tells what commits changed against their parents, all in one question", async () => {
    const repository = scratchRepository({ "old name.ts": "1\n2\n3\n4\n", "b.ts": "b\n" });
    const first = repository.git("rev-parse", "HEAD").trim();
    repository.rename("old name.ts", "new.ts");
    const second = repository.commit("Move");
    const third = repository.commit("Drop", { "b.ts": null, "c.ts": "c\n" });
    const git = await open(repository.root);
    const changes = await git.changesOf([
      { commit: second, parent: first },
      { commit: third, parent: second },
    ]);
    expect(changes.get(second)).toMatchObject([{ status: "R", similarity: 100, path: "old name.ts", to: "new.ts" }]);
    expect(changes.get(third)?.map(({ status, path }) => status + path)).toEqual(["Db.ts", "Ac.ts"]);
    expect(changes.get(third)?.[0]?.new).toBeNull();
    expect(await git.isAncestor(first, third)).toBe(true);
    expect(await git.isAncestor(third, first)).toBe(false);
    expect(await git.isAncestor("--all", first)).toBe(false);
  });

  it("answers for every commit that it can read when git dies of another, and of files with any name", async () => {
    const repository = scratchRepository({ "a.ts": "1\n" });
    const commits = [repository.git("rev-parse", "HEAD").trim()];
    for (let i = 0; i < 5; i++) commits.push(repository.commit(`No ${i}`, { [`end\n${i}.ts`]: `${i}\n` }));
    const pairs = commits.slice(1).map((commit, i) => ({ commit, parent: commits[i] as string }));
    // git ends when it comes to a tree that is not there.
    const lost = repository.git("rev-parse", `${commits[3]}^{tree}`).trim();
    rmSync(join(repository.root, ".git", "objects", lost.slice(0, 2), lost.slice(2)), { force: true });
    const git = await open(repository.root);
    const unknown = { commit: "0".repeat(39).concat("1"), parent: commits[0] as string };
    const changes = await git.changesOf([unknown, ...pairs]);
    expect([...changes.keys()].sort()).toEqual([commits[1], commits[2], commits[5]].sort());
    expect(changes.get(commits[5] as string)?.map(({ path }) => path)).toEqual(["end\n4.ts"]);
    const [one, two] = await Promise.all([git.changesOf(pairs.slice(0, 1)), git.changesOf(pairs.slice(4))]);
    expect([...(one?.keys() ?? []), ...(two?.keys() ?? [])]).toEqual([commits[1], commits[5]]);
  });

  it("tells nothing more of commits once it is closed, and keeps nobody waiting", async () => {
    const repository = scratchRepository({ "a.ts": "1\n" });
    const first = repository.git("rev-parse", "HEAD").trim();
    const second = repository.commit("More", { "a.ts": "2\n" });
    const git = await open(repository.root);
    const waiting = git.changesOf([{ commit: second, parent: first }]);
    git.close();
    expect([0, 1]).toContain((await waiting).size);
  });

  it("notices an operation in progress", async () => {
    const repository = scratchRepository({ "a.ts": "1\n" });
    const git = await open(repository.root);
    expect(git.operationInProgress()).toBe(false);
    repository.git("checkout", "-q", "-b", "side");
    repository.commit("Side", { "a.ts": "side\n" });
    repository.git("checkout", "-q", "main");
    repository.commit("Main", { "a.ts": "main\n" });
    expect(() => repository.git("merge", "-q", "side")).toThrow();
    expect(git.operationInProgress()).toBe(true);
    repository.git("merge", "--abort");
    expect(git.operationInProgress()).toBe(false);
  });

  it("runs no program that a repository's settings name", async () => {
    const repository = scratchRepository({ "a.ts": "1\n", ".gitattributes": "*.ts diff=evil\n" });
    const mark = join(temporaryFolder(), "ran");
    for (const [key, value] of [
      ["diff.evil.textconv", `touch ${mark}; cat`],
      ["diff.evil.command", `touch ${mark}; true`],
      ["diff.external", `touch ${mark}; true`],
      ["core.fsmonitor", `touch ${mark}; true`],
      ["core.pager", `touch ${mark}; cat`],
    ]) {
      repository.git("config", key as string, value as string);
    }
    const first = repository.git("rev-parse", "HEAD").trim();
    const second = repository.commit("More", { "a.ts": "2\n" });
    repository.git("-c", "core.fsmonitor=false", "status");
    const git = await open(repository.root);
    const { existsSync } = await import("node:fs");
    rmSync(mark, { force: true });
    await git.changesOf([{ commit: second, parent: first }]);
    await git.headTree();
    const { readHistory } = await import("../../src/worktree/history.js");
    await readHistory(git, { since: null, deadlineMs: 10_000 });
    expect(existsSync(mark)).toBe(false);
  });
});
