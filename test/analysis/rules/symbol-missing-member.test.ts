import { describe, expect, it } from "vitest";
import { type Changes, scratchProject } from "../../support/project.js";

const MANIFEST = JSON.stringify({ name: "kettle", main: "src/index.js" });

/** A class with a method, exported from the entry, and a document that names it. */
const files = (text: string, body = "boil(litres: number): void { this.fill(litres); }"): Record<string, string> => ({
  "package.json": MANIFEST,
  "src/index.ts": 'export { Kettle } from "./kettle.js";\n',
  "src/kettle.ts": `export class Kettle {\n  ${body}\n  fill(litres: number): void { if (litres < 0) throw new RangeError("empty"); }\n  pour(): string { return "tea"; }\n}\n`,
  "README.md": `# Kettle\n\n${text}\n`,
});

/** The findings after `changes` are committed on top of `before`, which must be clean by themselves. */
async function reportAfter(before: Record<string, string>, changes: Changes) {
  const project = scratchProject(before);
  expect(await project.check()).toEqual([]);
  return (await project.commit(changes).report()).findings;
}

const renamed = files("", "heatWater(litres: number): void { this.fill(litres); }")["src/kettle.ts"] as string;

describe("symbol/missing-member", () => {
  it.each([
    ["under its type's name", "Call `Kettle#boil()` first.", "Kettle#heatWater()"],
    ["with a dot", "See `Kettle.boil`.", "Kettle.heatWater"],
    ["under an instance's name", "Call `kettle.boil(1)` first.", "kettle.heatWater(1)"],
  ])("fires when the member was renamed: %s", async (_what, text, replacement) => {
    const findings = await reportAfter(files(text), { "src/kettle.ts": renamed });
    expect(findings).toMatchObject([
      { rule: "symbol/missing-member", line: 3, fix: "safe", suggestion: { replacement }, evidence: { kind: "tombstone" } },
    ]);
  });

  it("does not fire under an instance's name while something else has the member", async () => {
    const other = { "src/other.ts": "export interface PlannedKettle {\n  boil(): void;\n}\n" };
    const gone = files("", "")["src/kettle.ts"] as string;
    expect(await reportAfter({ ...files("Call `kettle.boil(1)` first."), ...other }, { "src/kettle.ts": gone })).toEqual([]);
    expect(await reportAfter({ ...files("Call `Kettle#boil()` first."), ...other }, { "src/kettle.ts": gone })).toHaveLength(1);
  });

  it("fires on members that a code sample uses", async () => {
    const fence = '```ts\nimport { Kettle } from "kettle";\nconst kettle = new Kettle();\nkettle.boil(1);\n```';
    const findings = await reportAfter(files(fence), { "src/kettle.ts": renamed });
    expect(findings).toMatchObject([{ rule: "symbol/missing-member", line: 6, reference: "boil" }]);
  });

  it("follows a member through several renames, committed or not", async () => {
    const project = scratchProject(files("Call `Kettle#boil()`."));
    project.commit({ "src/kettle.ts": renamed });
    project.write({ "src/kettle.ts": renamed.replace("heatWater", "heatUp") });
    expect((await project.report()).findings).toMatchObject([{ suggestion: { replacement: "Kettle#heatUp()" } }]);
  });

  it("knows members of interfaces and of the literals in type aliases", async () => {
    const types = (name: string) =>
      `export interface Heater { ${name}(): void; }\nexport type Pot = { volume: number } & {\n  ${name}: (litres: number) => void;\n};\n`;
    const before = {
      ...files("`Pot.boil` holds."),
      "src/kettle.ts": types("boil"),
      "src/index.ts": 'export * from "./kettle.js";\n',
    };
    const findings = await reportAfter(before, { "src/kettle.ts": types("boilDry") });
    expect(findings).toMatchObject([{ rule: "symbol/missing-member", suggestion: { replacement: "Pot.boilDry" } }]);
  });

  it("fires on a slip of the pen", async () => {
    const [finding] = (await scratchProject({ ...files("Call `kettle.fillUpp()`.", "fillUp(): void {}") }).report()).findings;
    expect(finding).toMatchObject({ rule: "symbol/missing-member", fix: "suggest", evidence: { kind: "near-miss" } });
  });

  it("fires on a call in prose that no member of the exported type answers", async () => {
    expect(await scratchProject(files("Call `Kettle#whistle()`.")).check()).toEqual(["README.md:3 symbol/missing-member"]);
  });

  it.each([
    ["an instance without history", "Call `kettle.whistle()`."],
    ["a member that is not called", "See `Kettle.whistle`."],
    ["members of every object", "Call `Kettle#toString()` and `Kettle.name`."],
    ["live members", "Call `Kettle#boil()`, `kettle.pour()`."],
    ["what the text says is gone", "`Kettle#whistle()` was removed."],
  ])("does not fire on %s", async (_what, text) => {
    expect(await scratchProject(files(text)).check()).toEqual([]);
  });

  it("counts members of own bases, and leaves bases of others alone", async () => {
    const base = "export class Vessel {\n  drain(): void {}\n}\n";
    const own: Record<string, string> = { ...files("Call `Kettle#drain()`."), "src/vessel.ts": base };
    own["src/kettle.ts"] = 'import { Vessel } from "./vessel.js";\nexport class Kettle extends Vessel {\n  boil(): void {}\n}\n';
    expect(await scratchProject(own).check()).toEqual([]);
    const outside = files("Call `Kettle#on()` and `kettle.emitt()`.");
    outside["src/kettle.ts"] =
      'import { EventEmitter } from "node:events";\nexport class Kettle extends EventEmitter {\n  boil(): void {}\n}\n';
    expect(await scratchProject(outside).check()).toEqual([]);
  });

  it.each([
    ["an index signature", "  [key: string]: unknown;\n"],
    ["a computed name", "  [NAME]() {}\n"],
  ])("leaves a type open that has %s", async (_what, member) => {
    const project = files("Call `Kettle#whistle()`.");
    project["src/kettle.ts"] = `const NAME = "x";\nexport class Kettle {\n${member}  boil(): void {}\n}\n`;
    expect(await scratchProject(project).check()).toEqual([]);
  });
});

describe("members named without their type", () => {
  const text = "Call `boilWater(litres)` on it.";
  const before = files(text, "boilWater(litres: number): void { this.fill(litres); }");

  it("are reported by the rules for symbols", async () => {
    expect(await reportAfter(before, { "src/kettle.ts": renamed })).toMatchObject([
      { rule: "symbol/renamed", suggestion: { replacement: "heatWater(litres)" } },
    ]);
  });

  it("are left alone while the name lives in the code", async () => {
    const use = "export const use = (other: { boilWater(): void }) => other.boilWater();\n";
    expect(await reportAfter({ ...before, "src/use.ts": use }, { "src/kettle.ts": renamed })).toEqual([]);
  });

  it("are left alone when they were keys of an object", async () => {
    const literal = (name: string) => `export const kettle = {\n  ${name}(litres: number) { return litres; },\n};\n`;
    const keys = { ...files("Call `boilWater(1)`."), "src/kettle.ts": literal("boilWater"), "src/index.ts": "export {};\n" };
    expect(await reportAfter(keys, { "src/kettle.ts": literal("heatWater") })).toEqual([]);
  });
});
