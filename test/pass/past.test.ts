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
