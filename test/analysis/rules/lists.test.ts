import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const FILES = {
  "package.json": JSON.stringify({
    name: "kettle",
    private: true,
    scripts: { build: "tsc", test: "vitest" },
    bin: { kettle: "src/cli.ts" },
  }),
  "src/index.ts": "export { heatWater } from './heat.js';\nexport const DEFAULT_VOLUME = 1.7;\n",
  "src/heat.ts":
    "export function heatWater() {}\nexport interface KettleOptions {\n  volume: number;\n  quiet?: boolean;\n}\nexport class Kettle {\n  boil() {}\n  private steam() {}\n}\nexport interface Open extends KettleOptions {\n  lid: boolean;\n}\n",
  "src/cli.ts": "export {};\n",
};
const check = (text: string) => scratchProject({ ...FILES, "README.md": `# Kettle\n\n${text}` }).report();
const list = (set: string, ...items: string[]) =>
  `<!-- lockstep: items(${set}) -->\n\n${items.map((item) => `- \`${item}\`: text\n`).join("")}`;

describe("list/out-of-sync", () => {
  it.each([
    ["a script is not listed", list("scripts", "build"), "lacks `test`"],
    ["one too many is listed", list("scripts", "build", "test", "serve"), "has `serve` too many"],
    ["an export is not listed", list("exports:src/index.ts", "heatWater()"), "lacks `DEFAULT_VOLUME`"],
    ["a member is not listed", list("members:src/heat.ts#KettleOptions", "volume"), "lacks `quiet`"],
    ["a file is not listed", list("files:src/*.ts", "src/index.ts", "heat.ts"), "lacks `src/cli.ts`"],
    [
      "a row of a table is missing",
      "<!-- lockstep: items(scripts) -->\n\n| Script | Does |\n|---|---|\n| `npm run build` | builds |\n",
      "lacks `test`",
    ],
    ["a number is not the size", "<!-- lockstep: count(scripts) -->\n\nThere are 3 scripts.\n", "there are 2"],
  ])("fires when %s", async (_what, text, message) => {
    const { findings } = await check(text);
    expect(findings).toMatchObject([{ rule: "list/out-of-sync", path: "README.md", line: 3, severity: "warning" }]);
    expect(findings[0]?.message).toContain(message);
  });

  it.each([
    ["a list that is the set", list("scripts", "build", "test")],
    ["members of a class that others see", list("members:src/heat.ts#Kettle", "boil()")],
    ["an open set", list("members:src/heat.ts#Open", "lid", "cup")],
    ["a set that nobody knows", list("cups", "tea")],
    ["a module that is not there", list("exports:src/none.ts", "tea")],
    ["an unbound list", "- `build`: builds\n- `serve`: serves\n"],
    ["an unbound number", "There are over 20 scripts.\n"],
    ["a number that is the size", "<!-- lockstep: count(bins) -->\n\nIt installs 1 binary.\n"],
    ["two numbers", "<!-- lockstep: count(bins) -->\n\nIt installs 2 of 3 binaries.\n"],
  ])("does not fire on %s", async (_what, text) => {
    expect((await check(text)).findings).toEqual([]);
  });
});
