import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runGit } from "../../src/worktree/git-process.js";
import { temporaryFolder } from "../support/repository.js";

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

it("runs two at a time, the others in their order, those that fail included", async () => {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho begin >> ${log}\nsleep 0.05\necho end >> ${log}\nexit 3\n`);
  chmodSync(join(folder, "git"), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  const ended = await Promise.all(Array.from({ length: 6 }, () => runGit(folder, ["version"])));
  expect(ended.map(({ end }) => end)).toEqual(Array(6).fill("failed"));
  let running = 0;
  const most = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .reduce((max, word) => {
      running += word === "begin" ? 1 : -1;
      return Math.max(max, running);
    }, 0);
  expect(most).toBe(2);
  process.env.PATH = folder.replace("/", "/nowhere/");
  expect((await runGit(folder, ["version"])).end).toBe("missing");
});
