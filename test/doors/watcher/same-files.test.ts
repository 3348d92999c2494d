/** Which files are looked at: the same ones by a check, by a sweep and by every way of watching. */
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { WatchBackend } from "../../../src/doors/watcher/backend.js";
import { chokidarBackend } from "../../../src/doors/watcher/chokidar.js";
import { directoriesBackend } from "../../../src/doors/watcher/directories.js";
import { prepareWatch } from "../../../src/doors/watcher/prepare.js";
import { checkOnce } from "../../../src/pass/check.js";
import { gitFileList } from "../../../src/worktree/git-files.js";
import { createIgnore } from "../../../src/worktree/ignore.js";
import { openRoot } from "../../../src/worktree/root.js";
import { sweep } from "../../../src/worktree/sweep.js";
import { scratchRepository, temporaryFolder } from "../../support/repository.js";

/** Path of a file → whether it is looked at; and what says so. */
const FILES: Record<string, boolean> = {
  "README.md": true,
  "docs/page.md": true,
  // .gitignore at two levels, with exceptions.
  "logs/a.md": false,
  "logs/kept.md": true,
  "docs/draft-a.md": false,
  "docs/deep/draft-b.md": true,
  "made/inner/a.md": false,
  // Tracked although an ignore file names it, or its folder.
  "logs/tracked.md": true,
  "made/tracked.md": true,
  // The repository's own exclude file, and the user's.
  "private.md": false,
  "mine/a.md": false,
  "mine-after-all.md": true,
  // .lockstepignore at two levels, also for what git tracks.
  "notes/a.md": false,
  "notes/b.md": false,
  "docs/old/a.md": false,
  "docs/old/kept.md": true,
  // The configuration, and what is left out by default unless it is taken back.
  "vendor/a.md": false,
  "node_modules/x/a.md": false,
  "dist/a.md": true,
  "pkg/dist/a.md": false,
  ".lockstep/a.md": false,
  // A repository of its own.
  "nested/a.md": false,
};
const TRACKED = ["logs/tracked.md", "made/tracked.md", "notes/b.md", "README.md"];
const RULES = {
  ".gitignore": "/logs/*\n!logs/kept.md\n/made/\n!mine-after-all.md\n",
  "docs/.gitignore": "/draft-*\n",
  ".lockstepignore": "notes/\n/docs/old/*\n",
  "docs/.lockstepignore": "!/old/kept.md\n",
  "lockstep.yaml": "watch:\n  ignore: [vendor/, '!/dist/']\n",
};
const IGNORE = ["vendor/", "!/dist/"];
const LOOKED_AT = Object.keys(FILES)
  .filter((path) => FILES[path])
  .sort();
const isPage = (path: string) => path.endsWith(".md");

function tree(): string {
  const { root, git, write } = scratchRepository();
  const user = join(temporaryFolder(), "ignore");
  writeFileSync(user, "mine*\n");
  git("config", "core.excludesFile", user);
  write({ ...RULES, ...Object.fromEntries(Object.keys(FILES).map((path) => [path, `# ${path}\n\n[gone](gone.md)\n`])) });
  writeFileSync(join(root, ".git/info/exclude"), "private.md\n");
  git("add", "-f", ...TRACKED);
  git("commit", "-q", "-m", "Start");
  git("init", "-q", "nested");
  symlinkSync("docs", join(root, "link"));
  mkdirSync(join(root, "empty"));
  return root;
}

it("a sweep and a check look at the same files", async () => {
  const root = tree();
  const opened = openRoot(root);
  const options = { ignore: createIgnore(opened, { patterns: IGNORE }), gitList: gitFileList(root), filesMax: 1_000 };
  const { stats } = await sweep(opened, new Map(), options);
  expect([...stats.keys()].filter(isPage).sort()).toEqual(LOOKED_AT);
  const { report } = await checkOnce(root, { cacheDir: null });
  expect(report.documents.map(({ path }) => path).sort()).toEqual(LOOKED_AT);
});

describe.each([
  ["chokidar", chokidarBackend],
  ["directories", directoriesBackend],
])("%s", (_, makeBackend: () => WatchBackend) => {
  it("tells of the same files", async () => {
    const root = tree();
    const backend = makeBackend();
    onTestFinished(() => backend.disarm(root));
    const told = new Set<string>();
    backend.onHint((hint) => {
      if (hint.kind === "path") told.add(hint.path);
    });
    const project = { root, backend: "auto", ignore: IGNORE, signals: [], quiet_ms: 100, cap_ms: 500 } as const;
    await backend.arm((await prepareWatch({ ...project, ignore: [...IGNORE], signals: [] })).target);
    // What is told is told in order: with the last one that is looked at, every other one would have been told.
    const leftOut = Object.keys(FILES).filter((path) => !FILES[path]);
    for (const path of [...leftOut, ...LOOKED_AT]) appendFileSync(join(root, path), "more\n");
    await expect.poll(() => [...told].filter(isPage).sort()).toEqual(LOOKED_AT);
  });
});
