import { describe, expect, it } from "vitest";
import { declarationsOf, factsOf, membersOf, signaturesOf } from "./read.js";

describe("declarations", () => {
  it("are the names of the module, not those inside its functions", () => {
    const text = `
      function boil() { const inner = 1; class Inner {} }
      class Kettle {} interface Options {} type Litres = number; enum Mode { On }
      let a = 1, { b, c: [d] } = x; var e;
      { const block = 1; }`;
    expect(declarationsOf(text)).toEqual([
      ...["function boil", "class Kettle", "interface Options", "type Litres", "enum Mode"],
      ...["const a", "const b", "const d", "const e"],
    ]);
  });

  it("count overloads and merged declarations once, a type beside a value twice", () => {
    expect(declarationsOf("function f(): 1; function f(a: 1): 2; function f() {}")).toEqual(["function f"]);
    expect(declarationsOf("interface A { a: 1 } interface A { b: 1 }")).toEqual(["interface A"]);
    expect(declarationsOf("type A = 1; const A = 1;")).toEqual(["type A", "const A"]);
  });

  it("reach into namespaces as far as these hand out", () => {
    const text =
      "namespace water { export function heat(a: number) {} const own = 1; export namespace hot { export const x = 1 } }";
    expect(declarationsOf(text)).toEqual(["namespace water", "function water.heat", "namespace water.hot", "const water.hot.x"]);
    expect(signaturesOf(text)).toEqual(["water.heat(a: number)"]);
    expect(declarationsOf("declare namespace a.b { function c(): void }")).toEqual([
      "namespace a",
      "namespace a.b",
      "function a.b.c",
    ]);
  });

  it("are no imports, even where these are written as variables", () => {
    const text = `const fs = require("fs"); const { join, sep: slash } = require("path"); const parse = require("url").parse;
      const made = require("debug")("kettle"); const later = await import("./later.js");`;
    expect(declarationsOf(text, "kettle.mjs")).toEqual(["const made"]);
  });

  it("span the declaration without the comments before it", () => {
    const text = "/** Boils. */\nexport function boil() {\n}\nconst a = 1;";
    const spans = factsOf(text).filter((fact) => fact.kind === "declaration");
    expect(spans.map(({ span }) => text.slice(span.start, span.end))).toEqual(["export function boil() {\n}", "a = 1"]);
  });
});

describe("members", () => {
  it("of a class are its own, its parameter properties and what the constructor puts on `this`", () => {
    const text = `class Kettle {
      static limit = 3; volume?: number; "odd-name" = 1; #secret = 1; [computed] = 1; private hidden = 1;
      constructor(public litres: number, private readonly lid?: Lid, plain = 1) { this.made = 1; this.volume = 2; }
      boil(to: number) {} static of() {} get full() { return 1 } set full(v) {} quick = () => 1;
    }`;
    expect(membersOf(text)).toEqual([
      ...[
        "Kettle.limit property static",
        "Kettle.volume property optional",
        "Kettle.odd-name property",
        "Kettle.hidden property",
      ],
      ...["Kettle.litres property", "Kettle.lid property optional", "Kettle.boil method", "Kettle.of method static"],
      ...["Kettle.full accessor", "Kettle.quick property", "Kettle.made property"],
    ]);
    expect(signaturesOf(text)).toEqual([
      "Kettle.constructor(litres: number, lid?: Lid, plain?: number = 1)",
      ...["Kettle.boil(to: number)", "Kettle.of()", "Kettle.quick()"],
    ]);
  });

  it("of types are read from interfaces, type literals and what combines them", () => {
    expect(membersOf("interface A { a: 1; b?(): void; readonly c: 2; get d(): 1; (call: 1): 2; [key: string]: 3 }")).toEqual([
      ...["A.a property", "A.b method optional", "A.c property", "A.d accessor"],
    ]);
    expect(membersOf("type A = { a: 1 } & ({ b?: 2 } | Other);")).toEqual(["A.a property", "A.b property optional"]);
    expect(membersOf("enum Mode { On, 'off-line' = 2 }")).toEqual([
      "Mode.On enum-member static",
      "Mode.off-line enum-member static",
    ]);
  });

  it("are also put on prototypes and functions", () => {
    const text = "function Kettle() {} Kettle.prototype.boil = function (to) {}; Kettle.limit = 3; other.limit = 4;";
    expect(membersOf(text, "kettle.js")).toEqual(["Kettle.boil method", "Kettle.limit property static"]);
    expect(signaturesOf(text, "kettle.js")).toEqual(["Kettle()", "Kettle.boil(to)"]);
  });
});

describe("signatures", () => {
  it("hold parameters as written, with the type a literal default gives", () => {
    const text = `export async function* boil(this: Kettle, litres: number, target = 100, on?: (a: /* why */ string)
        => void, label = "hot", neg = -1, deep = false, list = [1], ...rest: string[]): AsyncGenerator<number> {}`;
    expect(signaturesOf(text)).toEqual([
      'async *boil(litres: number, target?: number = 100, on?: (a: string) => void, label?: string = "hot", ' +
        "neg?: number = -1, deep?: boolean = false, list? = [1], ...rest: string[]): AsyncGenerator<number>",
    ]);
  });

  it("list the properties that a pattern takes, by their own names", () => {
    const text = "const f = ({ a, b: renamed, c: { d, e: [g] }, ...others }: Options = {}, [first, , second]) => 1;";
    expect(signaturesOf(text)).toEqual(["f({a b c d e g others}?: Options = {}, {first second})"]);
  });

  it("count overloads, without the body behind them", () => {
    const text = `function f(a: 1): 1; function f(a: 2): 2; function f(a: any) {}
      class A { m(a: 1): 1; m(a: 2): 2; m(a: any) {} constructor(); constructor(a?: 1) {} }`;
    expect(signaturesOf(text)).toEqual(["f(a: 1): 1", "f#1(a: 2): 2", "A.m(a: 1): 1", "A.m#1(a: 2): 2", "A.constructor()"]);
  });

  it("are read from everything that is called", () => {
    const text = `const f = function (a) {}, g = async (b: 1) => 1, h: (c: 1) => void = x, i = (((d) => 1) as Any);
      interface A { m(a: 1): 2; p: (b: 1) => 2; q?: ((c: 1) => 2) }
      type B = { n(a: 1): 2 }; const C = class { o(a: 1) {} };`;
    expect(signaturesOf(text)).toEqual([
      ...["f(a)", "async g(b: 1)", "h(c: 1): void", "i(d)", "A.m(a: 1): 2", "A.p(b: 1): 2", "A.q(c: 1): 2"],
      ...["B.n(a: 1): 2", "C.o(a: 1)"],
    ]);
    expect(signaturesOf("export default (a) => 1")).toEqual(["default(a)"]);
    expect(signaturesOf("exports.f = (a) => 1; module.exports.g = function (b) {}", "a.js")).toEqual(["f(a)", "g(b)"]);
  });
});
