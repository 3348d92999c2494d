import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";
import { type Inner, innerOf, innerSuccessor } from "../../../src/analysis/names/inner.js";
import { innerNames, opensType } from "../../../src/analysis/names/inner-lines.js";

const read = (text: string) => innerOf(extractCode("a.ts", text).facts, text);

/** What took the place of `name` when `before` became `after`. */
function successor(name: string, before: string, after: string): string | null {
  const [old, now] = [read(before), read(after)];
  const dead = old.find((one) => one.name === name) as Inner;
  const has = (all: Inner[], one: Inner) => all.some((other) => other.name === one.name && other.owner === one.owner);
  const added = now.filter((one) => !has(old, one));
  return (
    innerSuccessor(
      dead,
      added,
      old.filter((one) => !has(now, one)),
    )?.name ?? null
  );
}

describe("innerNames", () => {
  it.each([
    ["  quiet?: boolean;", false, ["quiet"]],
    ["  readonly quiet: boolean,", true, ["quiet"]],
    ["  boil(litres: number): void;", true, ["boil", "litres"]],
    ["  quiet: true,", false, []],
    ["  quiet: z.boolean(),", false, ["quiet"]],
    ["  'dry-run': {", false, ["dry-run"]],
    ["type A = { lid?: boolean; heat: number };", true, ["lid", "heat"]],
    ["  .option('-q, --no-quiet [level]', 'say nothing')", false, ["no-quiet", "quiet"]],
    ['  .option("max-size", {', false, ["max-size"]],
    ["const { KETTLE_TMP, HOME: home } = process.env;", false, ["KETTLE_TMP", "HOME"]],
    ["  if (a ? b : c) return;", false, []],
    ["// quiet?: boolean", false, []],
  ])("of %s", (line, inType, names) => {
    expect(innerNames(line, inType)).toEqual(names);
  });

  it("are those of a type below the line that opens it", () => {
    expect(["export interface A {", "declare class A {", "type A =", "export const enum A {"].every(opensType)).toBe(true);
    expect(["function a() {", "export const a = {", "types.a = 1"].some(opensType)).toBe(false);
  });
});

describe("innerSuccessor", () => {
  const type = (...members: string[]) => `export interface A {\n${members.map((one) => `  ${one};`).join("\n")}\n}\n`;

  it("is the one with the same text in the same owner", () => {
    expect(successor("lid", type("a: string", "lid?: boolean"), type("cover?: boolean", "a: string"))).toBe("cover");
  });

  it("is the one between the same neighbours with a like name", () => {
    expect(successor("maxSize", type("a: string", "maxSize: number", "b: 1"), type("a: string", "sizeMax: bigint", "b: 1"))).toBe(
      "sizeMax",
    );
    expect(successor("lid", type("a: string", "lid: number", "b: 1"), type("a: string", "steam: bigint", "b: 1"))).toBeNull();
  });

  it("is none when two could be it, or it could be another one's", () => {
    expect(
      successor("lid", type("a: string", "lid: boolean", "b: 1"), type("x: boolean", "a: string", "b: 1", "y: boolean")),
    ).toBeNull();
    expect(successor("lid", type("lid: boolean", "a: 1", "top: boolean"), type("a: 1", "b: 2", "x: boolean"))).toBeNull();
  });

  it("is none in another owner", () => {
    expect(successor("lid", type("lid: boolean"), "export interface B {\n  cover: boolean;\n}\n")).toBeNull();
  });
});

describe("innerOf", () => {
  it("tells outside types that an owner is built from, through types of the same file", () => {
    const text =
      "import type { Own } from './own.js';\ninterface Base extends Outside, Own {}\nexport interface A extends Partial<Base> {\n  lid: number;\n}\n";
    expect(read(text).find((one) => one.name === "lid")?.outside).toEqual(["Outside"]);
  });
});
