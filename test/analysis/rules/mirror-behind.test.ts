import { describe, expect, it } from "vitest";
import { sourcesOf } from "../../../src/analysis/documents/translations.js";
import { scratchProject } from "../../support/project.js";

const RULE = "mirror/behind";
const code = (name: string) =>
  `export function ${name}(litres: number, target = 100) {\n  return litres * (target - 20);\n}\nexport const lid = 1;\n`;
const english = (name: string) => `# Kettle\n\nCall \`${name}\` with the litres to heat the water in the kettle.\n`;
const japanese = (name: string) =>
  `# ケトル\n\n水を沸かすには、リットル数を指定して \`${name}\` を呼び出してください。それだけです。\n`;
const MANIFEST = JSON.stringify({ name: "kettle", main: "src/a.js" });

/** Findings in the translation after the function was renamed, and the documents were as given. */
async function found(mirror: string, source: string, fixed: boolean): Promise<string[]> {
  const project = scratchProject({
    "package.json": MANIFEST,
    "src/a.ts": code("boilWater"),
    [source]: english("boilWater"),
    [mirror]: japanese("boilWater"),
  }).commit({ "src/a.ts": code("heatWater") });
  if (fixed) project.commit({ [source]: english("heatWater") });
  const { findings } = await project.report();
  return findings.filter(({ path }) => path === mirror).map((one) => `${one.rule} ${one.line} ${one.reference} ${one.severity}`);
}

describe("mirror/behind", () => {
  it.each([
    ["README.ja.md", "README.md"],
    ["README_ja.md", "README.md"],
    ["README-JA.md", "README.md"],
    ["docs/zh-CN/usage.md", "docs/usage.md"],
    ["docs/ja/usage.md", "docs/en/usage.md"],
  ])("notes what %s still names after %s was corrected, and not before", async (mirror, source) => {
    expect(await found(mirror, source, true)).toEqual([`${RULE} 3 boilWater note`]);
    expect(await found(mirror, source, false)).toEqual([]);
  });

  it("is silent without a source, and where the source never named it", async () => {
    expect(await found("README.ja.md", "GUIDE.md", true)).toEqual([]);
    const project = scratchProject({
      "package.json": MANIFEST,
      "src/a.ts": code("boilWater"),
      "README.md": "# Kettle\n\nHeats water for you, and nothing else; there is no more to say of it.\n",
      "README.ja.md": japanese("boilWater"),
    }).commit({ "src/a.ts": code("heatWater") });
    expect((await project.report()).findings).toEqual([]);
  });

  it("knows no source of a document that is no translation", () => {
    expect([sourcesOf("README.md"), sourcesOf("docs/usage.md"), sourcesOf("it/usage.md")]).toEqual([[], [], []]);
  });
});
