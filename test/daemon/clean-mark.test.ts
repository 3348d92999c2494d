import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaveCleanMark, takeCleanMark } from "../../src/daemon/clean-mark.js";

let dir: string;
let ledger: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockstep-mark-"));
  ledger = join(dir, "ledger.db");
  writeFileSync(ledger, "pages");
});
afterEach(() => rmSync(dir, { recursive: true }));

describe("the clean mark", () => {
  it("holds for one start only", () => {
    leaveCleanMark(ledger, "a1");
    expect(takeCleanMark(ledger)).toBe(true);
    expect(takeCleanMark(ledger)).toBe(false);
  });
  it("does not hold for a ledger that changed since", () => {
    leaveCleanMark(ledger, "a1");
    appendFileSync(ledger, "more");
    expect(takeCleanMark(ledger)).toBe(false);
  });
  it("is not missed where there is no ledger yet", () => {
    expect(takeCleanMark(join(dir, "none.db"))).toBe(true);
  });
  it("does not hold when it cannot be read", () => {
    writeFileSync(`${ledger}.clean.json`, "{");
    expect(takeCleanMark(ledger)).toBe(false);
  });
});
