import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readRepositoryConfig } from "../../src/worktree/config-files.js";
import { openRoot } from "../../src/worktree/root.js";
import { makeFifos } from "../support/fifo.js";
import { temporaryFolder } from "../support/repository.js";
import { withoutRights } from "../support/rights.js";

it("reads the shared and the local file of a repository", () => {
  const folder = temporaryFolder();
  expect(readRepositoryConfig(openRoot(folder))).toEqual({ repository: null, local: null });
  mkdirSync(join(folder, ".lockstep"));
  writeFileSync(join(folder, "lockstep.yaml"), "settle_seconds: 1\n");
  writeFileSync(join(folder, ".lockstep/local.yaml"), "settle_seconds: 2\n");
  expect(readRepositoryConfig(openRoot(folder))).toEqual({
    repository: { name: "lockstep.yaml", text: "settle_seconds: 1\n" },
    local: { name: ".lockstep/local.yaml", text: "settle_seconds: 2\n" },
  });
});

it("says which file cannot be read, and why", () => {
  const faults: [(path: string) => void, RegExp][] = [
    [(path) => writeFileSync(path, "#".repeat(300_000)), /^lockstep\.yaml cannot be read \(too_large: 300000 bytes/],
    [
      (path) => symlinkSync("/etc/hostname", path),
      /outside_root: a symbolic link out of the project\)\. Correct it or remove it\.$/,
    ],
    [(path) => makeFifos(path), /not_regular: a FIFO/],
    [(path) => mkdirSync(path), /^lockstep\.yaml cannot be read \(not_regular: a folder\)\. Correct it or remove it\.$/],
    [(path) => symlinkSync("/tmp", path), /outside_root: a symbolic link out of the project/],
    [(path) => symlinkSync("nowhere", path), /lockstep\.yaml cannot be read/],
    [
      (path) => mkdirSync(join(path, "../.lockstep/local.yaml"), { recursive: true }),
      /^\.lockstep\/local\.yaml cannot .* a folder/,
    ],
    [
      (path) => {
        mkdirSync(join(path, "../elsewhere"));
        writeFileSync(join(path, "../elsewhere/local.yaml"), "");
        symlinkSync("elsewhere", join(path, "../.lockstep"));
      },
      /^\.lockstep\/local\.yaml cannot be read \(outside_root: \.lockstep is a symbolic link, which is not followed\)/,
    ],
    [(path) => writeFileSync(path, Buffer.from([0xff])), /encoding: not valid UTF-8/],
  ];
  for (const [make, message] of faults) {
    const folder = temporaryFolder();
    make(join(folder, "lockstep.yaml"));
    expect(() => readRepositoryConfig(openRoot(folder))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringMatching(message) }),
    );
  }
});

it("says which file may not be read", () => {
  const folder = temporaryFolder();
  const path = join(folder, "lockstep.yaml");
  writeFileSync(path, "");
  expect(() => withoutRights([path], () => readRepositoryConfig(openRoot(folder)))).toThrow(
    /^lockstep\.yaml cannot be read \(unreadable: no permission\)/,
  );
});
