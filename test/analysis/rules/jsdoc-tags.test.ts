import { describe, expect, it } from "vitest";
import { type Changes, scratchProject } from "../../support/project.js";

const MANIFEST = JSON.stringify({ name: "kettle", main: "src/index.ts" });

/** Findings in `src/boil.ts` of a package that hands out all of it, without the part that all share; no history is asked. */
async function findings(code: string, more: Changes = {}): Promise<string[]> {
  const files = { "package.json": MANIFEST, "src/index.ts": "export * from './boil.js';\n", "src/boil.ts": code, ...more };
  return (await scratchProject(files, { git: false }).check()).map((line) => line.replace("src/boil.ts:", ""));
}

/** The same after every `from` in the code, but not in its comments, became `to`, in a commit of its own. */
async function afterRename(code: string, from: string, to: string): Promise<string[]> {
  const project = scratchProject({
    "package.json": MANIFEST,
    "src/index.ts": "export * from './boil.js';\n",
    "src/boil.ts": code,
  });
  expect(await project.check()).toEqual([]);
  const renamed = code
    .split("\n")
    .map((line) => (line.trimStart().startsWith("*") || line.trimStart().startsWith("/*") ? line : line.replaceAll(from, to)))
    .join("\n");
  const { findings: found } = await project.commit({ "src/boil.ts": renamed }).report();
  return found.map((one) => `${one.line} ${one.rule} ${one.fix} ${one.suggestion?.replacement ?? "-"}`);
}

const block = (lines: string, code: string) =>
  `/**\n${lines
    .split("\n")
    .map((line) => ` * ${line}\n`)
    .join("")} */\n${code}\n`;

describe("jsdoc/param-order", () => {
  const TAGS = "@param target how hot\n@param litres how much";

  it("fires when the tags stand in another order", async () => {
    expect(await findings(block(TAGS, "export function boil(litres: number, target: number) {}"))).toEqual([
      "2 jsdoc/param-order",
    ]);
  });

  it.each([
    ["the order is the same", TAGS, "export function boil(target: number, litres: number) {}"],
    [
      "properties follow their parameter",
      "@param a x\n@param a.b y\n@param c z",
      "export function boil(a: object, c: number) {}",
    ],
    ["a parameter is not documented", TAGS, "export function boil(litres: number, target: number, lid: boolean) {}"],
    ["a parameter is a pattern", "@param options x\n@param litres y", "export function boil(litres: number, { lid }: any) {}"],
    [
      "the block serves overloads",
      TAGS,
      "export function boil(litres: number, target: number): void;\nexport function boil(target: string, litres: string): void;\nexport function boil(target: any, litres: any) {}",
    ],
    ["the function reads `arguments`", TAGS, "export function boil(litres: number, target: number) { return arguments.length; }"],
  ])("does not fire when %s", async (_why, tags, code) => {
    expect(await findings(block(tags, code))).toEqual([]);
  });
});

