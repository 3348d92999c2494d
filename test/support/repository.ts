/** A real git repository in a temporary folder, with dates that only ever grow. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Changes, repositoryAt, type ScratchRepository } from "./repository-at.js";

export type { Changes, ScratchRepository } from "./repository-at.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty temporary folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lockstep-repository-")));
  folders.push(folder);
  return folder;
}

/** A repository on branch `main`; its first commit holds `files`, when there are any. */
export function scratchRepository(files: Changes = {}): ScratchRepository {
  const root = temporaryFolder();
  const repository = repositoryAt(root);
  repository.git("init", "-q", "-b", "main");
  if (Object.keys(files).length > 0) repository.commit("Start", files);
  return repository;
}

/** A clone of `source`; `args` as for `git clone`, such as `--depth=1`. */
export function cloneOf(source: ScratchRepository, ...args: string[]): ScratchRepository {
  const root = temporaryFolder();
  source.git("clone", "-q", "--no-local", ...args, `file://${source.root}`, root);
  return repositoryAt(root);
}
