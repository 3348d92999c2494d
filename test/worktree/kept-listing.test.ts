import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openGit } from "../../src/worktree/git.js";
import { gitFileList } from "../../src/worktree/git-files.js";
import { createIgnore } from "../../src/worktree/ignore.js";
import { type KeptListing, keptListing } from "../../src/worktree/kept-listing.js";
import { openRoot } from "../../src/worktree/root.js";
import { type Sweep, sweep } from "../../src/worktree/sweep.js";
import { type ScratchRepository, scratchRepository, temporaryFolder } from "../support/repository.js";

interface Watched extends ScratchRepository {
  kept: KeptListing;
  /** Whether the list that was kept would be used. */
  isKept(): boolean;
  sweep(kept: KeptListing | null): Promise<Sweep>;
}

const FILES = { "a.md": "a", ".gitignore": "*.log\n/out/\n", "docs/b.md": "b", "docs/deep/c.md": "c", "src/d.ts": "d" };

/** A repository whose list is kept, which takes until its last change is a little while ago. */
async function watched(repository: ScratchRepository, folder = repository.root): Promise<Watched> {
  const git = await openGit(folder);
  if (git === null) throw new Error("no repository");
  onTestFinished(() => git.close());
  const root = openRoot(folder);
  const kept = keptListing(root, git);
  const look = (by: KeptListing | null) =>
    sweep(root, new Map(), {
      ignore: createIgnore(root, { patterns: [] }),
      gitList: gitFileList(folder),
      kept: by,
      filesMax: 1_000,
    });
  while (kept.recall() === null) {
    await look(kept);
    await turn();
  }
  return { ...repository, kept, isKept: () => kept.recall() !== null, sweep: look };
}

const seen = ({ changed, skipped, nested }: Sweep) => ({ changed, skipped, nested });

/** On a file system or a machine whose times prove nothing, nothing is ever kept. */
const provable = process.platform === "linux";