describe("jsdoc/type", () => {
  const parameter = (written: string, declared: string, more = "") =>
    findings(`${more}\n${block(`@param {${written}} litres how much`, `export function boil(litres: ${declared}) {}`)}`);
  const returned = (written: string, declared: string) =>
    findings(block(`@returns {${written}}`, `export declare function boil(): ${declared};`));

  it.each([
    ["string", "number"],
    ["string", "string | number"],
    ["string|number", "string"],
    ["string[]", "string"],
    ["Array<string>", "number[]"],
    ["Function", "string"],
    ["number", "'a' | 'b'"],
    ["string", "{ a: number }"],
  ])("fires on {%s} where `%s` is declared", async (written, declared) => {
    expect(await parameter(written, declared)).toEqual(["3 jsdoc/type"]);
  });

  it("fires on what is returned, too", async () => {
    expect(await returned("string", "number")).toEqual(["2 jsdoc/type"]);
    expect(await returned("Promise<string>", "Promise<number>")).toEqual(["2 jsdoc/type"]);
    expect(await returned("void", "number")).toEqual([]);
  });

  it("follows aliases, through imports and re-exports", async () => {
    const more = {
      "src/units.ts": "export type { Volume as Litres } from './deep.js';\n",
      "src/deep.ts": "export type Volume = Amount;\ntype Amount = number;\n",
    };
    const code = (written: string) =>
      `import type { Litres } from './units.js';\n${block(`@param {${written}} litres`, "export function boil(litres: Litres) {}")}`;
    expect(await findings(code("number"), more)).toEqual([]);
    expect(await findings(code("string"), more)).toEqual(["3 jsdoc/type"]);
  });

  it.each([
    ["Array<string>", "string[]"],
    ["Array.<string>", "readonly string[]"],
    ["string|undefined", "string"],
    ["?string", "string | null"],
    ["number | string", "string|number"],
    ["String", "string"],
    ["string", "'a' | 'b'"],
    ["boolean", "true | false"],
    ["*", "string"],
    ["any", "string"],
    ["Object", "string"],
    ["object", "Options"],
    ["T", "string"],
    ["Promise<string>", "string"],
    ["function(string): void", "(line: string) => void"],
    ["Function", "Handler"],
    ["Unknown", "string"],
    ["string", "Outside"],
    ["string", "keyof Options"],
    ["string", "Options['a']"],
    ["string", "string & { tag: 1 }"],
    ["string", "Partial<Options>"],
    ["Options", "Handler"],
  ])("does not fire on {%s} where `%s` is declared", async (written, declared) => {
    const more = "interface Options { a: string }\ntype Handler = (a: string) => void;\nimport type { Outside } from 'outside';";
    expect(await parameter(written, declared, more)).toEqual([]);
  });

  it.each([
    ["string", "Promise<string>"],
    ["Promise<string>", "Promise<string>"],
    ["boolean", "value is string"],
    ["Kettle", "this"],
  ])("does not fire on @returns {%s} where `%s` is declared", async (written, declared) => {
    expect(await returned(written, declared)).toEqual([]);
  });

  it("does not take a type parameter for a type of its name", async () => {
    const code = `type Key = string;\n${block("@param {number} key", "export function boil<Key>(key: Key): Key { return key; }")}`;
    expect(await findings(code)).toEqual([]);
  });

  it("leaves JavaScript alone, whose comments are the types", async () => {
    const code = block("@param {string} litres", "export function boil(litres = 1) {}");
    expect(await scratchProject({ "a.js": code }).check()).toEqual([]);
    expect(await findings(code)).toEqual(["2 jsdoc/type"]);
  });

  it("knows a type that was renamed", async () => {
    const code = `export interface KettleOptions { volume: number; lid: boolean; target: number; quiet: boolean }\n${block("@param {KettleOptions} options", "export function boil(options: KettleOptions) {}")}`;
    expect(await afterRename(code, "KettleOptions", "BoilerSettings")).toEqual(["3 jsdoc/type suggest BoilerSettings"]);
  });
});

describe("jsdoc/returns", () => {
  const returned = (text: string, code: string) => findings(block(text, code));

  it.each([
    ["a function declared to return nothing", "@returns the litres", "export function boil(): void {}"],
    ["a type beside `void`", "@return {number}", "export declare function boil(): void;"],
    ["a body without a value", "@returns the litres", "export function boil(a: number[]) { a.map((b) => { return b; }); }"],
    ["an asynchronous function of nothing", "@returns the litres", "export async function boil(): Promise<void> {}"],
  ])("fires on %s", async (_what, text, code) => {
    expect(await returned(text, code)).toEqual(["2 jsdoc/returns"]);
  });

  it.each([
    ["a value", "@returns the litres", "export function boil() { return 1; }"],
    ["a value in a branch", "@returns the litres", "export function boil(a: number) { if (a) { return 1; } }"],
    ["an arrow's value", "@returns the litres", "export const boil = () => 1;"],
    ["a declared type", "@returns the litres", "export declare function boil(): number;"],
    ["an alias that may be anything", "@returns the litres", "type Result = void; export declare function boil(): Result;"],
    ["generators", "@returns the litres", "export function* boil() { yield 1; }"],
    [
      "getters",
      "@returns the litres",
      "export class Kettle { /**\n * @returns the litres\n */ get litres() { throw new Error(); } }",
    ],
    ["`never`", "@returns the litres", "export function boil(): never { throw new Error(); }"],
    ["what only throws", "@returns the litres", "export function boil() { throw new Error('to be written by others'); }"],
    ["an empty body", "@returns the litres", "export function boil() {}"],
    ["abstract methods", "@returns the litres", "export abstract class Kettle { /** @returns the litres */ abstract boil(); }"],
    ["a tag that says nothing", "@returns", "export function boil(): void {}"],
    ["a tag that says void", "@returns {void}", "export function boil(): void {}"],
    ["a tag that says nothing is returned", "@returns Nothing.", "export function boil(): void {}"],
    [
      "promises that resolve",
      "@returns a promise that resolves when the water boils",
      "export async function boil(): Promise<void> {}",
    ],
    ["a promise by its type", "@returns {Promise}", "export async function boil() { await 1; }"],
    [
      "overloads",
      "@returns the litres",
      "export function boil(a: number): void;\nexport function boil(a: string): string;\nexport function boil(a: any) { return a; }",
    ],
  ])("does not fire on %s", async (_what, text, code) => {
    expect(await returned(text, code)).toEqual([]);
  });
});

