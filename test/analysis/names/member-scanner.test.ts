import { describe, expect, it } from "vitest";
import { declaredMember, declaredMembersOf } from "../../../src/analysis/names/member-scanner.js";

describe("declaredMember", () => {
  it.each([
    ["  boil(litres: number): void {", "boil"],
    ["  boil(litres: number): void;", "boil"],
    ["  boil(", "boil"],
    ["  async *boil<T>(litres: T) {", "boil"],
    ["  private static readonly volume = 1.7;", "volume"],
    ["  get volume(): number {", "volume"],
    ["  get(key: string): string {", "get"],
    ["\tvolume?: number;", "volume"],
    ["  Full = 1,", "Full"],
    ["  Empty,", "Empty"],
    ["  static = 1;", "static"],
    ["Kettle.prototype.boil = function () {", "boil"],
  ])("reads %j", (line, name) => {
    expect(declaredMember(line)).toBe(name);
  });

  it.each([
    "boil(litres: number): void {",
    "  boil(1);",
    "  await boil(1)",
    "  if (a) {",
    "  return boil;",
    "  const a = 1;",
    "  a == b;",
    "  a => b",
    "  // boil(): void {",
    "  }",
    "",
    "Kettle.prototype.boil == 1",
  ])("reads nothing in %j", (line) => {
    expect(declaredMember(line)).toBeNull();
  });

  it("reads whole texts", () => {
    expect([...declaredMembersOf("class A {\n  b(): void {}\n  c: string;\n}\n")]).toEqual(["b", "c"]);
  });
});
