import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGit } from "../../src/worktree/git.js";
import { readHeadFiles } from "../../src/worktree/head.js";
import { type ScratchRepository, scratchRepository, temporaryFolder } from "../support/repository.js";

function headOf({ git, root }: ScratchRepository, folder = root): { files: string | null; git: string } {
  const [gitDir = "", commonDir = ""] = git("-C", folder, "rev-parse", "--absolute-git-dir", "--git-common-dir")
    .trim()
    .split("\n");
  const directories = { gitDir, commonDir: join(commonDir.startsWith("/") ? "" : folder, commonDir) };
  return { files: readHeadFiles(directories), git: git("-C", folder, "rev-parse", "--verify", "--quiet", "HEAD").trim() };
}

const repositoryWithCommits = () => {
  const repository = scratchRepository({ "a.md": "one" });
  repository.commit("Second", { "a.md": "two" });
  return repository;
};

describe("reading HEAD without git", () => {
  it.each<[string, (repository: ScratchRepository) => void]>([
    ["a branch", () => {}],
    ["a branch in folders", ({ git }) => git("checkout", "-q", "-b", "kettle/next/one")],
    ["a packed branch", ({ git }) => git("pack-refs", "--all", "--prune")],
    [
      "a branch that moved on since it was packed",
      (repository) => {
        repository.git("pack-refs", "--all", "--prune");
        repository.commit("Third", { "a.md": "three" });
      },
    ],
    [
      "a branch whose name ends like that of a packed one",
      ({ git }) => {
        git("checkout", "-q", "-b", "x/refs/heads/main", "HEAD~1");
        git("pack-refs", "--all", "--prune");
        git("checkout", "-q", "main");
      },
    ],
    ["a commit", ({ git }) => git("checkout", "-q", "--detach", "HEAD~1")],
    [
      "a branch that stands for another",
      ({ git }) => {
        git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        git("symbolic-ref", "HEAD", "refs/heads/alias");
      },
    ],
  ])("gives what git gives for %s", (_, change) => {
    const repository = repositoryWithCommits();
    change(repository);
    const head = headOf(repository);
    expect(head.files).toBe(head.git);
  });

  it("gives what git gives in a second working tree, whose HEAD is its own", () => {
    const repository = repositoryWithCommits();
    const other = join(temporaryFolder(), "other");
    repository.git("worktree", "add", "-q", "-b", "other", other, "HEAD~1");
    const head = headOf(repository, other);
    expect(head.files).toBe(head.git);
    expect(head.files).not.toBe(headOf(repository).files);
    repository.git("pack-refs", "--all", "--prune");
    expect(headOf(repository, other).files).toBe(head.git);
  });

  it("leaves to git what its files do not tell", () => {
    const none = { gitDir: temporaryFolder(), commonDir: temporaryFolder() };
    expect(readHeadFiles(none)).toBeNull();
    for (const text of [
      "ref: refs/heads/.invalid\n",
      "ref: ../../outside\n",
      "ref: HEAD\n",
      "nonsense\n",
      "ref: refs/heads/none\n",
    ]) {
      writeFileSync(join(none.gitDir, "HEAD"), text);
      expect(readHeadFiles(none)).toBeNull();
    }
    rmSync(join(none.gitDir, "HEAD"));
    symlinkSync("refs/heads/main", join(none.gitDir, "HEAD"));
    expect(readHeadFiles(none)).toBeNull();
  });

  it("is asked again of git when HEAD leads to no commit any more", async () => {
    const repository = repositoryWithCommits();
    const git = await openGit(repository.root);
    if (git === null) throw new Error("no repository");
    repository.git("symbolic-ref", "HEAD", "refs/heads/unborn");
    await git.refresh();
    expect(git.head).toBeNull();
    writeFileSync(join(repository.root, ".git/HEAD"), `${"1".repeat(40)}\n`);
    await git.refresh();
    expect(git.head).toBeNull();
    repository.git("symbolic-ref", "HEAD", "refs/heads/main");
    await git.refresh();
    expect(git.head).toBe(repository.git("rev-parse", "main").trim());
    git.close();
  });
});
