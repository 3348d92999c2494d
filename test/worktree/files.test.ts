import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareText } from "../../src/base/order.js";
import { listFiles } from "../../src/worktree/files.js";
import { gitFileList } from "../../src/worktree/git-files.js";
import { createIgnore } from "../../src/worktree/ignore.js";
import type { Listing } from "../../src/worktree/listing.js";
import { openRoot } from "../../src/worktree/root.js";
import { makeFifos } from "../support/fifo.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";
import { withoutRights } from "../support/rights.js";

interface Asked {
  patterns?: string[];
  filesMax?: number;
}

function list(folder: string, by: "git" | "walk", { patterns = [], filesMax = 1_000 }: Asked = {}): Promise<Listing> {
  const root = openRoot(folder);
  const gitList = by === "git" ? gitFileList(folder) : null;
  return listFiles(root, { ignore: createIgnore(root, { patterns }), gitList, filesMax });
}

/** The files that both ways list, which must be the same ones. */
async function bothWays(folder: string, asked: Asked = {}): Promise<string[]> {
  const [git, walk] = await Promise.all([list(folder, "git", asked), list(folder, "walk", asked)]);
  expect(git.source).toBe("git");
  expect(walk.source).toBe("walk");
  const sorted = ({ files, skipped, nested }: Listing) => ({
    files: [...files].sort(compareText),
    skipped: [...skipped].sort((a, b) => compareText(a.path, b.path)),
    nested: [...nested].sort(compareText),
  });
  expect(sorted(git)).toEqual(sorted(walk));
  return sorted(git).files;
}

