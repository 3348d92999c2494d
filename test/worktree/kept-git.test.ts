import { rmSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { keptGit } from "../../src/worktree/kept-git.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";

/** Two milliseconds' looks cannot be told from changes: a while later they can. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 80));

it("gives the same repository while nothing changed that it depends on, commits included", async () => {
  const repository = scratchRepository({ "a.ts": "" });
  const kept = keptGit(repository.root);
  await settle();
  const first = await kept.current();
  expect(first?.defaultBranch).toBe("main");
  repository.commit("More", { "b.ts": "" });
  expect(await kept.current()).toBe(first);
  expect(kept.known()).toBe(first);
});

it("asks again when a setting of the working tree, an included file or the default branch changes", async () => {
  const { root, git } = scratchRepository({ "a.ts": "" });
  git("config", "extensions.worktreeConfig", "true");
  git("config", "include.path", "shared");
  const kept = keptGit(root);
  await settle();
  await kept.current();
  git("config", "--worktree", "core.sparseCheckout", "true");
  expect((await kept.current())?.sparse).toBe(true);
  writeFileSync(`${root}/.git/shared`, '[remote "origin"]\n\turl = https://example.com/tea.git\n');
  expect((await kept.current())?.originUrl).toBe("https://example.com/tea.git");
  git("branch", "master");
  expect((await kept.current())?.defaultBranch).toBeNull();
  git("update-ref", "refs/remotes/origin/trunk", "HEAD");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
  expect((await kept.current())?.defaultBranch).toBe("trunk");
});

it("notices that a folder becomes a repository, and is none any more", async () => {
  const root = temporaryFolder();
  const kept = keptGit(root);
  expect(await kept.current()).toBeNull();
  const repository = scratchRepository({ "a.ts": "" });
  writeFileSync(`${root}/.git`, `gitdir: ${repository.root}/.git\n`);
  expect((await kept.current())?.gitDir).toBe(`${repository.root}/.git`);
  rmSync(`${root}/.git`);
  expect(await kept.current()).toBeNull();
});