describe("jsdoc/throws", () => {
  const code = `export class BoilError extends Error { litres = 1; }\n${block("@throws {BoilError} when dry", "export function boil() { throw new BoilError(); }")}`;

  it("fires when the class was renamed", async () => {
    expect(await afterRename(code, "BoilError", "HeatError")).toEqual(["3 jsdoc/throws safe HeatError"]);
  });

  it("fires when the class was removed", async () => {
    const project = scratchProject({
      "package.json": MANIFEST,
      "src/boil.ts": code,
      "src/index.ts": "export * from './boil.js';\n",
    });
    const rest = block("@throws {BoilError} when dry", "export function boil() { return 1; }");
    expect(await project.commit({ "src/boil.ts": rest }).check()).toEqual(["src/boil.ts:2 jsdoc/throws"]);
  });

  it.each([
    ["globals", "@throws {TypeError} when dry"],
    ["what a callee throws", "@throws {SteamError} when dry"],
    ["what is imported", "@throws {Outside}"],
    ["sentences", "@throws if there is no water\n@throws An error when dry"],
    ["texts in braces", "@throws {string} the reason"],
  ])("does not fire on %s", async (_what, text) => {
    expect(
      await findings(`import { Outside } from "outside";\n${block(text, "export function boil() { return Outside; }")}`),
    ).toEqual([]);
  });
});

