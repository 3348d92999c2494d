import { describe, expect, it } from "vitest";
import { foldLiteral } from "../../../src/analysis/names/literals.js";
import { scratchProject } from "../../support/project.js";

const findings = async (tag: string, parameter: string, path = "src/boil.ts") => {
  const code = `/**\n * Heats water.\n * @param ${tag} temperature\n */\nexport function boilWater(${parameter}) {}\n`;
  return (await scratchProject({ [path]: code }).report()).findings;
};

describe("jsdoc/default", () => {
  it.each([
    ["[target=90]", "target = 100", "defaults to 100, not 90"],
    ["[target=60000]", "target = 2 * 60 * 1000", "defaults to 2 * 60 * 1000, not 60000"],
    ["[unit=kelvin]", 'unit = "celsius"', 'defaults to "celsius", not kelvin'],
    ["[quiet=true]", "quiet = false", "defaults to false, not true"],
    ["[target]", "target: number", "is required, not optional"],
  ])("fires on %s for %s", async (tag, parameter, message) => {
    expect(await findings(tag, parameter)).toMatchObject([
      { rule: "jsdoc/default", line: 3, severity: "warning", message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    ["[target]", "target?: number"],
    ["[target]", "target = 100"],
    ["[target]", "target: Target"],
    ["[target]", "target: number | undefined"],
    ["[target=100]", "target = 1e2"],
    ["[target=60000]", "target = 60 * 1000"],
    ["[target=1048576]", "target = 1 << 20"],
    ["[unit='celsius']", 'unit = "celsius"'],
    ["[unit=celsius]", 'unit = "celsius"'],
    ["[target=100ms]", "target = 90"],
    ["[target=90]", "target = now()"],
    ["[target=90]", "target?: number"],
    ["[target=[]]", "target = []"],
    ["target", "target = 100"],
  ])("does not fire on %s for %s", async (tag, parameter) => {
    expect(await findings(tag, parameter)).toEqual([]);
  });

  it("demands nothing of JavaScript, where all may be left out", async () => {
    expect(await findings("[target]", "target", "src/boil.js")).toEqual([]);
  });
});

describe("foldLiteral", () => {
  it.each([
    ["1_000", "1000"],
    ["0x10", "16"],
    ["-1.5", "-1.5"],
    ["`a`", '"a"'],
    ["{ }", "{}"],
  ])("reads %s", (text, value) => {
    expect(foldLiteral(text)).toBe(value);
  });

  it.each(["", "now()", "1 + a", "'a' + 'b'", "1 << 2 << 3", "a".repeat(300), "5 minutes"])("leaves %j alone", (text) => {
    expect(foldLiteral(text)).toBeNull();
  });
});
