import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetStarts, noteStart } from "../../src/daemon/starts.js";
import { temporaryFolder } from "../support/repository.js";

const MINUTE = 60_000;
let ledger: string;
beforeEach(() => {
  ledger = join(temporaryFolder(), "ledger.db");
});
/** Starts at these minutes, each after an end that nobody asked for. */
const startsAt = (...minutes: number[]) => minutes.map((minute) => noteStart(ledger, minute * MINUTE));

describe("starts after an end that nobody asked for", () => {
  it("lead to safe mode at the third within 10 minutes, and to nothing when there is more time between", () => {
    expect(startsAt(100, 101, 105, 110)).toEqual([false, false, false, true]);
    forgetStarts(ledger);
    expect(startsAt(100, 101, 106, 111, 117, 122)).toEqual([false, false, false, false, false, false]);
    expect(startsAt(123)).toEqual([true]);
  });

  it("keep it in safe mode until it is ended in good order", () => {
    startsAt(0, 1, 2, 3);
    expect(startsAt(500)).toEqual([true]);
    forgetStarts(ledger);
    expect(startsAt(501, 502, 503)).toEqual([false, false, false]);
    forgetStarts(ledger);
    expect(readdirSync(dirname(ledger))).toEqual([]);
  });

  it("do not count when they are to come, and a file that says nothing is a start like any other", () => {
    expect(startsAt(100, 101, 102)).toEqual([false, false, false]);
    expect(startsAt(50)).toEqual([false]);
    writeFileSync(`${ledger}.starts.json`, "{");
    expect(startsAt(51, 52, 53)).toEqual([false, false, true]);
  });
});