describe("jsdoc/link", () => {
  const linking = (link: string) =>
    `${block(`Boils, see ${link}.`, "export function boilWater(litres: number) { return litres * 4.2; }")}`;

  it.each([
    ["{@link boilWater}", "heatWater"],
    ["{@link boilWater | the boiling}", "heatWater"],
    ["{@linkcode boilWater}", "heatWater"],
    ["{@link boilWater()}", "heatWater"],
    ["{@link boilWater.length}", "heatWater.length"],
    ["{@link boilWater#length}", "heatWater#length"],
  ])("fires on %s after the rename", async (link, replacement) => {
    expect(await afterRename(linking(link), "boilWater", "heatWater")).toEqual([`2 jsdoc/link safe ${replacement}`]);
  });

  it("fires although other files still import the old name, and not while one uses a thing of that name", async () => {
    const files = {
      "package.json": MANIFEST,
      "src/index.ts": "export * from './boil.js';\n",
      "src/boil.ts": linking("{@link boilWater}"),
      "test/boil.test.ts": "import { boilWater } from '../src/index.js';\nboilWater(1);\n",
    };
    const project = scratchProject(files);
    const renamed = files["src/boil.ts"].replace("function boilWater", "function heatWater");
    expect(await project.commit({ "src/boil.ts": renamed }).check()).toEqual(["src/boil.ts:2 jsdoc/link"]);
    expect(await project.commit({ "src/tea.ts": "function brew(boilWater: number) {}\n" }).check()).toEqual([]);
  });

  it("fires on a @see of one name after the rename", async () => {
    const code = block("@see boilWater", "export function boilWater(litres: number) { return litres * 4.2; }");
    expect(await afterRename(code, "boilWater", "heatWater")).toEqual(["2 jsdoc/link safe heatWater"]);
  });

  it("fires after classes, types and constants were renamed", async () => {
    for (const code of [
      "export class OldKettle { litres = 1; boil() { return this.litres * 4.2; } }",
      "export interface OldKettle { litres: number; quiet: boolean; target: number; lid: string }",
      "export const OldKettle = { litres: 1, quiet: true, target: 100, lid: 'open' };",
    ]) {
      expect(
        await afterRename(`${block("See {@link OldKettle}.", "export const other = 1;")}${code}\n`, "OldKettle", "Boiler"),
      ).toEqual(["2 jsdoc/link safe Boiler"]);
    }
  });

  it("fires on a name that several are like, and names none of them", async () => {
    const code = "export interface BoilerOptions { a: 1 }\nexport interface BoilOptions { a: 1 }\n";
    const project = scratchProject(
      { "src/a.ts": `${block("{@link BoileOptions.a}", "export const a = 1;")}${code}` },
      { git: false },
    );
    const expected = [["jsdoc/link", "Write one of `BoilOptions`, `BoilerOptions`"]];
    const told = async () => (await project.report()).findings.map(({ rule, suggestion }) => [rule, suggestion?.text]);
    expect(await told()).toEqual(expected);
    const inside = `export namespace Kettle {\n${code}}\n`;
    project.write({ "src/a.ts": `${block("{@link BoileOptions.a}", "export const a = 1;")}${inside}` });
    expect(await told()).toEqual(expected);
  });

  it("fires on a name that is nearly the one that lives", async () => {
    expect(await findings(linking("{@link boilWatre}"))).toEqual(["2 jsdoc/link"]);
  });

  it.each([
    ["globals", "{@link Array.prototype.flatMap} and {@link HTMLElement}"],
    ["addresses", "{@link https://example.com/boilWatre} and {@link https://example.com | boilWatre}"],
    ["package paths", "{@link kettle/boilWatre} and {@link @scope/boilWatre}"],
    ["members", "{@link boilWater#gone} and {@link boilWater~gone}"],
    ["namespaces of exports", "{@link water.pour}"],
    ["placeholders", "{@link foo} and {@link Bar}"],
    ["names of this file", "{@link litres} and {@link hidden}"],
    ["names that were never here", "{@link SteamEngineFactory}"],
    ["code", "`{@link boilWatre}`\n```\n{@link boilWatre}\n```"],
    ["prose of @see", "\n@see the boilWatre of old\n@see {@link https://example.com}"],
  ])("does not fire on %s", async (_what, link) => {
    const more = { "src/water.ts": "export const pour = 1;\n", "src/all.ts": "export * as water from './water.js';\n" };
    expect(await findings(`${linking(link)}function hidden() {}\n`, more)).toEqual([]);
  });
});

