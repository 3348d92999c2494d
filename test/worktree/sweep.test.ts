import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitFileList } from "../../src/worktree/git-files.js";
import { createIgnore } from "../../src/worktree/ignore.js";
import { openRoot, type Root } from "../../src/worktree/root.js";
import { isRacy, type KnownFile, type Sweep, sweep } from "../../src/worktree/sweep.js";
import { makeFifos } from "../support/fifo.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";
import { withoutRights } from "../support/rights.js";

type GitList = ReturnType<typeof gitFileList>;

function run(root: Root, known: ReadonlyMap<string, KnownFile>, gitList: GitList | null = null): Promise<Sweep> {
  return sweep(root, known, { ignore: createIgnore(root, { patterns: [] }), gitList, filesMax: 1_000 });
}

/** What a pass knows that read everything long after it was written. */
function knownOf({ stats }: Sweep): Map<string, KnownFile> {
  return new Map([...stats].map(([path, stat]) => [path, { stat, read_at: stat.ctime_ns / 1e6 + 10_000 }]));
}

function folder(files: Record<string, string>): { root: Root; path: string } {
  const path = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { root: openRoot(path), path };
}

const brief = ({ changed, removed }: Sweep) => ({ changed, removed });

describe.each(["git", "walk"] as const)("a sweep by %s", (by) => {
  const gitOf = (path: string) => (by === "git" ? gitFileList(path) : null);

  it("finds everything at first, and nothing when nothing changed", async () => {
    const { root: path } = scratchRepository({ "b.md": "", "a/c.md": "" });
    const root = openRoot(path);
    const first = await run(root, new Map(), gitOf(path));
    expect(first).toMatchObject({ changed: ["a/c.md", "b.md"], removed: [], source: by, root_missing: false });
    expect(brief(await run(root, knownOf(first), gitOf(path)))).toEqual({ changed: [], removed: [] });
  });

  it("finds what was added, written, replaced, touched, renamed, removed, ignored, and turned into something else", async () => {
    const names = ["written", "replaced", "touched", "renamed", "removed", "ignored", "folder", "fifo", "same"];
    const { root: path } = scratchRepository();
    for (const name of names) writeFileSync(join(path, name), "text");
    const root = openRoot(path);
    const known = knownOf(await run(root, new Map(), gitOf(path)));
    writeFileSync(join(path, "written"), "TEXT");
    writeFileSync(join(path, "new"), "text");
    renameSync(join(path, "new"), join(path, "replaced"));
    utimesSync(join(path, "touched"), 1, 1);
    renameSync(join(path, "renamed"), join(path, "renewed"));
    for (const name of ["removed", "folder", "fifo"]) rmSync(join(path, name));
    writeFileSync(join(path, ".gitignore"), "ignored\n");
    mkdirSync(join(path, "folder"));
    makeFifos(join(path, "fifo"));
    const result = await run(root, known, gitOf(path));
    expect(brief(result)).toEqual({
      changed: [".gitignore", "renewed", "replaced", "touched", "written"],
      removed: ["fifo", "folder", "ignored", "removed", "renamed"],
    });
    expect(result.skipped).toEqual([{ path: "fifo", reason: "not_regular: a FIFO" }]);
    expect(result.mass_disappearance).toBe(false);
  });

  it("sees a link change when its target does", async () => {
    const { root: path } = scratchRepository({ "AGENTS.md": "one" });
    symlinkSync("AGENTS.md", join(path, "CLAUDE.md"));
    const root = openRoot(path);
    const known = knownOf(await run(root, new Map(), gitOf(path)));
    writeFileSync(join(path, "AGENTS.md"), "other");
    expect((await run(root, known, gitOf(path))).changed).toEqual(["AGENTS.md", "CLAUDE.md"]);
  });

  it("says nothing of any file when the root is gone or another one", async () => {
    const { root: path } = scratchRepository({ "a.md": "" });
    const root = openRoot(path);
    const known = knownOf(await run(root, new Map(), gitOf(path)));
    renameSync(path, `${path}-away`);
    expect(await run(root, known, gitOf(path))).toMatchObject({ root_missing: true, changed: [], removed: [] });
    mkdirSync(path);
    expect(await run(root, known, gitOf(path))).toMatchObject({ root_missing: true, changed: [], removed: [] });
    rmSync(path, { recursive: true });
    renameSync(`${path}-away`, path);
    expect(await run(root, known, gitOf(path))).toMatchObject({ root_missing: false, changed: [], removed: [] });
  });

  it("doubts that more than half of many files went at once", async () => {
    const files = Object.fromEntries(Array.from({ length: 210 }, (_, n) => [`${n < 110 ? "gone" : "kept"}/${n}.md`, ""]));
    const { root: path } = scratchRepository(files);
    const root = openRoot(path);
    const known = knownOf(await run(root, new Map(), gitOf(path)));
    rmSync(join(path, "gone"), { recursive: true });
    const result = await run(root, known, gitOf(path));
    expect(result.removed).toHaveLength(110);
    expect(result.mass_disappearance).toBe(true);
  });
});

