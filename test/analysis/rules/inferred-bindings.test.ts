import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { confirmationsOf } from "../../../src/domains/documentation/confirming.js";
import { boundTextsOnce } from "../../../src/pass/check.js";
import { shareConfirmations } from "../../../src/pass/said/confirmed-file.js";
import { openRoot } from "../../../src/worktree/guard.js";
import { type Changes, scratchProject } from "../../support/project.js";

const HEAT = "export function heatWater(litres: number): number {\n  return litres * 2;\n}\n";
const OTHER = "export const other = 1;\n";
const typed = HEAT.replace("litres: number", "litres: string");
const readme = (heading: string, text = "It heats, as `heatWater(2)` does.") =>
  `# Kettle\n\n## ${heading}\n\n${text}\n\n## More\n\nMore.\n`;
const kettle = (document: string, files: Changes = {}) =>
  scratchProject({ "README.md": document, "src/heat.ts": HEAT, "src/other.ts": OTHER, ...files });

const listed = ({ findings }: Report) => findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);
const STALE = "freshness/code-moved-on";

describe("a section that is about one declaration", () => {
  it.each([
    ["its heading is its name", readme("heatWater"), 3],
    ["its heading is its name in code", readme("`heatWater`"), 3],
    ["its heading is a call", readme("`heatWater()`"), 3],
    ["its first paragraph cites it and its file", readme("Heating", "Heated by `heatWater(2)` in `src/heat.ts`."), 5],
  ])("is stale when the signature changed since: %s", async (_what, document, line) => {
    const project = kettle(document);
    expect(await project.check()).toEqual([]);
    const report = await project.commit({ "src/heat.ts": typed }).report();
    expect(listed(report)).toEqual([`README.md:${line} ${STALE}`]);
    expect(report.findings[0]).toMatchObject({
      verdict: "STALE",
      severity: "note",
      confidence: 0.8,
      message: "the signature of `heatWater` changed since the text was written",
      evidence: { before: "(litres: number): number", after: "(litres: string): number" },
    });
  });

  it("tells in its evidence what is described of it, and nothing else", async () => {
    const known = ["kind", "summary", "facts", "commit", "date", "before", "after"];
    const project = kettle(readme("`heatWater`")).commit({ "src/heat.ts": typed });
    const place = { document: "README.md", section: "heatwater" };
    const written = await project.report();
    const bound = await boundTextsOnce(project.root, place, { cacheDir: null });
    shareConfirmations(openRoot(project.root), confirmationsOf(bound, { ...place, at: "2026-11-21T12:00:00.000Z" }));
    const confirmed = await project.commit({ "src/heat.ts": typed.replace("string", "bigint") }).report();
    expect([written, confirmed].map(({ findings }) => findings.map(({ evidence }) => Object.keys(evidence)))).toEqual([
      [known],
      [known],
    ]);
    expect(confirmed.findings).toMatchObject([{ evidence: { commit: null, date: "2026-11-21T12:00:00.000Z" } }]);
  });

  it("is not when it tells nothing of the shape", async () => {
    const prose = await kettle(readme("heatWater", "It heats.")).commit({ "src/heat.ts": typed }).check();
    expect(prose).toEqual([]);
    const type = (members: string) => ({ "src/kettle.ts": `export interface KettleBody {\n${members}}\n` });
    const [two, three] = ["  lid: string;\n  volume: number;\n", "  lid: string;\n  volume: number;\n  spout: string;\n"];
    const glossary = kettle(readme("KettleBody", "What holds the `volume`."), type(two)).commit(type(three));
    expect(await glossary.check()).toEqual([]);
    const members = kettle(readme("KettleBody", "It has a `lid` and a `volume`."), type(two)).commit(type(three));
    expect(await members.check()).toEqual([`README.md:3 ${STALE}`]);
  });

  it("is not when a type of its signature has another name", async () => {
    const shaped = (litres: string, result: string) =>
      `export interface ${litres} {}\nexport interface ${result} {}\nexport function heatWater(litres: ${litres}): ${result}[] {\n  return [];\n}\n`;
    const project = () => kettle(readme("`heatWater`"), { "src/heat.ts": shaped("Litres", "Steam") });
    expect(
      await project()
        .commit({ "src/heat.ts": shaped("Water", "Vapour") })
        .check(),
    ).toEqual([]);
    expect(
      await project()
        .commit({ "src/heat.ts": shaped("Steam", "Litres") })
        .check(),
    ).toEqual([`README.md:3 ${STALE}`]);
  });

  it("is stale before the change is committed, and no more once its document is touched", async () => {
    const project = kettle(readme("`heatWater`")).write({ "src/heat.ts": typed });
    expect(await project.check()).toEqual([`README.md:3 ${STALE}`]);
    project.write({ "README.md": readme("`heatWater`", "It heats strings.") });
    expect(await project.check()).toEqual([]);
    expect(await project.commit({}).check()).toEqual([]);
  });

  it.each([
    ["the body changed", readme("`heatWater`"), HEAT.replace("* 2", "* 3"), {}],
    ["the heading says more", readme("Using `heatWater`"), typed, {}],
    ["another declaration has the name", readme("`heatWater`"), typed, { "src/cold.ts": HEAT }],
    ["it is not exported", readme("`heatWater`"), typed.replace("export ", ""), { "src/heat.ts": HEAT.replace("export ", "") }],
    ["the first paragraph cites two symbols", readme("Heating", "`heatWater` and `other` of `src/heat.ts`."), typed, {}],
    ["the first paragraph cites two files", readme("Heating", "`heatWater` of `src/heat.ts`, not `src/other.ts`."), typed, {}],
    ["another paragraph cites it", readme("Heating", "It heats.\n\nBy `heatWater` in `src/heat.ts`."), typed, {}],
    ["the document is a changelog", `---\nstatus: archived\n---\n\n${readme("`heatWater`")}`, typed, {}],
  ])("is not stale when %s", async (_what, document, code, files) => {
    const project = kettle(document, files);
    expect((await project.commit({ "src/heat.ts": code }).check()).filter((one) => one.includes(STALE))).toEqual([]);
  });

  it("is judged as somebody bound it, and never broken", async () => {
    const bound = kettle(readme("`heatWater`", "<!-- lockstep: src/heat.ts#heatWater deps -->\n\nIt heats."));
    expect(await bound.commit({ "src/heat.ts": typed }).check()).toEqual([]);
    const gone = kettle(readme("`heatWater`")).commit({ "src/heat.ts": "export {};\n" });
    expect((await gone.check()).filter((one) => one.includes("binding") || one.includes(STALE))).toEqual([]);
  });

  it("says nothing of what was so before its document was touched the last time", async () => {
    const project = kettle(readme("`heatWater`")).commit({ "src/heat.ts": typed });
    project.commit({ "README.md": `${readme("`heatWater`")}\nThe end.\n` });
    expect(await project.check()).toEqual([]);
  });

  it("is confirmed as other bindings are", async () => {
    const project = kettle(readme("`heatWater`")).commit({ "src/heat.ts": typed });
    const place = { document: "README.md", section: "heatwater" };
    const bound = await boundTextsOnce(project.root, place, { cacheDir: null });
    expect(bound).toMatchObject([{ binding: "src/heat.ts#heatWater inferred", tiers: ["sig"], line: 3 }]);
    shareConfirmations(openRoot(project.root), confirmationsOf(bound, { ...place, at: "2026-11-21T12:00:00.000Z" }));
    expect(await project.check()).toEqual([]);
    const again = await project.commit({ "src/heat.ts": typed.replace("string", "bigint") }).report();
    expect(again.findings).toMatchObject([{ rule: STALE, message: expect.stringContaining("since the text was confirmed") }]);
  });
});
