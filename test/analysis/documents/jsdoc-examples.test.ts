import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";
import { jsdocClaims } from "../../../src/analysis/documents/jsdoc.js";
import { LineIndex } from "../../../src/base/positions.js";
import { scratchProject } from "../../support/project.js";

/** `kind reference` of each claim of the code; each stands at its span. */
function claimsOf(text: string): string[] {
  const { claims, problems } = jsdocClaims({ path: "src/a.ts", lines: new LineIndex(text) }, extractCode("src/a.ts", text).facts);
  expect(problems).toEqual([]);
  for (const claim of claims) expect(text.slice(claim.span.start, claim.span.end)).toBe(claim.reference);
  return claims.map((claim) => `${claim.kind} ${claim.reference}`);
}

const SAMPLE = ["import { boilWater } from 'kettle';", "", "boilWater(heatSource);"];
const CLAIMS = ["import boilWater", "import kettle", "call boilWater", "symbol heatSource"];

/** A block with `lines`, each behind a margin. */
function block(lines: readonly string[], margin = " * ", end = "\n"): string {
  return ["/**", ...lines.map((line) => (margin + line).trimEnd()), " */", "export const a = 1;"].join(end);
}

describe("a sample in a JSDoc block", () => {
  it("is read whatever its language is called, margins and line ends aside", () => {
    expect(claimsOf(block(["@example", "```ts", ...SAMPLE, "```"]))).toEqual(CLAIMS);
    expect(claimsOf(block(["@example", "```", ...SAMPLE, "```"]))).toEqual(CLAIMS);
    expect(claimsOf(block(["@example ```js", ...SAMPLE, "```"]))).toEqual(CLAIMS);
    expect(claimsOf(block(["@deprecated", "```tsx", ...SAMPLE, "```"]))).toEqual(CLAIMS);
    expect(claimsOf(block(["@example", "```ts", ...SAMPLE, "```"], "   * ", "\r\n"))).toEqual(CLAIMS);
    expect(claimsOf(block(["@example", "```ts", ...SAMPLE, "```"], ""))).toEqual(CLAIMS);
  });

  it("is none in another language, without a fence, or in a fence that is not closed", () => {
    expect(claimsOf(block(["@example", "```sh", "npm run boil", "```"]))).toEqual([]);
    expect(claimsOf(block(["@deprecated", "```", ...SAMPLE, "```"]))).toEqual([]);
    expect(claimsOf(block(["@example", ...SAMPLE]))).toEqual([]);
    expect(claimsOf(block(["@example", "```ts", ...SAMPLE]))).toEqual([]);
  });

  it("is judged like a fence of a document", async () => {
    const boil = "export function boilWater(litres: number) { return litres * 4.2; }\n";
    const files = {
      "package.json": JSON.stringify({ name: "kettle", main: "src/index.ts" }),
      "src/index.ts": "export * from './boil.js';\nexport * from './tea.js';\n",
      "src/boil.ts": boil,
      "src/tea.ts": `${block(["@example", "```ts", "import { boilWater } from 'kettle';", "boilWater(1);", "```"])}\n${block([
        "@example",
        "```ts",
        "const tea = kettle.boilWater(1);",
        "```",
      ]).replace("const a", "const b")}\n`,
    };
    const project = scratchProject(files);
    expect(await project.check()).toEqual([]);
    expect(await project.commit({ "src/boil.ts": boil.replace("boilWater", "heatWater") }).check()).toEqual([
      "src/tea.ts:4 import/missing-export",
      "src/tea.ts:12 symbol/renamed",
    ]);
  });

  it("may import what the reader writes", async () => {
    const files = {
      "src/a.ts": block(["@example", "```ts", "import { mine } from './b.js';", "```"]),
      "src/b.ts": "export const b = 1;\n",
    };
    expect(await scratchProject(files).check()).toEqual([]);
  });
});
