import { describe, expect, it } from "vitest";
import { type Changes, scratchProject } from "../../support/project.js";

const HEAT = `import { log } from "./log.js";

/** Heats. */
export function heatWater(litres: number, target = 100): number {
  const power = litres * target;
  log(power);
  return power;
}

export const DEFAULT_VOLUME = 1.7;
`;
const LOG = "export function log(value: unknown): void {\n  void value;\n}\n";

const readme = (directive: string, text = "It heats the water.") =>
  `# Kettle\n\n## Heating\n\n<!-- lockstep: ${directive} -->\n\n${text}\n\n## Other\n`;
const files = (directive: string): Changes => ({ "README.md": readme(directive), "src/heat.ts": HEAT, "src/log.ts": LOG });

async function findingsOn(directive: string, changes: Changes) {
  const project = scratchProject(files(directive));
  expect(await project.check()).toEqual([]);
  return (await project.commit(changes).report()).findings;
}

const edit = (from: string, to: string): Changes => ({ "src/heat.ts": HEAT.replaceAll(from, to) });

describe("binding/broken", () => {
  it("follows the bound declaration to its file's new place", async () => {
    const moved = { "src/heat.ts": null, "src/boil.ts": HEAT };
    expect(await findingsOn("src/heat.ts#heatWater", moved)).toMatchObject([
      { rule: "binding/broken", severity: "error", fix: "safe", suggestion: { replacement: "src/boil.ts#heatWater" } },
    ]);
  });

  it("follows a declaration that was renamed", async () => {
    expect(await findingsOn("src/heat.ts#heatWater", edit("heatWater", "boilWater"))).toMatchObject([
      { rule: "binding/broken", suggestion: { replacement: "src/heat.ts#boilWater" } },
    ]);
  });

  it.each([
    ["a parameter's type", "src/heat.ts#heatWater", "litres: number", "litres: string"],
    ["a further parameter", "src/heat.ts#heatWater sig", "target = 100", "target = 100, lid = true"],
    ["a declaration that is gone", "src/heat.ts#DEFAULT_VOLUME path", "export const DEFAULT_VOLUME = 1.7;\n", ""],
    [
      "what it throws",
      "src/heat.ts#heatWater contract",
      "  return power;",
      "  if (power > 9) throw new RangeError();\n  return power;",
    ],
  ])("fires on %s", async (_what, directive, from, to) => {
    expect(await findingsOn(directive, edit(from, to))).toMatchObject([
      { rule: "binding/broken", verdict: "DRIFT", path: "README.md", line: 5 },
    ]);
  });

  it("says what the signature was and is", async () => {
    const [finding] = await findingsOn("src/heat.ts#heatWater", edit("litres: number", "litres: string"));
    expect(finding?.evidence).toMatchObject({
      before: "(litres: number, target?: number): number",
      after: "(litres: string, target?: number): number",
    });
  });

  it.each([
    ["edits of the body", "litres * target", "litres * target * 2"],
    ["another default", "target = 100", "target = 90"],
    ["another comment", "/** Heats. */", "/** Boils. */"],
    ["another layout", "(litres: number, target = 100): number", "(\n  litres: number,\n  target = 100,\n): number"],
  ])("does not fire on %s under a sig binding", async (_what, from, to) => {
    expect(await findingsOn("src/heat.ts#heatWater", edit(from, to))).toEqual([]);
  });

  it("does not fire when the text was brought up to date, with the code or after it", async () => {
    const changed = edit("litres: number", "litres: string");
    const text = readme("src/heat.ts#heatWater", "It heats the water, given as a string.");
    expect(await findingsOn("src/heat.ts#heatWater", { ...changed, "README.md": text })).toEqual([]);
    const project = scratchProject(files("src/heat.ts#heatWater")).commit(changed);
    expect(await project.check()).toEqual(["README.md:5 binding/broken"]);
    expect(await project.write({ "README.md": text }).check()).toEqual([]);
    expect(await project.commit({}).check()).toEqual([]);
  });

  it("takes no change of layout or of another section for a change of the text", async () => {
    const project = scratchProject(files("src/heat.ts#heatWater")).commit(edit("litres: number", "litres: string"));
    const text = `${readme("src/heat.ts#heatWater", "It heats\nthe water.")}\nMore.\n`;
    expect(await project.commit({ "README.md": text }).check()).toEqual(["README.md:5 binding/broken"]);
  });

  it("binds a document by its front matter", async () => {
    const project = scratchProject({
      "docs/heat.md": "---\nlockstep: [src/heat.ts#heatWater]\n---\n\n# Heat\n",
      "src/heat.ts": HEAT,
    });
    expect(await project.commit(edit("litres: number", "litres: string")).check()).toEqual(["docs/heat.md:2 binding/broken"]);
  });
});

describe("freshness/code-moved-on", () => {
  it.each([
    ["the body", "src/heat.ts#heatWater body", "litres * target", "litres * target * 2", 0.6],
    ["what is called", "src/heat.ts#heatWater deps", "log(power)", "void power", 0.75],
    ["a value", "src/heat.ts#DEFAULT_VOLUME value", "1.7", "1.5", 0.92],
  ])("fires on %s", async (_what, directive, from, to, confidence) => {
    expect(await findingsOn(directive, edit(from, to))).toMatchObject([
      { rule: "freshness/code-moved-on", verdict: "STALE", severity: "note", confidence },
    ]);
  });

  it.each([
    ["comments", "src/heat.ts#heatWater body", "  log(power);", "  // Tell.\n  log(power);"],
    ["names of locals", "src/heat.ts#heatWater body", "power", "energy"],
    ["another spelling of a value", "src/heat.ts#DEFAULT_VOLUME value", "1.7", "1.70"],
    ["quotes and layout", "src/heat.ts#heatWater body,deps", "  return power;", "  return (\n    power\n  );"],
  ])("does not fire on %s", async (_what, directive, from, to) => {
    expect(await findingsOn(directive, edit(from, to))).toEqual([]);
  });

  it("lowers the score half as much as drift would, and sets no flag", async () => {
    const project = scratchProject(files("src/heat.ts#DEFAULT_VOLUME path,value")).commit(edit("1.7", "1.5"));
    const report = await project.report();
    expect(report.documents).toMatchObject([{ path: "README.md", score: 0, drift_detected: false, checked: 1 }]);
  });
});