describe("jsdoc/param-name of others", () => {
  it("knows the root of a pattern by its properties, and tells the other tag alone", async () => {
    const taken = "export const boil = ({ litres }) => litres;";
    expect(await findings(block("@param options how\n@param options.litres how much", taken))).toEqual([]);
    expect(await findings(block("@param options how\n@param options.litres how much\n@param lid of it", taken))).toEqual([
      "4 jsdoc/param-name",
    ]);
  });

  const tag = "@param goal where to";

  it.each([
    ["a function it returns takes", "export function boil(kettle) {\n  return function (goal) { return kettle + goal; };\n}"],
    [
      "a function declared in it takes",
      "export function boil(kettle) {\n  return inner;\n  function inner(goal) { return goal; }\n}",
    ],
    ["a method of the object it returns takes", "export const boil = (kettle) => ({ heat(goal) { return kettle + goal; } });"],
    [
      "nothing takes, as all of the block is on the function it makes",
      "export function boil(lid, log) { return (kettle) => lid + kettle; }",
    ],
  ])("does not fire on what %s", async (_what, code) => {
    expect(await findings(block(tag, code))).toEqual([]);
  });

  it("fires where the function returns none, or documents its own parameters too", async () => {
    const plain = "export function boil(lid, log) { return lid + log; }";
    expect(await findings(block(tag, plain))).toEqual(["2 jsdoc/param-name"]);
    const factory = "export function boil(lid, log) { return (kettle) => lid + kettle; }";
    expect(await findings(block(`@param lid of it\n${tag}`, factory))).toEqual(["3 jsdoc/param-name"]);
    expect(await findings(block("@param lidd of it", factory))).toEqual(["2 jsdoc/param-name"]);
  });

  it("does not fire on members of the type of the only parameter, and on words of the language", async () => {
    const type = "export interface Body { goal: number }\n";
    expect(await findings(type + block(tag, "export function boil(kettle: Body) {}"))).toEqual([]);
    expect(await findings(type + block(tag, "export function boil(kettle: Body, lid: boolean) {}"))).toEqual([
      "3 jsdoc/param-name",
    ]);
    expect(await findings(type + block("@param goals x", "export function boil(kettle: Body) {}"))).toEqual([
      "3 jsdoc/param-name",
    ]);
    expect(await findings(block("@param {Function} function that boils", "export function boil(kettle) {}"))).toEqual([]);
    expect(await findings(block("@param {Function} fn that boils", "export function boil(kettle) {}"))).toEqual([
      "2 jsdoc/param-name",
    ]);
  });

  it("does not fire on type parameters, its own or of the type that it is", async () => {
    expect(await findings(block("@param Body of it", "export function boil<Body>(kettle: Body) {}"))).toEqual([]);
    expect(await findings(block("@param Body of it", "export interface Boil<Body> { (kettle: Body): void }"))).toEqual([]);
    expect(await findings(block("@param Bodi of it", "export function boil<Body>(kettle: Body) {}"))).toEqual([
      "2 jsdoc/param-name",
    ]);
  });

  it("does not fire in a folder that was copied with its licence", async () => {
    const code = block(tag, "export function boil(lid: number) {}");
    const copied = { "src/copied/heat.ts": code, "src/copied/LICENSE": "MIT\n" };
    expect(await findings("", copied)).toEqual([]);
    const own = { ...copied, "src/copied/package.json": '{"name":"copied"}' };
    expect(await findings("", own)).toEqual(["src/copied/heat.ts:2 jsdoc/param-name"]);
  });
});

describe("jsdoc/param-name of properties", () => {
  const tags = "@param options how\n@param options.quiet whether it is\n@param options.volum how much";

  it.each([
    ["a pattern", "export function boil({ quiet, volume }) {}"],
    ["a pattern with defaults", "export function boil({ quiet = true, volume: litres = 1.7 } = {}) {}"],
    ["a pattern whose type stands in place", "export function boil({ quiet, volume }: { quiet: boolean; volume: number }) {}"],
  ])("fires when %s does not take it", async (_what, code) => {
    expect(await findings(block(tags, code))).toEqual(["4 jsdoc/param-name"]);
  });

  it.each([
    ["a pattern with a rest element", "export function boil({ quiet, ...others }) {}"],
    [
      "a pattern of a named type",
      "interface Options { quiet: boolean; volum: number }\nexport const use = 1;\n",
      "export function boil({ quiet }: Options) {}",
    ],
    ["a type in place that has it", "", "export function boil({ quiet }: { quiet: boolean; volum: number }) {}"],
    ["computed names", "", "export function boil({ quiet, [key()]: b }) {}"],
    ["two patterns", "", "export function boil({ quiet }, { volume }) {}"],
    ["a parameter of that name", "", "export function boil(options) { return options.volum; }"],
    ["`arguments`", "", "export function boil({ quiet, volume }) { return arguments.length; }"],
  ])("does not fire on %s", async (_what, before, code = before) => {
    expect(await findings(`${code === before ? "" : before}${block(tags, code)}`)).toEqual([]);
  });

  it("is a note where names differ in a leading underscore, and none where a sentence stands for the name", async () => {
    const project = scratchProject(
      { "a.ts": block("@param litres how much", "export function boil(_litres: number) {}") },
      { git: false },
    );
    expect((await project.report()).findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["jsdoc/param-name", "note"],
    ]);
    expect(await findings(block("@param {object} A kettle", "export function boil(kettle: object) {}"))).toEqual([]);
  });
});
