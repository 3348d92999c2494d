import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeWhole } from "../../src/base/write-whole.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockstep-whole-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("puts a text in a file's place, for its owner alone, and leaves nothing beside it", () => {
  const path = join(dir, "mark.json");
  writeWhole(path, "first");
  const before = statSync(path).ino;
  writeWhole(path, "second");
  expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777, readdirSync(dir)]).toEqual(["second", 0o600, ["mark.json"]]);
  expect(statSync(path).ino).not.toBe(before);
});

it("says why it cannot", () => {
  mkdirSync(join(dir, "mark.json"));
  expect(() => writeWhole(join(dir, "mark.json"), "text")).toThrow(/EISDIR/);
});
