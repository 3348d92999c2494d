import { describe, expect, it } from "vitest";
import type { ToldValue } from "../../../src/analysis/model.js";
import { compareTold, readCodedValue, readPlainValue, rewriteTold } from "../../../src/analysis/names/told-values.js";

const plain = (value: string, unit: ToldValue["unit"] = null): ToldValue => ({ value, bare: false, unit });

describe("reading inline code as a value", () => {
  it.each([
    ["100", plain("100")],
    ["10_000", plain("10000")],
    ["10,000", plain("10000")],
    ["-1.5", plain("-1.5")],
    ["60 * 1000", plain("60000")],
    ["'info'", plain('"info"')],
    ['"info"', plain('"info"')],
    ["true", plain("true")],
    ["undefined", plain("undefined")],
    ["null", plain("null")],
    ["[]", plain("[]")],
    ["['esm', 'cjs']", plain('["esm","cjs"]')],
    ["30s", plain("30", "s")],
    ["5 MB", plain("5", "MB")],
    ["10 minutes", plain("10", "min")],
    ["50%", plain("50", "%")],
    ["info", { value: '"info"', bare: true, unit: null }],
    ["./dist", { value: '"./dist"', bare: true, unit: null }],
  ])("reads %j", (code, told) => {
    expect(readCodedValue(code)).toEqual(told);
  });

  it.each(["boilWater", "process.cwd()", "a b", "", "MAX_LITRES", "x => y", "1.2.3", "2x", "{ a: 1 }"])("reads no %j", (code) => {
    expect(readCodedValue(code)).toBeNull();
  });
});

describe("reading a value in prose", () => {
  it.each([
    ["100 litres", "100", 3],
    ["true and", "true", 4],
    ["'warm' or", '"warm"', 6],
    ["1,000.", "1000", 5],
  ])("reads the beginning of %j", (prose, value, end) => {
    expect(readPlainValue(prose)).toEqual({ told: plain(value), end });
  });

  it("takes the unit with it", () => {
    expect(readPlainValue("30 seconds after")).toEqual({ told: plain("30", "s"), end: 10 });
    expect(readPlainValue("512 KiB")).toEqual({ told: plain("512", "KiB"), end: 7 });
  });

  it.each(["warm", "3-5", "2x", "1.2.3", "truest", ""])("reads nothing of %j", (prose) => {
    expect(readPlainValue(prose)).toBeNull();
  });
});

describe("comparing a told value with one of code", () => {
  it.each([
    ["100", "100", "same"],
    ["'a'", '"a"', "same"],
    ["a", '"a"', "same"],
    ["./dist/", '"dist"', "same"],
    ["3000", '"3000"', "same"],
    ["30s", "30000", "same"],
    ["30s", "30", "same"],
    ["1 MB", "1048576", "same"],
    ["1 MB", "1000000", "same"],
    ["undefined", "null", "same"],
    ["90", "100", "other"],
    ["true", "false", "other"],
    ["'a'", '"b"', "other"],
    ["a", '"b"', "other"],
    ["false", "100", "other"],
    ["['a']", '["a","b"]', "other"],
    ["30s", "20000", "unclear"],
    ["undefined", "100", "unclear"],
    ["100", "undefined", "unclear"],
    ["a", "100", "unclear"],
    ["'GET'", '"get"', "unclear"],
    ["true", '""', "unclear"],
    ["[]", "{}", "unclear"],
  ] as const)("%j and %j: %s", (told, value, outcome) => {
    expect(compareTold(readCodedValue(told) as ToldValue, value, "heat")).toBe(outcome);
  });

  it("knows the unit that a name or a string of code tells", () => {
    const told = readCodedValue("30s") as ToldValue;
    expect(compareTold(told, "20000", "heatMs")).toBe("other");
    expect(compareTold(told, "30", "heatSeconds")).toBe("same");
    expect(compareTold(told, "30000", "heatSeconds")).toBe("other");
    expect(compareTold(told, '"20s"', "heat")).toBe("other");
    expect(compareTold(told, '"30 seconds"', "heat")).toBe("same");
    expect(compareTold(told, "30000", "volumeBytes")).toBe("unclear");
  });
});

describe("rewriting a told value", () => {
  it.each([
    ["100", "200", "200"],
    ["10_000", "20000", "20_000"],
    ["1,000", "1200000", "1,200,000"],
    ["'info'", '"warn"', "'warn'"],
    ['"info"', '"warn"', '"warn"'],
    ["info", '"warn"', "warn"],
    ["100", '"warn"', '"warn"'],
    ["true", "false", "false"],
    ["['a']", '["a","b"]', "['a', 'b']"],
    ["100", "undefined", null],
    ["100", '{"a":1}', null],
  ])("writes %j as %s in the same style", (reference, value, written) => {
    expect(rewriteTold(reference, value)).toBe(written);
  });
});
