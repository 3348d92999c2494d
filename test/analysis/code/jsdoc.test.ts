import { describe, expect, it } from "vitest";
import { blocksOf, listOf } from "./read.js";

describe("a JSDoc block", () => {
  it("documents the function, method or value right after it", () => {
    expect(blocksOf("/** @param a */ function f(a) {}")).toEqual(["f(a) @param a"]);
    expect(blocksOf("/** @param a */ export async function f(a) {}")).toEqual(["f(a) @param a"]);
    expect(blocksOf("/** @param a */ export default function (a) {}")).toEqual(["default(a) @param a"]);
    expect(blocksOf("/** @param a */ export default (a) => 1")).toEqual(["default(a) @param a"]);
    expect(blocksOf("/** @param a */ export const f = async (a) => 1, g = 2;")).toEqual(["f(a) @param a"]);
    expect(blocksOf("/** @param a */ const f = function (a) {} as Handler;")).toEqual(["f(a) @param a"]);
    expect(blocksOf("const f = 1,\n  /** @param a */\n  g = (a) => 1;")).toEqual(["g(a) @param a"]);
    expect(blocksOf("const f = /** @param a */ (a) => 1;")).toEqual(["f(a) @param a"]);
    expect(blocksOf("/** @param a */ declare const f: (a: number) => void;")).toEqual(["f(a) @param a"]);
  });

  it("documents members under the name of their owner", () => {
    const text = `class Kettle {
      /** @param a */ constructor(a) {}
      /** @param b */ boil(b) {}
      /** @param c */ static quick = (c) => 1;
      /** @param d */ @decorated() heat(d) {}
      /** @param e */ [Symbol.iterator](e) {}
      /** @param f */ #hidden(f) {}
    }
    interface Options { /** @param g */ on(g): void; /** @param h */ off: (h) => void; /** @param x */ value: Handler }
    type More = { /** @param i */ go(i): void };
    namespace water { /** @param j */ export function pour(j) {} }`;
    expect(blocksOf(text)).toEqual([
      ...["Kettle.constructor(a) @param a", "Kettle.boil(b) @param b", "Kettle.quick(c) @param c", "Kettle.heat(d) @param d"],
      ...["Kettle.[Symbol.iterator](e) @param e", "Kettle.#hidden(f) @param f"],
      ...["Options.on(g) @param g", "Options.off(h) @param h", "- @param x", "More.go(i) @param i", "water.pour(j) @param j"],
    ]);
  });

  it("documents object literals' functions and assigned ones, by their names", () => {
    const text = `const api = { /** @param a */ boil(a) {}, /** @param b */ heat: (b) => 1, /** @param c */ cool: function (c) {} };
    /** @param d */ exports.pour = function (d) {};
    /** @param e */ Kettle.prototype.fill = function (e) {};
    /** @param f */ module.exports = (f) => 1;
    function outer() { /** @param g */ this.inner = (g) => 1; /** @param h */ return function (h) {}; }
    run(/** @param i */ function named(i) {}, /** @param j */ (j) => 1);`;
    expect(blocksOf(text, "a.js")).toEqual([
      ...["boil(a) @param a", "heat(b) @param b", "cool(c) @param c", "pour(d) @param d", "Kettle.fill(e) @param e"],
      ...["default(f) @param f", "inner(g) @param g", "anonymous function(h) @param h", "named(i) @param i"],
      "anonymous function(j) @param j",
    ]);
  });

  it("is found in nested functions, and the nearest of several is the one that counts", () => {
    const text = "function outer() { if (x) { /** @param a */\n function inner(a) {} } }";
    expect(blocksOf(text)).toEqual(["inner(a) @param a"]);
    expect(blocksOf("/** @param old */\n/* between */ // and\n/** @param a */ function f(a) {}")).toEqual([
      "- @param old | no declaration",
      "f(a) @param a",
    ]);
  });

  it("documents nothing where no declaration follows", () => {
    expect(blocksOf("/** @file x */\n")).toEqual(["- @file | no declaration"]);
    expect(blocksOf("/** @param a */ describe('x', (a) => 1);")).toEqual(["- @param a | no declaration"]);
    expect(blocksOf("/** @param a */ import x from 'x';")).toEqual(["- @param a | no declaration"]);
  });

  it("is a comment: not a string, not a part of another comment, not text of JSX", () => {
    const text = `const a = "/** @param a */"; const b = \`/** @param b */\`; const c = /[/** @param c]*/;
    // /** @param d */
    /* /** @param e */
    /*** @param f */
    /**/ const g = <p>/** @param g */ text</p>; function h(i) {}`;
    expect(blocksOf(text, "a.tsx")).toEqual([]);
  });

  it("without tags and links is no fact", () => {
    expect(blocksOf("/** Boils water. */ function f() {}")).toEqual([]);
    expect(blocksOf("/** Boils {@link water}. */ function f() {}")).toEqual(["f() "]);
  });

  it("spans the whole comment", () => {
    const text = "  /**\n   * @param a\n   */\n  function f(a) {}";
    const spans = listOf("jsdoc", text).map(({ span }) => text.slice(span.start, span.end));
    expect(spans).toEqual(["/**\n   * @param a\n   */"]);
  });
});

