import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "cli/unknown-option";
const manifest = JSON.stringify({ name: "kettle", bin: { kettle: "dist/cli.js" }, scripts: { test: "vitest" } });
const commander = (option: string) => `import { program } from "commander";
program
  .option("-q, --quiet", "say nothing")
  .option("-t, --${option} <degrees>", "where to stop")
  .option("--no-lid", "leave it open");
`;
const files = (option: string, text: string, code = commander): Changes => ({
  "package.json": manifest,
  "README.md": text,
  "src/cli.ts": code(option),
});

describe("cli/unknown-option", () => {
  it("fires on a renamed option in commands, inline code and pasted help", async () => {
    const text =
      "```sh\nkettle boil --temperature 90 --quiet\n```\n\nSet `--temperature`.\n\n```\n-t, --temperature  where to stop\n--quiet            say nothing\n```\n";
    const found = await driftsAfter(RULE, files("temperature", text), { "src/cli.ts": commander("target-temperature") });
    expect(told(found)).toEqual(["README.md:2 --temperature → --target-temperature"]);
    expect(found[0]?.occurrences.map(({ line }) => line)).toEqual([5, 8]);
    expect(found[0]).toMatchObject({ severity: "error", fix: "safe", confidence: 0.93 });
  });

  it("does not fire on a removed option whose file still has its name, as in a list that another parser reads", async () => {
    const text = "```sh\nkettle boil --quiet --fail-fast\n```\n";
    const withFlags = (flags: string) =>
      `import { program } from "commander";\nprogram\n  .option("--quiet")\n  .option("--fail-fast");\n${flags}`;
    const without = (flags: string) => `import { program } from "commander";\nprogram.option("--quiet");\n${flags}`;
    const list = 'export const FLAGS = { "fail-fast": { type: "boolean" } };\n';
    expect(
      await driftsAfter(
        RULE,
        files("x", text, () => withFlags("")),
        { "src/cli.ts": without(list) },
      ),
    ).toEqual([]);
    expect(
      told(
        await driftsAfter(
          RULE,
          files("x", text, () => withFlags("")),
          { "src/cli.ts": without("") },
        ),
      ),
    ).toEqual(["README.md:2 --fail-fast → nothing"]);
  });

  it.each([
    [
      "yargs",
      (name: string) =>
        `import yargs from "yargs";\nyargs().option("${name}", {\n  description: "where to stop",\n  type: "number",\n});\n`,
    ],
    ["yargs options", (name: string) => `import yargs from "yargs";\nyargs().options({\n  ${name}: { type: "number" },\n});\n`],
    [
      "cac",
      (name: string) =>
        `import { cac } from "cac";\nconst cli = cac("kettle");\ncli.option("--${name} [degrees]", "where to stop");\n`,
    ],
    [
      "citty",
      (name: string) =>
        `import { defineCommand } from "citty";\nexport default defineCommand({\n  args: {\n    ${name}: { type: "string" },\n  },\n});\n`,
    ],
    [
      "parseArgs",
      (name: string) =>
        `import { parseArgs } from "node:util";\nparseArgs({\n  options: {\n    ${name}: { type: "string", short: "t" },\n  },\n});\n`,
    ],
    [
      "meow",
      (name: string) => `import meow from "meow";\nmeow("help", {\n  flags: {\n    ${name}: { type: "number" },\n  },\n});\n`,
    ],
    ["arg", (name: string) => `import arg from "arg";\narg({\n  "--${name}": Number,\n});\n`],
    [
      "clipanion",
      (name: string) =>
        `import { Command, Option } from "clipanion";\nexport class Boil extends Command {\n  level = Option.String("-t,--${name}");\n}\n`,
    ],
    [
      "oclif",
      (name: string) =>
        `import { Command, Flags } from "@oclif/core";\nexport class Boil extends Command {\n  static flags = {\n    ${name}: Flags.integer(),\n  };\n}\n`,
    ],
  ])("reads the options of %s", async (_parser, code) => {
    const found = await driftsAfter(RULE, files("temperature", "Set `--temperature`.\n", code), { "src/cli.ts": code("heat") });
    expect(told(found)).toEqual(["README.md:1 --temperature → --heat"]);
  });

  it("fires on the one option that is nearly the given one", async () => {
    const project = scratchProject(files("temperature", "```sh\nkettle boil --temprature 90\n```\n"));
    expect(await project.check()).toEqual([`README.md:2 ${RULE}`]);
  });

  it.each([
    ["what another program is given", "```sh\nnpm test -- --temprature\nvitest --temprature\n```\n"],
    ["what every program answers", "```sh\nkettle --help --version -h -V\n```\n"],
    ["the denial of an option", "```sh\nkettle --no-quiet --lid\n```\n"],
    ["an option in another spelling", "`--targetHeat`\n"],
    ["a near-miss outside of a command", "Set `--temprature`.\n"],
    ["what stands behind the end of options", "```sh\nkettle boil -- --temprature\n```\n"],
  ])("does not fire on %s", async (_what, text) => {
    const code = (name: string) => `${commander(name)}program.option("--target-heat <n>");\n`;
    expect(await scratchProject(files("temperature", text, code)).check()).toEqual([]);
  });

  it("does not call an option unknown where names are built at run time", async () => {
    const code = (name: string) => `${commander(name)}program.option(flagOf(name));\n`;
    expect(await scratchProject(files("temperature", "```sh\nkettle --temprature 9\n```\n", code)).check()).toEqual([]);
  });

  it("does not take options for removed that another parser may have taken over", async () => {
    const text = files("temperature", "Set `--temperature`.\n");
    const builtLater = 'for (const flag of flags) program.option(flag);\nprogram.option("-q, --quiet", "say nothing");\n';
    for (const code of [builtLater, "export {};\n"]) expect(await driftsAfter(RULE, text, { "src/cli.ts": code })).toEqual([]);
    const less = commander("temperature")
      .split("\n")
      .filter((line) => !line.includes("temperature"))
      .join("\n");
    expect(told(await driftsAfter(RULE, text, { "src/cli.ts": less }))).toEqual(["README.md:1 --temperature → nothing"]);
  });

  it("does not fire while code compares or a script gives it", async () => {
    const alive = { "src/b.ts": 'export const hot = process.argv.includes("--temperature");\n' };
    const given = { "scripts/boil.sh": "kettle boil --temperature 90\n" };
    for (const more of [alive, given]) {
      const all = { ...files("temperature", "Set `--temperature`.\n"), ...more };
      expect(await driftsAfter(RULE, all, { "src/cli.ts": commander("heat") })).toEqual([]);
    }
  });
});