it("keeps what lies in a folder that may not be read", async () => {
  const { root, path } = folder({ "a.md": "", "shut/b.md": "", "shut/deep/c.md": "" });
  const known = knownOf(await run(root, new Map()));
  const result = await withoutRights([join(path, "shut")], () => run(root, known));
  expect(result.removed).toEqual([]);
  expect(result.skipped).toEqual([{ path: "shut", reason: "unreadable: no permission for this folder" }]);
  expect(brief(await run(root, known))).toEqual({ changed: [], removed: [] });
});

it("keeps tracked files when git cannot answer this once", async () => {
  const repository = scratchRepository({ "made/a.md": "", "b.md": "" });
  repository.write({ ".gitignore": "made/\n" });
  const root = openRoot(repository.root);
  const known = knownOf(await run(root, new Map(), gitFileList(repository.root)));
  expect([...known.keys()].sort()).toEqual([".gitignore", "b.md", "made/a.md"]);
  const result = await run(root, known, async () => null);
  expect(result).toMatchObject({ source: "walk", changed: [], removed: [] });
});

describe("a file that was read right after it changed", () => {
  const stat = { size: 1, inode: 1, mtime_ns: 1_700_000_000_123_000_000, ctime_ns: 1_700_000_000_123_000_000 };
  const at = 1_700_000_000_123;

  it("is read again, for a later change may have left the same times", () => {
    expect(isRacy({ stat, read_at: at + 49 })).toBe(true);
    expect(isRacy({ stat, read_at: at + 50 })).toBe(false);
  });

  it("has a longer time to wait where times are whole seconds", () => {
    const whole = { ...stat, mtime_ns: 1_700_000_000_000_000_000, ctime_ns: 1_700_000_000_000_000_000 };
    expect(isRacy({ stat: whole, read_at: 1_700_000_001_999 })).toBe(true);
    expect(isRacy({ stat: whole, read_at: 1_700_000_002_000 })).toBe(false);
  });

  it("is safe by either time: an unpacked file is old, one from the future has just been made", () => {
    expect(isRacy({ stat: { ...stat, mtime_ns: 1e18 }, read_at: at })).toBe(false);
    expect(isRacy({ stat: { ...stat, mtime_ns: 1.9e18 }, read_at: at + 5_000 })).toBe(false);
  });

  it("is among the changed ones of the next sweep only", async () => {
    const { root } = folder({ "a.md": "" });
    const { stats } = await run(root, new Map());
    const stat = [...stats.values()][0] as KnownFile["stat"];
    const next = await run(root, new Map([["a.md", { stat, read_at: stat.ctime_ns / 1e6 + 1 }]]));
    expect(next.changed).toEqual(["a.md"]);
    expect((await run(root, knownOf(next))).changed).toEqual([]);
  });
});
