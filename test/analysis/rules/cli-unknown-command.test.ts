import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "cli/unknown-command";
const MANIFEST = JSON.stringify({ name: "kettle-cli", bin: { kettle: "cli.js" } });
const text = (...commands: string[]) => `# Kettle\n\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;
const program = (command: string) =>
  `program.command("${command} <litres>").description("make tea");\nprogram.command("descale").description("clean");\n`;

const drifts = (readme: string, from: string, to: string) =>
  driftsAfter(RULE, { "package.json": MANIFEST, "README.md": readme, "src/cli.ts": from }, { "src/cli.ts": to });

async function found(readme: string, more: Changes = {}): Promise<string[]> {
  const files = { "package.json": MANIFEST, "README.md": readme, "src/cli.ts": program("brew"), ...more };
  const { findings } = await scratchProject(files, { git: false }).report();
  return told(findings.filter(({ rule }) => rule === RULE));
}

describe("cli/unknown-command", () => {
  it("fires on a renamed command", async () => {
    const after = await drifts(text("kettle brew 2"), program("brew"), program("steep"));
    expect(told(after)).toEqual(["README.md:4 brew → steep"]);
    expect(after[0]).toMatchObject({ severity: "error", fix: "safe", confidence: 0.92, evidence: { kind: "tombstone" } });
  });

  it("fires on a removed command, as long as others are left", async () => {
    const descale = 'program.command("descale").description("clean");\n';
    expect(told(await drifts(text("npx kettle brew 2"), program("brew"), descale))).toEqual(["README.md:4 brew → nothing"]);
    expect(told(await drifts(text("kettle brew 2"), program("brew"), "run(process.argv);\n"))).toEqual([]);
  });

  it("fires on a slip in the name of a command", async () => {
    expect(await found(text("kettle descaler"))).toEqual(["README.md:4 descaler → descale"]);
  });

  it.each([
    ["a command that lives", text("kettle brew 2"), {}],
    ["an argument", text("kettle teapot"), {}],
    ["another program", text("docker descaler"), {}],
    ["what every parser answers", text("kettle help"), {}],
    ["a command that a file names", text("kettle descaler"), { "src/more.ts": 'export const more = ["descaler"];\n' }],
    ["names made at run time", text("kettle descaler"), { "src/more.ts": "program.option(name(), 'x');\n" }],
    ["history", `# Changelog\n\n${text("kettle descaler").replace("# Kettle", "Then:")}`, {}],
  ])("does not fire on %s", async (_what, readme, more) => {
    expect(await found(readme, more)).toEqual([]);
  });
});