describe.runIf(provable)("a list of files that is kept", () => {
  it("serves while files are only written, and while ignored folders change", async () => {
    const { root, isKept, sweep, kept } = await watched(scratchRepository(FILES));
    writeFileSync(join(root, "docs/b.md"), "other");
    expect(isKept()).toBe(true);
    mkdirSync(join(root, "out/deep"), { recursive: true });
    // The new folder itself is an entry of the root.
    expect(isKept()).toBe(false);
    while (!isKept()) await sweep(kept);
    writeFileSync(join(root, "out/deep/e.md"), "e");
    expect(isKept()).toBe(true);
  });

  it.each<[string, (repository: Watched) => void]>([
    ["a file comes", ({ root }) => writeFileSync(join(root, "docs/deep/new.md"), "")],
    ["a file goes", ({ root }) => rmSync(join(root, "docs/deep/c.md"))],
    [
      "a file goes and comes back",
      ({ root }) => {
        rmSync(join(root, "docs/deep/c.md"));
        writeFileSync(join(root, "docs/deep/c.md"), "c");
      },
    ],
    ["a folder comes with a file", ({ write }) => write({ "more/new.md": "" })],
    ["a folder is renamed", ({ root }) => renameSync(join(root, "docs"), join(root, "guide"))],
    [
      "a folder becomes a link",
      ({ root }) => {
        renameSync(join(root, "docs/deep"), join(root, "elsewhere"));
        symlinkSync("../elsewhere", join(root, "docs/deep"));
      },
    ],
    ["an ignore file is written in its place", ({ root }) => appendFileSync(join(root, ".gitignore"), "docs/deep/\n")],
    ["an ignore file of lockstep comes", ({ write }) => write({ "docs/.lockstepignore": "deep/\n" })],
    ["git's own ignore file changes", ({ root }) => appendFileSync(join(root, ".git/info/exclude"), "*.ts\n")],
    ["git is told to know a file that is ignored", ({ git }) => git("add", "-f", "docs/unknown.log")],
    ["git is told to forget a file that is ignored", ({ git }) => git("rm", "-q", "--cached", "docs/known.log")],
    ["a folder becomes a repository", ({ root }) => mkdirSync(join(root, "docs/deep/.git"))],
    [
      "the repository is told of another ignore file",
      ({ root, git }) => {
        writeFileSync(join(root, ".git/more-ignored"), "*.ts\n");
        git("config", "core.excludesFile", join(root, ".git/more-ignored"));
      },
    ],
  ])("is over when %s", async (name, change) => {
    const scratch = scratchRepository({ ...FILES, "docs/known.log": "", "docs/unknown.log": "" });
    scratch.git("add", "-f", "docs/known.log");
    scratch.git("rm", "-r", "-q", "--cached", "docs/deep", "src");
    const repository = await watched(scratch);
    const before = seen(await repository.sweep(null));
    change(repository);
    const now = await repository.sweep(repository.kept);
    expect(seen(now)).toEqual(seen(await repository.sweep(null)));
    if (name !== "a file goes and comes back") expect(seen(now)).not.toEqual(before);
  });

  it("is over when the ignore file of the user changes, wherever the settings say it is", async () => {
    const home = temporaryFolder();
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CONFIG_HOME", undefined);
    vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
    onTestFinished(() => void vi.unstubAllEnvs());
    const repository = await watched(scratchRepository(FILES));
    const same = async () => {
      const now = await repository.sweep(repository.kept);
      expect(seen(now)).toEqual(seen(await repository.sweep(null)));
      while (!repository.isKept()) await repository.sweep(repository.kept);
      return now.changed;
    };
    expect(await same()).toContain("src/d.ts");
    mkdirSync(join(home, ".config/git"), { recursive: true });
    writeFileSync(join(home, ".config/git/ignore"), "d.md\n");
    expect(await same()).toContain("src/d.ts");
    // An include that leads nowhere yet.
    writeFileSync(join(home, ".gitconfig"), "[include]\n\tpath = more/settings\n");
    expect(await same()).toContain("a.md");
    mkdirSync(join(home, "more"));
    writeFileSync(join(home, "more/settings"), '[core]\n\texcludesFile = "~/names"\n');
    expect(await same()).toContain("a.md");
    writeFileSync(join(home, "names"), "docs/deep/new.md\n");
    repository.write({ "docs/deep/new.md": "" });
    expect(await same()).not.toContain("docs/deep/new.md");
    writeFileSync(join(home, "names"), "");
    expect(await same()).toContain("docs/deep/new.md");
  });

  it("is over when a folder above the project ignores more", async () => {
    const repository = scratchRepository({ ".gitignore": "", "packages/kettle/a.md": "", "packages/kettle/b.md": "" });
    repository.git("rm", "-q", "--cached", "packages/kettle/b.md");
    const kettle = await watched(repository, join(repository.root, "packages/kettle"));
    expect(kettle.kept.recall()?.files.sort()).toEqual(["a.md", "b.md"]);
    writeFileSync(join(repository.root, ".gitignore"), "b.md\n");
    expect((await kettle.sweep(kettle.kept)).changed).toEqual(["a.md"]);
  });

  it("is not kept by evidence that proves nothing: an ignore file that is a link", async () => {
    const repository = await watched(scratchRepository({ ...FILES, ignored: "*.ts\n" }));
    symlinkSync("../ignored", join(repository.root, "docs/.gitignore"));
    expect(existsSync(join(repository.root, "docs/.gitignore"))).toBe(true);
    for (let times = 0; times < 3; times++) {
      await repository.sweep(repository.kept);
      expect(repository.isKept()).toBe(false);
    }
  });

  it("is over after a while, for what no stat tells", async () => {
    const repository = scratchRepository(FILES);
    const git = await openGit(repository.root);
    if (git === null) throw new Error("no repository");
    onTestFinished(() => git.close());
    let now = 0;
    const root = openRoot(repository.root);
    const kept = keptListing(root, git, () => now);
    const options = { ignore: createIgnore(root, { patterns: [] }), gitList: gitFileList(root.path), kept, filesMax: 1_000 };
    while (kept.recall() === null) await sweep(root, new Map(), options);
    now = 599_999;
    expect(kept.recall()).not.toBeNull();
    now = 600_000;
    expect(kept.recall()).toBeNull();
  });
});
