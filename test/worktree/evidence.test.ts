import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeEvidence } from "../../src/worktree/evidence.js";
import { temporaryFolder } from "../support/repository.js";

function place() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "inner"));
  writeFileSync(join(folder, "file"), "text");
  const inside = [folder, join(folder, "inner"), join(folder, "file")];
  const { dev: device } = lstatSync(folder);
  const changedAt = Math.max(...inside.map((path) => lstatSync(path).ctimeMs));
  return { folder, device, inside, outside: [join(folder, "inner/none")], changedAt };
}

describe("evidence", () => {
  it("proves nothing while one more change could leave the same times", () => {
    const { inside, outside, device, changedAt } = place();
    expect(takeEvidence({ inside, outside, device }, changedAt + 10)).toBeNull();
    expect(takeEvidence({ inside, outside, device }, changedAt + 3_000)?.holds()).toBe(true);
  });

  it("proves nothing of links, of what is not there, and of another device", () => {
    const { folder, inside, device, changedAt } = place();
    const since = changedAt + 10_000;
    symlinkSync("file", join(folder, "link"));
    expect(takeEvidence({ inside: [join(folder, "link")], outside: [], device }, since)).toBeNull();
    expect(takeEvidence({ inside: [join(folder, "none")], outside: [], device }, since)).toBeNull();
    expect(takeEvidence({ inside, outside: [], device: device + 1 }, since)).toBeNull();
  });

  it("is over when a file that was not there comes, and not when a file in a folder is written", () => {
    const { folder, outside, device, changedAt } = place();
    const evidence = takeEvidence({ inside: [folder], outside, device }, changedAt + 3_000);
    writeFileSync(join(folder, "file"), "other");
    expect(evidence?.holds()).toBe(true);
    writeFileSync(join(folder, "inner/none"), "");
    expect(evidence?.holds()).toBe(false);
  });
});
