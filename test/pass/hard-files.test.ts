import { expect, it } from "vitest";
import { scratchProject } from "../support/project.js";

it("reads in a thread what nests too deeply for this one, as a daemon does", async () => {
  const ternaries = `${Array.from({ length: 3_000 }, (_, i) => `a${i} ?\n`).join("")}1${"\n: 2".repeat(3_000)}`;
  const code = `export const deep = ${ternaries};\n/**\n * @param wrong the litres\n */\nexport function pour(litres: number) {\n  return litres;\n}\n`;
  const { findings, skipped } = await scratchProject({ "a.ts": code }, { git: false }).report();
  expect(skipped).toEqual([]);
  expect(findings.map(({ rule }) => rule)).toEqual(["jsdoc/param-name"]);
});
