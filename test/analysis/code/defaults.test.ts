import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";

/** `site owner name=value`, with what stands beside it. */
function defaults(text: string): string[] {
  return extractCode("src/a.ts", text).facts.flatMap((fact) =>
    fact.kind === "default"
      ? fact.values.map(({ name, value }) => {
          const beside = fact.beside.length > 0 ? ` [${fact.beside.join(" ")}]` : "";
          return `${fact.site} ${fact.owner}${fact.owner === "" ? "" : " "}${name}=${value}${beside}${fact.type ? ` of ${fact.type}` : ""}`;
        })
      : [],
  );
}

function constants(text: string): string[] {
  return extractCode("src/a.ts", text).facts.flatMap((fact) =>
    fact.kind === "constant" ? [`${fact.line} ${fact.name}=${fact.value} ${fact.text}`] : [],
  );
}

describe("defaults", () => {
  it.each([
    ["function f() { return options.heat ?? 100; }", ["fallback heat=100"]],
    ["const a = this.#options.retry.limit || 2;", ["fallback retry limit=2"]],
    ["opts.heat ??= 60 * 1000;", ["fallback heat=60000"]],
    ["const a = config.heat ?? compute();", ["fallback heat=null"]],
    [
      "const { heat = 100, lid, steam: out = 'no' } = options;",
      ["pattern options heat=100 [heat lid steam]", 'pattern options steam="no" [heat lid steam]'],
    ],
    ["export function boil({ heat = 100, lid }: Options = {}) {}", ["pattern boil heat=100 [heat lid]"]],
    ["class Kettle { constructor({ heat = 100 }) {} }", ["pattern Kettle.constructor heat=100 [heat]"]],
    [
      "const all = { heat: 100, lid: false, ...options, steam: 1 };",
      ["object heat=100 [heat lid]", "object lid=false [heat lid]"],
    ],
    [
      "const defaults = { heat: 100, retry: { limit: 2 } };",
      [
        "object defaults.retry limit=2 [limit]",
        "object defaults heat=100 [heat retry]",
        'object defaults retry={"limit":2} [heat retry]',
      ],
    ],
    ["export const DEFAULT_OPTIONS = Object.freeze({ heat: 100 });", ["object DEFAULT_OPTIONS heat=100 [heat]"]],
    [
      "function getDefaults() { return { heat: 100, at: Date.now() }; }",
      ["object getDefaults heat=100 [heat at]", "object getDefaults at=null [heat at]"],
    ],
    ["const makeDefaults = () => ({ heat: 100 });", ["object makeDefaults heat=100 [heat]"]],
    [
      "const kettle: Partial<KettleOptions> = { heat: 100, lid: open() };",
      ["object kettle heat=100 [heat lid] of KettleOptions"],
    ],
    ["f({ heat: 100 } satisfies ns.KettleOptions);", ["object heat=100 [heat] of KettleOptions"]],
    ["const a = Object.assign({ heat: 100 }, options);", ["object heat=100 [heat]"]],
    ["const a = defu(options, { heat: 100 });", ["object heat=100 [heat]"]],
    ['program.option("-h, --heat <n>", "degrees", 100);', ["option heat=100"]],
    ['program.option("--heat <n>", "degrees", Number, 100);', ["option heat=100"]],
    ['program.addOption(new Option("--heat <n>").choices(["a"]).default("a"));', ['option heat="a"']],
    ['cli.option("--heat", "degrees", { default: 100 });', ["option heat=100"]],
    ['yargs.option("heat", { type: "number", default: 100 }).default("lid", true);', ["option lid=true", "option heat=100"]],
    ['parseArgs({ options: { heat: { type: "string", default: "100" } } });', ['schema heat="100"']],
    ["const schema = z.object({ heat: z.number().min(1).default(100).optional() });", ["schema heat=100"]],
    ['const schema = { type: "object", properties: { heat: { type: "number", default: 100 } } };', ["schema heat=100"]],
    ["/** Hot. */\nclass Kettle { /** @default 100 */ heat = 100; }", ["field Kettle heat=100"]],
    ["const MINUTE = 60 * 1000;\nconst a = options.heat ?? 5 * MINUTE;", ["fallback heat=300000"]],
    ["const a = options.heat ?? undefined; const b = options.lid ?? null;", ["fallback heat=undefined", "fallback lid=null"]],
  ])("reads %s", (text, expected) => {
    expect(defaults(text)).toEqual(expected);
  });

  it.each([
    "const a = response.status || 200;",
    "const a = process.env.HEAT || 100;",
    "const a = options.length || 1;",
    "if (options.heat || options.lid) boil();",
    "const all = { ...options, heat: 100 };",
    "const all = { heat: 100, ...response };",
    "const kettle = { heat: 100 };",
    "const help: Record<string, string> = { heat: 'how hot' };",
    "switch (a) { default: boil({ heat: 100 }); }",
    'i18n({ heat: "how hot", default: "x" });',
    'program.option("--heat <n>", "degrees", parseHeat);',
  ])("reads none of %s", (text) => {
    expect(defaults(text).filter((one) => !one.endsWith("=null") && !one.startsWith("elsewhere "))).toEqual([]);
  });

  it("notes what stands in for members of other objects: it may be a default of the same name", () => {
    expect(defaults("export const heat = (body) => body.target ?? 90;\n")).toEqual(["elsewhere target=90"]);
  });

  it("says where each stands", () => {
    const { facts } = extractCode("src/a.ts", "\nconst a =\n  options.heat ?? 100;\n");
    expect(facts.find((fact) => fact.kind === "default")).toMatchObject({ values: [{ text: "100", line: 3 }] });
  });
});

describe("constants", () => {
  it("reads those of the module that are literals after folding", () => {
    const text =
      "export const HOT = 100;\nconst HOUR = 60 * 60 * HOT;\nlet warm = 1;\nconst list = [1];\nfunction f() { const COLD = 1; }\n";
    expect(constants(text)).toEqual(["1 HOT=100 100", "2 HOUR=360000 60 * 60 * HOT"]);
  });

  it("reads members of enums", () => {
    expect(constants("export enum Heat { Low = 20, High = 'high', None }")).toEqual([
      "1 Heat.Low=20 20",
      `1 Heat.High="high" 'high'`,
    ]);
  });
});
