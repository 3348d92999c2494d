import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const MANIFEST = JSON.stringify({ name: "kettle", main: "src/index.js" });
const BOIL = "export async function boilWater(litres: number, target = 100): Promise<void> {}\n";

const files = (text: string, code = BOIL, path = "src/boil.ts"): Record<string, string> => ({
  "package.json": MANIFEST,
  "src/index.ts": `export * from "./${path.slice(4).replace(/\.ts$/, ".js")}";\n`,
  [path]: code,
  "README.md": `# Kettle\n\n${text}\n`,
});

const findings = async (text: string, code?: string, path?: string) =>
  (await scratchProject(files(text, code, path)).report()).findings;

describe("signature/mismatch", () => {
  it.each([
    ["too many", "Call `boilWater(litres, target, lid)`.", "takes 2 parameters, not 3"],
    ["another order", "Call `boilWater(target, litres)`.", "takes its parameters in the order `litres`, `target`"],
    ["a required one left out", "Call `boilWater(target)`.", "requires `litres`"],
    ["a required one marked optional", "Call `boilWater(litres?, target?)`.", "requires `litres`"],
    ["in a heading", "### `boilWater(litres, target, lid)`", "takes 2 parameters, not 3"],
    ["another type", "It is `boilWater(litres: string)`.", "takes another type for `litres`"],
    ["another return type", "It is `boilWater(litres: number): void`.", "returns `Promise<void>`"],
    ["a shown signature", "```ts\nfunction boilWater(litres: number): Promise<string>;\n```", "returns `Promise<void>`"],
  ])("fires on %s", async (_what, text, message) => {
    expect(await findings(text)).toMatchObject([
      { rule: "signature/mismatch", message: `\`boilWater\` ${message}`, severity: "warning" },
    ]);
  });

  it("suggests the signature of the code", async () => {
    expect(await findings("Call `boilWater(litres, target, lid)`.")).toMatchObject([
      { fix: "suggest", suggestion: { replacement: "boilWater(litres, target?)" }, evidence: { kind: "contradiction" } },
    ]);
  });

  it.each([
    ["a mention", "Call `boilWater()`."],
    ["a member of something", "### `.boilWater(litres, target, lid)`"],
    ["arguments handed on", "Call `boilWater(...args)`."],
    ["arguments left out", "Call `boilWater(litres, …)` or `boilWater(litres, ...)`."],
    ["an optional parameter left out", "Call `boilWater(litres)`."],
    ["variables of a caller", "Call `boilWater(volume, 90)`."],
    ["values", "Call `boilWater(1, 90)`."],
    ["optional marks in brackets", "Call `boilWater(litres[, target])`."],
    ["written defaults", "It is `boilWater(litres: number, target = 100): Promise<void>`."],
    ["types that may be aliases", "It is `boilWater(litres: Litres): Promise<Nothing>`."],
    ["a sample that declares its own", "```ts\nfunction boilWater(litres: number, a: string, b: string) { return 1; }\n```"],
    ["what the text says is gone", "Formerly `boilWater(litres, target, lid)`."],
  ])("does not fire on %s", async (_what, text) => {
    expect(await findings(text)).toEqual([]);
  });

  it.each([
    [
      "overloads",
      "export function boilWater(a: number): void;\nexport function boilWater(a: number, b: string): void;\nexport function boilWater(a: number, b?: string) {}\n",
      "`boilWater(a, b?)` and `boilWater(b, a)`",
    ],
    ["a rest parameter", "export function boilWater(a: number, ...more: number[]) {}\n", "`boilWater(a, b, c)`"],
    ["`arguments`", "export function boilWater(a: number) { return arguments.length; }\n", "`boilWater(a, b)`"],
    ["a wrapped function", "export const boilWater = debounce((a: number) => a);\n", "`boilWater(a, b)`"],
    ["a function with a written type", "export const boilWater: Boiler = (a) => a;\n", "`boilWater(a, b)`"],
    ["a function that nothing exports", "function boilWater(a: number) { return a; }\nexport default 1;\n", "`boilWater(a, b)`"],
  ])("does not fire on %s", async (_what, code, text) => {
    expect(await findings(text, code)).toEqual([]);
  });

  it("does not demand parameters of JavaScript, where all may be left out", async () => {
    const code = "exports.boilWater = function boilWater(litres, target) {};\nexports.boilWater(1);\n";
    expect(await findings("Call `boilWater(target)`.", code, "src/boil.js")).toEqual([]);
  });

  it("does not choose between two functions of one name", async () => {
    const two = { ...files("Call `boilWater(litres, target, lid)`."), "src/other.ts": BOIL };
    expect((await scratchProject(two).report()).findings).toEqual([]);
  });

  it("judges methods of an instance that are called by words of the prose", async () => {
    const code = "export interface Kettle {\n  mount: (base: string, lid: Lid) => Kettle;\n}\n";
    const prose = "You mount it, then mount a lid, or mount none.";
    expect(await findings(`### \`kettle.mount(point, lid, state?)\`\n\n${prose}`, code)).toMatchObject([
      { rule: "signature/mismatch", suggestion: { replacement: "kettle.mount(base, lid)" } },
    ]);
    expect(await findings(`### \`kettle.mount(point, lid)\`\n\n${prose}`, code)).toEqual([]);
  });

  it("judges methods under the type and under an instance, of the nearest base that has them", async () => {
    const code =
      "class Vessel {\n  fill(litres: number): void {}\n}\nexport class Kettle extends Vessel {\n  boil(target: number): void {}\n}\n";
    const text = "Call `Kettle#boil(target, lid)`, `kettle.fill(litres, lid)`, `kettle.boil(target)`, `kettle.fill(litres)`.";
    expect((await findings(text, code)).map(({ reference }) => reference)).toEqual([
      "Kettle#boil(target, lid)",
      "kettle.fill(litres, lid)",
    ]);
  });

  const sample = (code: string) => `\`\`\`js\nimport { boilWater, Kettle } from "kettle";\n${code}\n\`\`\``;
  const KETTLE = `${BOIL}export class Kettle {\n  constructor(volume: number) {}\n}\nexport const made = wrap(boilWater);\n`;

  it.each([
    ["a call with too many arguments", "boilWater(1, { a: [1, 2] }, () => 2);", "`boilWater` takes 2 parameters, not 3"],
    ["two such calls once", "boilWater(1, 2, 3);\nawait boilWater(3, 4, 5);", "`boilWater` takes 2 parameters, not 3"],
    ["a class made with too many", "new Kettle(1, 2);", "`Kettle` takes 1 parameter, not 2"],
  ])("notes in a sample %s", async (_what, code, message) => {
    expect(await findings(sample(code), KETTLE)).toMatchObject([
      { rule: "signature/mismatch", message, severity: "note", fix: null },
    ]);
  });

  it.each([
    ["as many as it takes", "boilWater(1, 90); new Kettle(2);"],
    ["fewer", "boilWater(1);"],
    ["a list that is spread", "boilWater(...args, 1, 2, 3);"],
    ["arguments left out", "boilWater(1, 2, ...);"],
    ["a function of the sample", "function boilWater(a, b, c) { return a; }\nboilWater(1, 2, 3);"],
    ["a method", "kettle.boilWater(1, 2, 3); const a = { boilWater(a, b, c) { return 1; } };"],
    ["what is made elsewhere", 'import { made } from "kettle";\nmade(1, 2, 3);'],
    ["another package", 'import { fill } from "pot";\nfill(1, 2, 3);'],
    ["a wrong one on purpose", "// ❌\nboilWater(1, 2, 3);\n// ✅"],
  ])("is silent in a sample on %s", async (_what, code) => {
    expect(await findings(sample(code), KETTLE)).toEqual([]);
  });

  it.each([
    [
      "a function that is handed out wrapped",
      "Call `boilWater(litres, target, callback)`.",
      "module.exports = { boilWater: promisify(boilWater) };",
    ],
    [
      "a function that is put on one of that name",
      "Call `kettle.boil(litres, target)`.",
      "kettle.boil = (litres, target) => litres;\nmodule.exports = { kettle, Kettle };",
    ],
  ])("is silent on %s", async (_what, text, exported) => {
    const code = `function boilWater(litres, target) {\n  return litres;\n}\nconst kettle = (a) => a;\nclass Kettle {\n  boil(litres) {\n    return litres;\n  }\n}\n${exported}\n`;
    const project = {
      "package.json": JSON.stringify({ name: "kettle", main: "index.js" }),
      "index.js": code,
      "README.md": `# Kettle\n\n${text}\n`,
    };
    expect((await scratchProject(project).report()).findings).toEqual([]);
  });
});
