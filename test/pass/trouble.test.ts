import { describe, expect, it } from "vitest";
import { LockstepError } from "../../src/base/errors.js";
import { DAMAGED, DISK, machineTrouble } from "../../src/pass/trouble.js";

const failed = (code: string) => Object.assign(new Error("it failed"), { code });

describe("what the machine is to blame for", () => {
  it.each(["SQLITE_FULL", "ENOSPC", "EDQUOT"])("is a full disk for %s", (code) => {
    expect(machineTrouble(failed(code))).toBe(DISK);
  });

  it.each(["SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB"])("is a damaged ledger for %s", (code) => {
    expect(machineTrouble(failed(code))).toBe(DAMAGED);
  });

  it.each([failed("SQLITE_CONSTRAINT"), failed("ENOENT"), new Error("it broke"), new LockstepError("USAGE", "no"), null, "text"])(
    "is nothing for what is wrong with the work: %s",
    (error) => {
      expect(machineTrouble(error)).toBeNull();
    },
  );
});