describe("the parameters a block is judged by are open", () => {
  it("when the body reads `arguments`, its own and not a nested function's", () => {
    expect(blocksOf("/** @param a */ function f() { return arguments[0]; }")).toEqual(["f() @param a | reads `arguments`"]);
    expect(blocksOf("/** @param a */ function f() { run(() => arguments); }")).toEqual(["f() @param a | reads `arguments`"]);
    expect(blocksOf("/** @param a */ function f() { run(function () { return arguments }); }")).toEqual(["f() @param a"]);
    expect(blocksOf("/** @param a */ function f(x) { return x.arguments2; }")).toEqual(["f(x) @param a"]);
  });

  it("when the function is wrapped, typed elsewhere, or chosen when the program runs", () => {
    expect(blocksOf("/** @param a */ const f = debounce((b) => 1, 10);")).toEqual([
      "f(b) @param a | what is called is made elsewhere",
    ]);
    expect(blocksOf("/** @param a */ export const f = promisify(g);")).toEqual([
      "f() @param a | what is called is made elsewhere",
    ]);
    expect(blocksOf("/** @param a */ const f = other;")).toEqual(["f() @param a | what is called is made elsewhere"]);
    expect(blocksOf("/** @param a */ const f = x ? (b) => 1 : (c) => 2;")).toEqual([
      "f() @param a | what is called is made elsewhere",
    ]);
    expect(blocksOf("/** @param a */ const f: Handler = (b) => 1;")).toEqual([
      "f(b) @param a | its written type may name other parameters",
    ]);
  });

  it("when tags say that the block is about something else", () => {
    expect(blocksOf("/** @callback Done\n * @param a */ function f() {}")).toEqual(["f() @callback Done @param a | @callback"]);
    expect(blocksOf("/** @typedef {Object} T\n * @property {a} b */ const x = 1;")).toEqual([
      "- @typedef T @property b | @typedef",
    ]);
    expect(blocksOf("/** @type {Handler}\n * @param a */ const f = (b) => 1;")).toEqual(["f(b) @type @param a | @type"]);
    expect(blocksOf("/** @inheritDoc\n * @param a */ function f(b) {}")).toEqual(["f(b) @inheritDoc @param a | @inheritDoc"]);
  });

  it("on accessors and classes, whose blocks may speak of a setter or constructor", () => {
    expect(blocksOf("class A { /** @param a */ get b() { return 1 } }")).toEqual(["A.b() @param a | an accessor"]);
    const open = "a class's block may document its constructor";
    expect(blocksOf("/** @param a */ class A { constructor(b) {} }")).toEqual([`A(b) @param a | ${open}`]);
    expect(blocksOf("/** @param a */ export default class {}")).toEqual([`default() @param a | ${open}`]);
  });

  it("on the body behind overloads, and on one overload that speaks for others", () => {
    const own = `/** @param a */ function f(a: 1): 1; /** @param b */ function f(b: 2): 2; /** @param c */ function f(c: any) {}`;
    expect(blocksOf(own)).toEqual(["f(a) @param a", "f(b) @param b", "f(c) @param c | overload"]);
    const shared = "/** @param a\n * @param b */ function f(a: 1): 1; function f(a: 1, b: 2): 2; function f(a: any) {}";
    expect(blocksOf(shared)).toEqual(["f(a) @param a @param b | its block may speak for other overloads"]);
    const apart = "/** @param a */ function f(a: 1): 1; const x = 1; function f(b: any) {}";
    expect(blocksOf(apart)).toEqual(["f(a) @param a"]);
    const nested = "/** @param a */ function f(a: 1): 1; function f(a: { x(): 1 }, b: 2): 2; function f(...c: any[]) {}";
    expect(blocksOf(nested)).toEqual(["f(a) @param a | its block may speak for other overloads"]);
    const method = "class A { /** @param a */ m(a: 1): 1; m(z: 2): 2; m(a: any) {} }";
    expect(blocksOf(method)).toEqual(["A.m(a) @param a | its block may speak for other overloads"]);
  });

  it("on a function whose overloads are blocks of their own", () => {
    const text = "/** @overload\n * @param a */ /** @param b */ function f(c) {}";
    expect(blocksOf(text, "a.js")).toEqual(["- @overload @param a | no declaration", "f(c) @param b | overload"]);
  });

  it("with a rest parameter that is no list of equals", () => {
    const open = "a rest parameter may take several";
    expect(blocksOf("/** @param a */ function f(...rest) {}", "a.js")).toEqual([`f(rest) @param a | ${open}`]);
    expect(blocksOf("/** @param a */ function f(...rest: [a: 1, b: 2]) {}")).toEqual([`f(rest) @param a | ${open}`]);
    expect(blocksOf("/** @param a */ function f(...rest: Args) {}")).toEqual([`f(rest) @param a | ${open}`]);
    expect(blocksOf("/** @param a */ function f(...rest: string[]) {}")).toEqual(["f(rest) @param a"]);
  });

  it("beyond a hundred parameters or tags", () => {
    const names = Array.from({ length: 120 }, (_, index) => `a${index}`).join(", ");
    expect(blocksOf(`/** @param x */ function f(${names}) {}`)[0]).toContain("| more than 100 parameters");
    expect(blocksOf(`/**\n${" * @param x\n".repeat(120)} */ function f() {}`)[0]).toContain("| more than 100 tags");
  });
});

describe("types and values", () => {
  it("take no parameters, unless they are types of functions", () => {
    expect(blocksOf("/** @see x */ interface A { b: 1 }")).toEqual(["A @see"]);
    expect(blocksOf("/** @param a */ interface A { (b: 1): 2 }")).toEqual(["A(b) @param a"]);
    expect(blocksOf("/** @param a */ type A = (b: 1) => 2;")).toEqual(["A(b) @param a"]);
    expect(blocksOf("/** @see x */ type A = { b: 1 };")).toEqual(["A @see"]);
    expect(blocksOf("/** @see x */ enum A { B }")).toEqual(["A @see"]);
    expect(blocksOf("/** @default 3 */ const a = 3;")).toEqual(["- @default"]);
    expect(blocksOf("/** @see x */ const a = { b: 1 };")).toEqual(["- @see"]);
  });
});
