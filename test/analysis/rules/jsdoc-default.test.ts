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

/** Findings in a type whose one key is documented with `lines`, over code that sets 100. */
async function told(lines: string, { set = "options.target ?? 100", key = "target?: number", path = "src/boil.ts" } = {}) {
  const type = `export interface KettleOptions {\n  /**\n${lines
    .split("\n")
    .map((line) => `   * ${line}\n`)
    .join("")}   */\n  ${key};\n  quiet?: boolean;\n}\n`;
  const code = `export const boil = (options: KettleOptions) => ${set};\n`;
  const files = path === "src/boil.ts" ? { [path]: type + code } : { "src/boil.ts": type, [path]: code };
  const { findings: found } = await scratchProject(files, { git: false }).report();
  return found.map(({ rule, line, reference, severity, suggestion }) => {
    return `${line} ${rule} ${reference} ${severity} → ${suggestion?.replacement ?? "nothing"}`;
  });
}

describe("jsdoc/default of documented keys", () => {
  it.each([
    ["@default 90", "3"],
    ["@defaultValue `90`", "3"],
    ["How hot.\n\n@default 90\n@see boil", "5"],
    ["How hot. Defaults to 90.", "3"],
    ["How hot (default: `90`).", "3"],
    ["How hot.\nDefault: 90", "4"],
    ["How hot,\nby default `target` is set to 90.", "4"],
  ])("fires on %j", async (lines, line) => {
    expect(await told(lines)).toEqual([`${line} jsdoc/default 90 warning → 100`]);
  });

  it("fires where the default is set in another file", async () => {
    expect(await told("@default 90", { path: "src/other.ts" })).toEqual(["3 jsdoc/default 90 warning → 100"]);
  });

  it.each([
    ["the same", "@default 100", {}],
    ["the same in other words", "@default `1e2`", {}],
    ["a computed default", "@default 90", { set: "options.target ?? degrees()" }],
    ["no default", "@default 90", { set: "options.target" }],
    ["an expression", "@default process.cwd()", {}],
    ["no value", "@default none", {}],
    ["a condition", "Defaults to 90 if the lid is open.", {}],
    ["a unit", "Defaults to 90 degrees when open, 90 seconds else.", {}],
    ["another name", "Defaults to 90 `litres`, `volume` defaults to 90.", {}],
    ["an example", "@example\n```ts\n// defaults to 90\n```", {}],
  ])("does not fire on %s", async (_what, lines, options) => {
    expect(await told(lines, options)).toEqual([]);
  });

  it("asks its own file alone, whatever others set", async () => {
    const type = (told: number) => `export interface A {\n  /** @default ${told} */\n  target?: number;\n}\n`;
    const files = {
      "src/a.ts": `${type(90)}export const a = (options: A) => options.target ?? 100;\n`,
      "src/b.ts": `${type(90)}export const b = (options: A) => options.target ?? 90;\n`,
    };
    expect(await scratchProject(files).check()).toEqual(["src/a.ts:2 jsdoc/default"]);
  });

  it("reads what the text of a @param tag tells", async () => {
    expect(await findings("target how hot, defaults to 90", "target = 100")).toMatchObject([
      { rule: "jsdoc/default", line: 3, reference: "90" },
    ]);
    expect(await findings("target how hot, defaults to 100", "target = 100")).toEqual([]);
  });

  it("tells the keys of an inner type from those around it", async () => {
    const type = (told: number) =>
      `export interface A {\n  target?: number;\n  lid?: boolean;\n  inner?: {\n    /** @default ${told} */\n    target?: number;\n    other?: number;\n  };\n}\n`;
    const set = (beside: string) => ({ "src/b.ts": `export const { target = 100, ${beside} } = options;\n` });
    expect(await scratchProject({ "src/a.ts": type(90), ...set("lid = true") }).check()).toEqual([]);
    expect(await scratchProject({ "src/a.ts": type(90), ...set("other = 1") }).check()).toEqual(["src/a.ts:5 jsdoc/default"]);
  });

  it("reads fields of classes", async () => {
    const code = (told: number) => `export class Kettle {\n  /** @default ${told} */\n  target = 100;\n}\n`;
    expect(await scratchProject({ "src/a.ts": code(90) }).check()).toEqual(["src/a.ts:2 jsdoc/default"]);
    expect(await scratchProject({ "src/a.ts": code(100) }).check()).toEqual([]);
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
