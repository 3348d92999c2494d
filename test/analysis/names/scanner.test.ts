import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredNames, declaredNamesOf } from "../../../src/analysis/names/scanner.js";
import { declarationShapes } from "../../../src/analysis/names/shapes.js";

describe("declaredNames", () => {
  it.each([
    ["function boil() {", ["boil"]],
    ["export async function* boil(a) {", ["boil"]],
    ["export default function boil(", ["boil"]],
    ["export default async function boil() {}", ["boil"]],
    ["function*boil() {}", ["boil"]],
    ["export default abstract class Kettle extends Pot {", ["Kettle"]],
    ["class Kettle{", ["Kettle"]],
    ["export declare const LID: string;", ["LID"]],
    ["export const enum Heat { Low }", ["Heat"]],
    ["enum Heat {", ["Heat"]],
    ["let a, b, c;", ["a", "b", "c"]],
    ["export const heat = (litres: number) => 1, cool = 2;", ["heat"]],
    ["var lid\r", ["lid"]],
    ["export const { a, b: c, ...rest } = kettle;", ["a", "c", "rest"]],
    ["const { a = f({ x: 1 }), b: { c, d: [e] } } = kettle;", ["a", "c", "e"]],
    ["const [first, , third = 3] = list;", ["first", "third"]],
    ["const{a}=b", ["a"]],
    ["export interface KettleOptions {", ["KettleOptions"]],
    ["interface Box<T> {", ["Box"]],
    ["export type Water<T> =", ["Water"]],
    ["type Water = string;", ["Water"]],
    ["declare namespace kitchen.stove {", ["kitchen"]],
    ["export namespace kitchen {", ["kitchen"]],
    ["exports.boil = boil;", ["boil"]],
    ["module.exports.boil = function () {", ["boil"]],
    ["export const größe = 1;", ["größe"]],
  ])("reads %j", (line, names) => {
    expect(declaredNames(line)).toEqual(names);
  });

  it.each([
    "",
    "  function inner() {",
    "export { boil } from './boil.js';",
    "export * as boil from './boil.js';",
    "export default boil;",
    "export default class {",
    "export default function () {",
    "export = boil;",
    "export type { Water } from './water.js';",
    "type = 5;",
    "let = 5;",
    "async () => {};",
    "module.exports = { boil };",
    "module.exports.boil == 3;",
    "exports = 3;",
    "exports.boil == 3 && f();",
    "interface.x = 3;",
    "namespace = 3;",
    "functional()",
    "constant = 3",
    "classes = []",
    "// function boil() {}",
    "const { a = '}', b } = c;",
    `const ${"x".repeat(3000)} = 1;`,
  ])("finds nothing in %j", (line) => {
    expect(declaredNames(line)).toEqual([]);
  });

  it("finds what the parser finds, in any order of declarations", () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z0-9_]{2,12}$/).map((text) => `x${text}`);
    const form = fc.constantFrom(
      (n: string) => `export function ${n}(a: number): void {}`,
      (n: string) => `async function ${n}() { await 1; }`,
      (n: string) => `export class ${n} extends Object {}`,
      (n: string) => `export interface ${n} { a: 1 }`,
      (n: string) => `type ${n}<T> = T[];`,
      (n: string) => `export const ${n} = (a) => { return a; };`,
      (n: string) => `let ${n};`,
      (n: string) => `const { ${n}, other: [z${n}] } = f();`,
      (n: string) => `declare namespace ${n} { const inner: 1; }`,
      (n: string) => `export const enum ${n} { A }`,
      (n: string) => `exports.${n} = 1;`,
      (n: string) => `const ${n}: Map<string, number> = new Map();`,
    );
    const declarations = fc.uniqueArray(fc.tuple(name, form), { selector: ([n]) => n, maxLength: 12 });
    fc.assert(
      fc.property(declarations, (list) => {
        const text = list.map(([n, make]) => make(n)).join("\n");
        const parsed = declarationShapes("a.ts", text).flatMap((shape) => (shape.owner === null ? [shape.name] : []));
        expect([...declaredNamesOf(text)].sort()).toEqual([...new Set(parsed)].sort());
      }),
      { numRuns: 200 },
    );
  });

  it("takes any line", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 80 }),
        fc.constantFrom("const {", "export ", "type ", "module.", ""),
        (text, start) => {
          for (const found of declaredNames(start + text)) expect(found.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("declaredNamesOf", () => {
  it("looks past a byte order mark and at the last line", () => {
    expect([...declaredNamesOf("\ufeffexport const a = 1;\r\n\n  const no = 1;\nfunction b() {}")]).toEqual(["a", "b"]);
  });
});
