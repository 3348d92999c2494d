import { beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../src/domains/ledger.js";
import { addProject, scratchLedger } from "../support/ledger.js";

let ledger: Ledger;
beforeEach(async () => {
  ledger = await scratchLedger();
});

const roots = () => ledger.documentation.listProjects().map(({ root }) => root);
const synchronous = () => ledger.db.pragma("synchronous", { simple: true });

describe("a transaction", () => {
  it("gives what its work gives", () => {
    expect(ledger.write(() => 7)).toBe(7);
  });

  it("takes back everything when its work throws, and hands the error on", () => {
    const work = () => {
      ledger.documentation.addProject({ root: "/a", name: "a", device: 1, inode: 1, git_common_dir: null, now: "" });
      throw new RangeError("no");
    };
    expect(() => ledger.write(work)).toThrow(RangeError);
    expect(() => ledger.tell(work)).toThrow(RangeError);
    expect(roots()).toEqual([]);
    addProject(ledger, "/b");
    expect(roots()).toEqual(["/b"]);
  });

  it("does not nest: the outer one is taken back", () => {
    expect(() =>
      ledger.write(() => {
        ledger.documentation.addProject({ root: "/a", name: "a", device: 1, inode: 1, git_common_dir: null, now: "" });
        ledger.write(() => 1);
      }),
    ).toThrow(/within a transaction/);
    expect(roots()).toEqual([]);
  });

  it("of what a person said is on disk when it returns, and only that", () => {
    expect(ledger.tell(synchronous)).toBe(2);
    expect(ledger.write(synchronous)).toBe(1);
    expect(() =>
      ledger.tell(() => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(synchronous()).toBe(1);
  });
});
