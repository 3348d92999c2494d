import { describe, expect, it } from "vitest";
import { declarationsOf, exportsOf, openOf } from "./read.js";

describe("exports of ES modules", () => {
  it("are the declarations with `export` before them", () => {
    const text = `
      export function boil() {}
      export class Kettle {}
      export const LITRES = 1.7, { quiet, lid: { open: isOpen }, ...rest } = x, [first] = y;
      export enum Mode { On }
      export interface Options {}
      export type Litres = number;
      export namespace water {}
      export abstract class Vessel {}
      export declare function later(): void;
      const hidden = 1;`;
    expect(exportsOf(text)).toEqual([
      ...["boil", "Kettle", "LITRES", "quiet", "isOpen", "rest", "first", "Mode"],
      ...["Options type", "Litres type", "water", "Vessel", "later"],
    ]);
    expect(openOf(text)).toEqual([]);
  });

  it("are the names in export lists, from here and from elsewhere", () => {
    const text = `
      export { boil, heat as warm, cool as default };
      export { pour, default as Lid, "odd-name" as odd } from "./lid.js";
      export type { Options } from "./options.js";
      export { type Litres, LITRES } from "./litres.js";
      export * from "./all.js";
      export * from "./more.js";
      export * as water from "./water.js";`;
    expect(exportsOf(text)).toEqual([
      ...["boil", "warm < heat", "default < cool"],
      ...["pour < pour from ./lid.js", "Lid < default from ./lid.js", "odd < odd-name from ./lid.js"],
      ...[
        "Options < Options from ./options.js type",
        "Litres < Litres from ./litres.js type",
        "LITRES < LITRES from ./litres.js",
      ],
      ...["* < * from ./all.js", "* < * from ./more.js", "water < * from ./water.js"],
    ]);
  });

  it("name a default export with what it is called inside", () => {
    expect(exportsOf("export default function boil() {}")).toEqual(["default < boil"]);
    expect(exportsOf("export default class Kettle {}")).toEqual(["default < Kettle"]);
    expect(exportsOf("const boil = 1; export default boil;")).toEqual(["default < boil"]);
    expect(exportsOf("export default () => 1;")).toEqual(["default"]);
    expect(declarationsOf("export default () => 1;")).toEqual(["default default"]);
    expect(declarationsOf("export default function boil() {}")).toEqual(["function boil"]);
  });

  it("count a name once that is a type and a value, as a value", () => {
    expect(exportsOf("export type Mode = 1; export const Mode = 1;")).toEqual(["Mode"]);
    expect(exportsOf("export function f(a: 1): void; export function f(a: 2): void; export function f() {}")).toEqual(["f"]);
  });

  it("of a declaration file are all its declarations, unless it lists them", () => {
    expect(exportsOf("export function boil(): void; declare const LITRES: number;", "kettle.d.ts")).toEqual(["boil", "LITRES"]);
    expect(exportsOf("export function boil(): void; declare const LITRES: number; export {};", "kettle.d.ts")).toEqual(["boil"]);
    expect(exportsOf("declare const LITRES: number;", "kettle.d.ts")).toEqual([]);
  });

  it("know what their JSDoc says of them", () => {
    const text = `
      /** @deprecated use heat */
      export function boil() {}
      /** @internal */
      const inner = 1;
      export { inner, /** @deprecated */ inner as old };
      /** @deprecated */
      export { lid } from "./lid.js";
      /** @deprecated the form with one argument */
      export function heat(a: number): void;
      export function heat(a: number, b: number): void;
      export function heat() {}`;
    expect(exportsOf(text)).toEqual([
      ...["boil deprecated", "inner internal", "old < inner deprecated internal", "lid < lid from ./lid.js deprecated", "heat"],
    ]);
  });

  it("are open after `export =`, and when a file mixes in CommonJS", () => {
    expect(exportsOf("declare const boil: number; export = boil;")).toEqual(["default < boil"]);
    expect(openOf("declare const boil: number; export = boil;")).toEqual(["`export =`"]);
    expect(openOf("export const a = 1; module.exports = a;")).toEqual(["`module.exports` in an ES module"]);
  });

  it("leave out what is declared for other modules", () => {
    const text = `declare module "x" { export const a: number } declare global { interface Window { b: 1 } } export {};`;
    expect(exportsOf(text)).toEqual([]);
    expect(declarationsOf(text)).toEqual([]);
  });

  it("are open when the file does not parse, with the line that says why", () => {
    expect(exportsOf("export const boil = 1;\nexport const = 2;")).toContain("boil");
    expect(openOf("export const boil = 1;\nexport const = 2;")).toEqual(["parse error"]);
  });
});

