import { expect, it } from "vitest";
import { openPast } from "../../src/pass/past.js";
import { openGit } from "../../src/worktree/git.js";
import { scratchRepository } from "../support/repository.js";

it("reads up to the commit that is checked out when it reads, also when it was opened long before", async () => {
  const repository = scratchRepository({ "a.md": "# A\n", "b.md": "# B\n" });
  const git = await openGit(repository.root);
  const past = openPast({ git, note: "", history: null });
  const head = repository.commit("Gone", { "b.md": null });
  expect(await past.refresh(60_000)).toMatchObject({ head, events: [{ kind: "file", path: "b.md", commit: head }] });
  expect(await past.refresh(60_000)).toBeNull();
  await past.close();
});

it("takes its history anew when lines were blamed while HEAD was elsewhere, though it has come back", async () => {
  const repository = scratchRepository({ "a.md": "# A\n" });
  const first = repository.commit("More", { "a.md": "# A\n\nMore.\n" });
  const git = await openGit(repository.root);
  if (git === null) throw new Error("no repository");
  const past = openPast({ git, note: "", history: null });
  await past.refresh(60_000);
  await git.blame("a.md");
  expect(await past.refresh(60_000)).toBeNull();
  const second = repository.commit("Much", { "a.md": "# A\n\nMuch.\n" });
  expect((await git.blame("a.md")).at(-1)).toBe(second);
  repository.git("reset", "-q", "--hard", first);
  expect(await past.refresh(60_000)).toMatchObject({ head: first, how: "extend", events: [] });
  expect(await past.refresh(60_000)).toBeNull();
  await past.close();
});
