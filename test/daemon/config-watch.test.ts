import { describe, expect, it } from "vitest";
import { settledChanges } from "../../src/daemon/config-watch.js";

describe("configuration files that are looked at", () => {
  const looks = (...stamps: Record<string, string>[]) => {
    const changesOf = settledChanges(new Map(Object.entries(stamps[0] ?? {})));
    return stamps.map((stamp) => changesOf(new Map(Object.entries(stamp))));
  };

  it("are told of when they are another file and stay so for two looks", () => {
    expect(looks({ a: "1" }, { a: "2" }, { a: "2" }, { a: "2" }, { a: "" }, { a: "" })).toEqual([[], [], ["a"], [], [], ["a"]]);
  });
  it("are not told of while they are being written, nor when all is as before", () => {
    expect(looks({ a: "1" }, { a: "2" }, { a: "3" }, { a: "4" }, { a: "4" })).toEqual([[], [], [], [], ["a"]]);
    expect(looks({ a: "1" }, { a: "2" }, { a: "1" }, { a: "2" }, { a: "1" })).toEqual([[], [], [], [], []]);
  });
  it("count as changed when nobody knows what was read of them", () => {
    expect(looks({ b: "1" }, { a: "2", b: "1" }, { a: "2", b: "2" }, { b: "2" }, { a: "2" }, { a: "2" })).toEqual([
      [],
      [],
      ["a"],
      ["b"],
      [],
      ["a"],
    ]);
  });
});
