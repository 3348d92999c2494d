import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Placed, renameLikeness, uniqueRename } from "../../../src/analysis/names/renames.js";
import { declarationShapes } from "../../../src/analysis/names/shapes.js";

const boil = (name: string) => `export async function ${name}(litres: number, target = 100): Promise<void> {
  let temperature = 20;
  while (temperature < target) temperature += 80 / litres;
  if (temperature > 100) await ${name}(litres - 1);
}`;

function placed(text: string, path = "src/a.ts", origin = path): Placed[] {
  return declarationShapes(path, text).map((shape) => ({ shape, path, origin }));
}
const one = (text: string, path?: string, origin?: string) => placed(text, path, origin)[0] as Placed;

describe("declarationShapes", () => {
  it("reads what a function looks like", () => {
    const [shape] = declarationShapes("a.ts", boil("boilWater"));
    expect(shape).toMatchObject({
      name: "boilWater",
      kind: "function",
      exported: true,
      required: 1,
      total: 2,
      parameters: ["litres", "target"],
    });
    expect(shape?.shingles.length).toBeGreaterThan(8);
  });

  it("reads every form of a declaration", () => {
    const text = `export default class Kettle extends Pot { boil() {} #lid = 1; static size = 2 }
interface Options { volume: number; quiet?: boolean }
interface Options { colour: string }
type Water = { litres: number };
enum Heat { Low, High }
const heat = (x) => x, LIMIT = -5;
export const { a, b: [c] } = heat();
namespace kitchen { export const inner = 1; }
exports.first = exports.second = function (x) { return x; };
module.exports.third = 3;
function late() {}
export { late as early };
declare module "outside" { const x: 1; }
declare global { interface Window { y: 1 } }
`;
    const all = declarationShapes("a.ts", text);
    const shapes = Object.fromEntries(all.filter(({ owner }) => owner === null).map((shape) => [shape.name, shape]));
    expect(Object.keys(shapes)).toEqual([
      ...["Kettle", "Options", "Water", "Heat", "heat", "LIMIT", "a", "c", "kitchen", "first", "second", "third", "late"],
    ]);
    expect(shapes.Kettle).toMatchObject({ kind: "class", exported: true, members: ["boil", "#lid", "size"] });
    expect(shapes.Options).toMatchObject({ kind: "type", members: ["volume", "quiet", "colour"] });
    expect(shapes.Water).toMatchObject({ kind: "type", members: ["litres"], exported: false });
    expect(shapes.Heat).toMatchObject({ kind: "enum", members: ["Low", "High"] });
    expect(shapes.heat?.kind).toBe("function");
    expect(shapes.LIMIT).toMatchObject({ kind: "const", value: expect.stringContaining("5") });
    expect(shapes.second).toMatchObject({ kind: "function", exported: true });
    expect(shapes.late?.exported).toBe(true);
    expect(all.flatMap(({ owner, name }) => (owner === null ? [] : [`${owner}.${name}`]))).toEqual([
      ...["Kettle.boil", "Kettle.size", "Options.volume", "Options.quiet", "Options.colour", "Water.litres"],
      ...["Heat.Low", "Heat.High"],
    ]);
  });

  it("counts overloads as one declaration, told by its implementation", () => {
    const shapes = declarationShapes(
      "a.ts",
      "export function f(a: string): void;\nexport function f(a: any, b?: any) { return g(a, b); }\n",
    );
    expect(shapes).toHaveLength(1);
    expect(shapes[0]).toMatchObject({ total: 2, exported: true });
  });

  it("reads what it can of broken, deep and empty texts", () => {
    expect(declarationShapes("a.ts", "export function f( {{{ \n")[0]?.name).toBe("f");
    expect(declarationShapes("a.ts", "")).toEqual([]);
    expect(() => declarationShapes("a.ts", `const x = ${"[".repeat(20_000)}`)).not.toThrow();
    expect(declarationShapes("a.tsx", "export const A = () => <b>x</b>;")[0]?.kind).toBe("function");
  });
});

describe("renameLikeness", () => {
  const texts = [
    boil("boilWater"),
    boil("heatWater").replace("litres: number", "litres: bigint"),
    "export function coolMilk(jug: Jug) { return jug.wait(60); }",
    "export class A { x = 1; y() { return this.x; } }",
    "export class B { x = 2; z() { return this.x; } }",
    "export const LIMIT = 10;",
    "export const BOUND = 10;",
    "type T = { a: 1; b: 2 };",
    "export class EmptyError extends Error {}",
  ];
  const any = fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom("src/a.ts", "src/b.ts", "test/c.ts"))
    .map(([text, path]) => one(text, path));

  it("lies in [0, 1] and is symmetric", () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const likeness = renameLikeness(a, b);
        expect(likeness).toBeCloseTo(renameLikeness(b, a), 10);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is 1 for the same declaration under another name, wherever it stands", () => {
    expect(renameLikeness(one(boil("boilWater")), one(boil("heatWater"), "lib/z.ts"))).toBe(1);
  });
});

describe("uniqueRename", () => {
  it("recognises a renamed function, moved to a renamed file", () => {
    const rename = uniqueRename(one(boil("boilWater"), "src/boil.ts"), placed(boil("heatWater"), "src/heat.ts", "src/boil.ts"));
    expect(rename).toMatchObject({ likeness: 1, confidence: 0.98, to: { shape: { name: "heatWater" }, path: "src/heat.ts" } });
  });

  it("recognises a type by its members, and a constant by its value", () => {
    const type = (name: string, more = "") =>
      `export interface ${name} { volume: number; quiet: boolean; lid: Lid; colour: string; ${more} }`;
    expect(uniqueRename(one(type("KettleOptions")), placed(type("KettleSettings", "size: 1")))?.to.shape.name).toBe(
      "KettleSettings",
    );
    expect(uniqueRename(one("const MAX_LITRES = 17;"), placed("const LITRES_MAX = 17;"))?.to.shape.name).toBe("LITRES_MAX");
  });

  it("does not take one thin declaration for another", () => {
    const errors = "export class SteamError extends Error {}\n";
    expect(uniqueRename(one("export class BoilingPointMissing extends Error {}"), placed(errors))).toBeNull();
    expect(uniqueRename(one("export const PORT = 3000;"), placed("export const RETRIES = 3000;"))).toBeNull();
  });

  it("does not choose between two that are alike", () => {
    const twins = placed(`${boil("warmMilk")}\n${boil("warmTea")}`);
    expect(uniqueRename(one(boil("boilWater")), twins)).toBeNull();
  });

  it("lets the name decide between two that are alike in everything else", () => {
    const twins = placed(`${boil("warmMilk")}\n${boil("heatWater")}`);
    expect(uniqueRename(one(boil("boilWater")), twins)?.to.shape.name).toBe("heatWater");
  });

  it("leaves a candidate to the dead declaration that it fits better", () => {
    const rivals = [one(boil("boilMilk"))];
    expect(uniqueRename(one(boil("boilWater")), placed(boil("heatMilk")), rivals)).toBeNull();
    expect(uniqueRename(one(boil("boilMilk")), placed(boil("heatMilk")), [one(boil("boilWater"))])?.to.shape.name).toBe(
      "heatMilk",
    );
  });

  it("does not match a function with a class, nor with one that does other things", () => {
    expect(uniqueRename(one(boil("boilWater")), placed("export class heatWater { a = 1; b() { return 2; } }"))).toBeNull();
    expect(
      uniqueRename(one(boil("boilWater")), placed("export function openLid(): string { return pot.lid.open('now', 1, 2); }")),
    ).toBeNull();
  });
});