function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe("both ways to list files", () => {
  it("obey ignore files at all levels", async () => {
    const { root } = scratchRepository();
    write(root, {
      ".gitignore": "*.log\n/out\nbuild/\n!keep.log\n",
      ".git/info/exclude": "private.md\n",
      ".lockstepignore": "old/\n*.draft.md\n",
      "a.md": "",
      "a.log": "",
      "keep.log": "",
      "out/x.md": "",
      "sub/out/x.md": "",
      "sub/.gitignore": "!a.log\nlocal.md\n",
      "sub/.lockstepignore": "!b.draft.md\n",
      "sub/a.log": "",
      "sub/local.md": "",
      "sub/deep/build/x.md": "",
      "sub/b.draft.md": "",
      "c.draft.md": "",
      "old/x.md": "",
      "private.md": "",
      "node_modules/x/README.md": "",
      "dist/index.js": "",
      ".lockstep/acks.yaml": "",
      "configured/x.md": "",
      "with space/and\nnewline\t“quotes” -x.md": "",
    });
    expect(await bothWays(root, { patterns: ["/configured/"] })).toEqual(
      [
        ".gitignore",
        ".lockstepignore",
        "a.md",
        "keep.log",
        "sub/.gitignore",
        "sub/.lockstepignore",
        "sub/a.log",
        "sub/b.draft.md",
        "sub/out/x.md",
        "with space/and\nnewline\t“quotes” -x.md",
      ].sort(compareText),
    );
  });

  it("take a default back when the configuration says so", async () => {
    const { root } = scratchRepository();
    write(root, { "dist/index.js": "", "a.md": "" });
    expect(await bothWays(root)).toEqual(["a.md"]);
    expect(await bothWays(root, { patterns: ["!dist/"] })).toEqual(["a.md", "dist/index.js"]);
  });

  it("count from the project's folder, and obey the ignore files above it", async () => {
    const { root } = scratchRepository();
    write(root, {
      ".gitignore": "secret.md\n/packages/a/made/\n",
      "packages/a/b.md": "",
      "packages/a/secret.md": "",
      "packages/a/made/x.md": "",
    });
    expect(await bothWays(join(root, "packages/a"))).toEqual(["b.md"]);
  });

  it("stop at repositories inside, and enter no linked folder", async () => {
    const { root } = scratchRepository();
    write(root, { "a.md": "", "docs/b.md": "", "inner/.git/HEAD": "ref: refs/heads/main\n", "inner/c.md": "" });
    execFileSync("git", ["init", "-q", join(root, "inner")]);
    symlinkSync("docs", join(root, "linked"));
    symlinkSync("..", join(root, "docs/up"));
    symlinkSync("self", join(root, "self"));
    expect(await bothWays(root)).toEqual(["a.md", "docs/b.md", "docs/up", "linked", "self"]);
    expect((await list(root, "git")).nested).toEqual(["inner"]);
  });

  it("tell what is no file, and names that are not UTF-8, also in folders of their own", async () => {
    const { root } = scratchRepository();
    write(root, { "a.md": "", "pipes/inner/.keep": "", ".gitignore": "ignored.md\n", "name\ufffd.md": "" });
    makeFifos(join(root, "pipe.md"), join(root, "pipes/inner/pipe"), join(root, "ignored.md"));
    mkdirSync(join(root, "only"));
    makeFifos(join(root, "only/pipe"));
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from(".md")]), "");
    const server = createServer().listen(join(root, "socket"));
    await once(server, "listening");
    expect(await bothWays(root)).toEqual([".gitignore", "a.md", "name\ufffd.md", "pipes/inner/.keep"]);
    expect((await list(root, "git")).skipped.sort((a, b) => compareText(a.path, b.path))).toEqual([
      { path: "caf\\xe9.md", reason: "encoding: the name is not UTF-8" },
      { path: "only/pipe", reason: "not_regular: a FIFO" },
      { path: "pipe.md", reason: "not_regular: a FIFO" },
      { path: "pipes/inner/pipe", reason: "not_regular: a FIFO" },
      { path: "socket", reason: "not_regular: a socket" },
    ]);
    server.close();
  });

  it("list nothing in an empty tree", async () => {
    const { root } = scratchRepository();
    expect(await list(root, "git")).toEqual({ files: [], skipped: [], nested: [], unreadable: [], source: "walk" });
    expect((await list(temporaryFolder(), "walk")).files).toEqual([]);
  });

  it("agree on generated trees, and with the rules", async () => {
    const name = fc.constantFrom("a", "b", "c.md", "d.ts", "build", "e x");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((segments) => `${segments.join("/")}.f`);
    const line = fc.constantFrom(
      "a/",
      "/a",
      "*.md.f",
      "!c.md.f",
      "build",
      "b/**",
      "**/d.ts.f",
      "e\\ x/",
      "!/a/b/",
      "/b/*",
      "!/b/a/",
      "# a",
    );
    const rules = fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n"));
    await fc.assert(
      fc.asyncProperty(fc.array(path, { maxLength: 12 }), rules, rules, rules, async (paths, top, inner, lockstep) => {
        const { root } = scratchRepository();
        write(root, { "kept.f": "", ".gitignore": top, "a/.gitignore": inner, ".lockstepignore": lockstep });
        write(root, Object.fromEntries(paths.map((one) => [one, ""])));
        const files = new Set(await bothWays(root));
        const ignore = createIgnore(openRoot(root), { patterns: [] });
        for (const one of [...paths, "kept.f"]) expect([one, files.has(one)]).toEqual([one, !ignore.ignores(one, false)]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("git's list", () => {
  it("keeps tracked files that its rules name, but not those that lockstep's rules name", async () => {
    const repository = scratchRepository({ "made/a.md": "", "dist/a.js": "", "old/a.md": "" });
    repository.write({ ".gitignore": "made/\n", ".lockstepignore": "old/\n" });
    expect((await list(repository.root, "git")).files.sort()).toEqual([".gitignore", ".lockstepignore", "made/a.md"]);
    const ignore = createIgnore(openRoot(repository.root), { patterns: [] });
    expect(ignore.ignores("made/a.md", false)).toBe(true);
    expect(ignore.excludes("made/a.md", false)).toBe(false);
  });

  it("leaves out what is gone, what is in conflict twice, submodules, and what lies behind a link by now", async () => {
    const repository = scratchRepository({ "a.md": "1", "gone.md": "", "docs/b.md": "", "sub/c.md": "" });
    const { root, git } = repository;
    repository.remove("gone.md");
    git("checkout", "-q", "-b", "other");
    repository.commit("Two", { "a.md": "2" });
    git("checkout", "-q", "-f", "main");
    repository.commit("Three", { "a.md": "3" });
    expect(() => git("merge", "-q", "other")).toThrow();
    execFileSync("mv", [join(root, "docs"), join(root, "elsewhere")]);
    symlinkSync("elsewhere", join(root, "docs"));
    execFileSync("rm", ["-r", join(root, "sub")]);
    execFileSync("git", ["clone", "-q", root, join(root, "sub")]);
    const { files, nested } = await list(root, "git");
    expect(files.sort()).toEqual(["a.md", "docs", "elsewhere/b.md"]);
    expect(nested).toEqual(["sub"]);
  });

  it("is not misled by the variables of a git hook", async () => {
    const { root } = scratchRepository({ "a.md": "" });
    const other = scratchRepository({ "other.md": "" });
    process.env.GIT_DIR = join(other.root, ".git");
    try {
      expect((await list(root, "git")).files).toEqual(["a.md"]);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it("runs no program that the repository names", async () => {
    const { root, git } = scratchRepository({ "a.md": "" });
    git("config", "core.fsmonitor", `touch ${join(root, "ran")}; false`);
    expect((await list(root, "git")).files).toEqual(["a.md"]);
  });

  it("is replaced by walking where there is no repository, or an outer one ignores the folder", async () => {
    const folder = temporaryFolder();
    write(folder, { "a.md": "", ".gitignore": "b.md", "b.md": "" });
    expect(await list(folder, "git")).toMatchObject({ source: "walk", files: expect.arrayContaining(["a.md", ".gitignore"]) });
    const { root } = scratchRepository({ ".gitignore": "scratch/\n" });
    write(root, { "scratch/project/a.md": "" });
    expect(await list(join(root, "scratch/project"), "git")).toMatchObject({ source: "walk", files: ["a.md"] });
  });
});

describe("bounds", () => {
  it("leave out files beyond the limit, and say so", async () => {
    const { root } = scratchRepository({ "a.md": "", "b.md": "", "c.md": "" });
    for (const by of ["git", "walk"] as const) {
      const { files, skipped } = await list(root, by, { filesMax: 2 });
      expect(files).toHaveLength(2);
      expect(skipped).toEqual([{ path: ".", reason: "limit: 1 more files than the 2 of limits.files" }]);
    }
  });

  it("a folder that may not be read is said to be so", async () => {
    const folder = temporaryFolder();
    write(folder, { "a.md": "", "shut/b.md": "" });
    const listing = await withoutRights([join(folder, "shut")], () => list(folder, "walk"));
    expect(listing).toEqual({
      files: ["a.md"],
      skipped: [{ path: "shut", reason: "unreadable: no permission for this folder" }],
      nested: [],
      unreadable: ["shut"],
      source: "walk",
    });
  });

  it("a tree may be as deep as the system lets it be", async () => {
    const folder = temporaryFolder();
    const deep = "d/".repeat(1_000);
    mkdirSync(join(folder, deep), { recursive: true });
    writeFileSync(join(folder, deep, "a.md"), "");
    expect((await list(folder, "walk")).files).toEqual([`${deep}a.md`]);
  });
});
