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

describe("sets of a program", () => {
  const CLI =
    'program.option("-q, --quiet", "say nothing").option("--max-size <n>").option("--no-colour");\nexport const tmp = process.env.KETTLE_TMP;\n';
  const COMMANDS = 'program.command("boil <litres>").command("drain");\n';
  const report = (text: string, files: Record<string, string>) =>
    scratchProject({ ...FILES, ...files, "README.md": `# Kettle\n\n${text}` }).report();
  const ALL = ["-q, --quiet", "--max-size <n>", "--colour"];

  it.each([
    ["an option is not listed", list("options:kettle", "--quiet", "--max-size"), { "src/cli.ts": CLI }, "lacks `colour`"],
    ["an option is gone", list("options:kettle", ...ALL, "--lid"), { "src/cli.ts": CLI }, "has `--lid` too many"],
    ["a command is not listed", list("commands:kettle", "kettle boil 1"), { "src/cli.ts": COMMANDS }, "lacks `drain`"],
    [
      "a variable is not listed",
      list("env", "KETTLE_HEAT"),
      { "src/cli.ts": CLI },
      "lacks `KETTLE_TMP` and has `KETTLE_HEAT` too many",
    ],
    [
      "the number of commands is another",
      "<!-- lockstep: count(commands:kettle) -->\n\nIt has 3 commands.\n",
      { "src/cli.ts": COMMANDS },
      "there are 2",
    ],
  ])("fire when %s", async (_what, text, files, message) => {
    const { findings } = await report(text, files);
    expect(findings.filter(({ rule }) => rule === "list/out-of-sync")).toMatchObject([
      { line: 3, message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    ["all of them, and what every program has", list("options:kettle", ...ALL, "--help", "--version"), { "src/cli.ts": CLI }],
    [
      "options that several files declare",
      list("options:kettle", "--quiet"),
      { "src/cli.ts": CLI, "src/dev.ts": 'p.option("--dev");\n' },
    ],
    ["options of a program with commands", list("options:kettle", "--quiet"), { "src/cli.ts": CLI + COMMANDS }],
    ["options whose names are built", list("options:kettle", "--quiet"), { "src/cli.ts": `${CLI}program.option(name);\n` }],
    ["another program", list("options:pot", "--quiet"), { "src/cli.ts": CLI }],
    ["options that only tests declare", list("options:kettle", "--quiet"), { "test/cli.test.ts": CLI }],
    ["commands", list("commands:kettle", "boil", "drain", "help"), { "src/cli.ts": COMMANDS }],
    [
      "a variable that a script reads",
      list("env", "KETTLE_TMP", "KETTLE_HEAT"),
      { "src/cli.ts": CLI, "run.sh": "echo $KETTLE_HEAT\n" },
    ],
    ["variables that are looked up by name", list("env", "OTHER"), { "src/cli.ts": `${CLI}process.env[name];\n` }],
  ])("do not fire on %s", async (_what, text, files) => {
    const { findings } = await report(text, files);
    expect(findings.filter(({ rule }) => rule === "list/out-of-sync")).toEqual([]);
  });
});
