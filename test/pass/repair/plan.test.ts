import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planRepair } from "../../../src/pass/repair/repair.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { type ScratchProject, scratchProject } from "../../support/project.js";

const ALL = { suggested: false, rules: null, under: "", cacheDir: null };

async function plan(project: ScratchProject, more: { suggested?: boolean; rules?: ReadonlySet<string>; under?: string } = {}) {
  const { plan: made } = await planRepair(project.root, { ...ALL, ...more });
  return {
    fixed: made.documents.flatMap(({ fixes }) => fixes.map(({ path, line, rule }) => `${path}:${line} ${rule}`)),
    refused: made.refused.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
    added: made.documents.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith("+")))),
  };
}

const MOVED = { "src/boil.ts": "export const volume = 1;\n".repeat(3) };
/** A file is renamed in a second commit. */
const move = (documents: Record<string, string>) =>
  scratchProject({ ...MOVED, ...documents }).commit({ "src/boil.ts": null, "src/heat.ts": MOVED["src/boil.ts"] });

describe("a plan of fixes", () => {
  it("mends every place of a finding, and only what is safe", async () => {
    const { fixed, refused, added } = await plan(scratchProject(KETTLE).commit(KETTLE_RENAMED));
    expect(fixed).toHaveLength(7);
    expect(refused).toEqual([]);
    expect(added).toContain("+await heatWater(1, 90);\n");
  });

  it("holds guesses when they are asked for", async () => {
    const project = scratchProject({ "README.md": "[usage](usge.md)\n", "usage.md": "# Usage\n" });
    expect(await plan(project)).toEqual({ fixed: [], refused: [], added: [] });
    expect((await plan(project, { suggested: true })).added).toEqual(["+[usage](usage.md)\n"]);
  });

  it("keeps to the rules and the folder that are asked for", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    expect((await plan(project, { rules: new Set(["script/unknown"]) })).fixed).toEqual(["README.md:3 script/unknown"]);
    expect((await plan(project, { under: "docs" })).fixed).toEqual(["docs/usage.md:3 symbol/renamed"]);
  });

  it("keeps anchor, form, escapes and line ends of a link", async () => {
    const project = scratchProject({
      "docs/old name.md": "# Top\n\n## Part\n\nText of some length.\n",
      "docs/a.md": "x\r\n[1](./old%20name.md#part) [2](</docs/old name.md>)\r\n",
    });
    project.commit({ "docs/old name.md": null, "docs/new name.md": "# Top\n\n## Part\n\nText of some length.\n" });
    expect((await plan(project)).added).toEqual(["+[1](./new%20name.md#part) [2](</docs/new%20name.md>)\r\n"]);
  });

  it("drops a fix that would make something else untrue", async () => {
    const files = {
      "package.json": '{"name":"kettle","main":"src/index.ts"}',
      "src/index.ts": "export function boilWater(litres: number) {\n  return litres * 2 + 1;\n}\n",
      "README.md": "# Kettle\n\n## `boilWater`\n\nHeats with `boilWater(litres)`.\n",
      "docs/usage.md": "# Usage\n\nSee [boilWater](../README.md#boilwater).\n",
    };
    const project = scratchProject(files).commit({ "src/index.ts": files["src/index.ts"].replace("boilWater", "heatWater") });
    const { refused } = await plan(project);
    expect(refused.filter((line) => line.startsWith("README.md"))).toEqual([
      expect.stringContaining("something new would be found: `README.md` has no heading for `#boilwater` (docs/usage.md:3"),
    ]);
  });

  it("leaves alone what others write, and what speaks of another time", async () => {
    const project = move({
      "UPGRADING.md": "# Changelog\n\n[boil](src/boil.ts)\n",
      "generated.md": "<!-- generated, do not edit -->\n\n[boil](src/boil.ts)\n",
    });
    expect(await plan(project)).toEqual({
      fixed: [],
      refused: ["UPGRADING.md:3 a historical document is not edited"],
      added: [],
    });
  });

  it("does not follow a document that is a symbolic link", async () => {
    const project = move({ "docs/a.md": "[boil](../src/boil.ts)\n" });
    mkdirSync(join(project.root, "shelf"));
    renameSync(join(project.root, "docs", "a.md"), join(project.root, "shelf", "a.md"));
    symlinkSync("../shelf/a.md", join(project.root, "docs", "a.md"));
    expect(await plan(project)).toMatchObject({ fixed: ["shelf/a.md:1 link/missing-file"], refused: [] });
  });

  it("leaves the findings as they were", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const before = await project.report();
    await plan(project);
    expect(await project.report()).toEqual(before);
  });
});

describe("a copy of code", () => {
  it("is made anew, with the line ends of its document", async () => {
    const code = "export function heat(litres: number) {\n  return litres * 2;\n}\n";
    const copy = code.trimEnd().replaceAll("\n", "\r\n");
    const project = scratchProject({
      "src/heat.ts": code,
      "README.md": `# Kettle\r\n\r\n\`\`\`ts file=src/heat.ts#heat\r\n${copy}\r\n\`\`\`\r\n`,
    });
    expect(await plan(project)).toEqual({ fixed: [], refused: [], added: [] });
    project.commit({ "src/heat.ts": code.replace("* 2", "* 3") });
    const { fixed, added } = await plan(project);
    expect(fixed).toEqual([expect.stringContaining("embed/stale-snippet")]);
    expect(added).toContain("+  return litres * 3;\r\n");
  });
});