describe("exports of CommonJS", () => {
  const js = (text: string) => exportsOf(text, "kettle.js");
  const open = (text: string) => openOf(text, "kettle.js");

  it("are the properties of an object literal, and the whole as default", () => {
    const text = "const a = 1; module.exports = { a, b: a, c() {}, get d() { return 1 }, 'e-e': 2, f: function g() {} };";
    expect(js(text)).toEqual(["default", "a", "b < a", "c", "d", "e-e", "f"]);
    expect(open(text)).toEqual([]);
  });

  it("are properties put on `exports`, chained or one by one", () => {
    const text = `exports.__esModule = true;
      exports.a = exports.b = void 0;
      module.exports.c = function boil() {};
      exports["d"] = 1;
      if (x) exports.e = 2;`;
    expect(js(text)).toEqual(["a", "default", "b", "c", "d", "e"]);
    expect(open(text)).toEqual([]);
  });

  it("are those of another module that is passed on whole", () => {
    expect(js("module.exports = require('./lib/kettle')")).toEqual(["* < * from ./lib/kettle", "default"]);
    expect(js("module.exports = { ...require('./a'), b: 1 }")).toEqual(["default", "* < * from ./a", "b"]);
    expect(open("module.exports = { ...require('./a'), b: 1 }")).toEqual([]);
  });

  it("are open when the object is made elsewhere", () => {
    expect(js("function kettle() {} module.exports = kettle; module.exports.boil = boil;")).toEqual(["default < kettle", "boil"]);
    expect(open("module.exports = kettle;")).toEqual(["`module.exports` is no object literal"]);
    expect(open("module.exports = { ...other };")).toEqual(["`module.exports` spreads another object"]);
    expect(open("module.exports = { [key]: 1 };")).toEqual(["a computed name is exported"]);
    expect(open("exports[key] = 1;")).toEqual(["a computed name is exported"]);
  });

  it("are open when the object is handed on or kept", () => {
    expect(open("Object.defineProperty(exports, 'boil', { get });")).toEqual(["`exports` is handed on"]);
    expect(js("Object.defineProperty(exports, 'boil', { get });")).toContain("boil");
    expect(open("Object.assign(module.exports, other);")).toEqual(["`module.exports` is handed on"]);
    expect(open("var app = exports = module.exports = {}; app.boil = 1;")).toEqual(["the exports are kept under another name"]);
    expect(open("const api = module.exports; api.boil = 1;")).toEqual(["`module.exports` is handed on"]);
    expect(open("(function (exports) { exports.boil = 1; })(exports);")).toEqual(["`exports` is handed on"]);
  });

  it("stay closed with what compilers write around them", () => {
    const text = `"use strict";
      Object.defineProperty(exports, "__esModule", { value: true });
      exports.boil = boil;
      if (typeof exports !== "undefined" && pkg.exports) other({ exports: 1 });
      function boil() { return exports.boil; }
      exports = module.exports = { boil };`;
    expect(open(text)).toEqual([]);
    expect(js(text)).toEqual(["boil", "default"]);
  });

  it("are not read from a local `exports` of an ES module", () => {
    expect(exportsOf("const exports = {}; exports.a = 1; export const b = exports;")).toEqual(["b"]);
  });
});
