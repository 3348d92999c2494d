import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "value/default-mismatch";
const code = (target: string | number) => `export interface KettleOptions {
  target?: number;
  quiet?: boolean;
}
export function boil(options: KettleOptions = {}): number {
  return options.target ?? ${target};
}
`;

/** Findings of the rule in a README over code that sets 100. */
async function found(text: string, more: Changes = {}): Promise<string[]> {
  const files = { "README.md": `# Kettle\n\n${text}\n`, "src/boil.ts": code(100), ...more };
  const { findings } = await scratchProject(files, { git: false }).report();
  return findings.filter(({ rule }) => rule === RULE).map((one) => `${one.line} ${one.reference} ${one.severity}`);
}

describe("value/default-mismatch", () => {
  it("fires when the code sets another default than it did", async () => {
    const readme = "# Kettle\n\n| Option | Default |\n|---|---|\n| `target` | `100` |\n";
    const after = await driftsAfter(RULE, { "README.md": readme, "src/boil.ts": code(100) }, { "src/boil.ts": code(90) });
    expect(told(after)).toEqual(["README.md:5 100 → 90"]);
    expect(after[0]).toMatchObject({
      severity: "warning",
      confidence: 0.92,
      fix: "suggest",
      message: "`target` defaults to 90, not 100",
      evidence: { kind: "contradiction", before: "100", after: "90", facts: ["default:src/boil.ts#target"] },
      related: [{ path: "src/boil.ts", line: 6 }],
      suggestion: { edits: [{ text: "90" }] },
    });
  });

  it.each([
    ["a table", "| Option | Type | Default |\n|---|---|---|\n| `target` | number | 90 |", "5 90 warning"],
    ["a table of plain names", "| Name | Default value |\n|---|---|\n| target | `90` |", "5 90 warning"],
    ["a line below a heading", "### target\n\nType: `number`\\\nDefault: `90`", "6 90 warning"],
    ["a line below a qualified heading", "### `options.target`\n\nHow hot.\n\n**Default value:** `90`", "7 90 warning"],
    ["a list item", "- `target` (default: `90`): how hot", "3 90 warning"],
    ["a line in a list item", "- `target`: how hot\n  - Default: `90`", "4 90 warning"],
    ["brackets around a plain number", "- `target` - how hot (default 90)", "3 90 warning"],
    ["a sentence", "`target` defaults to 90.", "3 90 note"],
    ["a sentence about a value", "The default value of `target` is `90`.", "3 90 note"],
    ["what is so by default", "By default, `target` is set to `90`.", "3 90 note"],
    ["what is set by default", "The `target` is `90` by default.", "3 90 note"],
  ])("fires in %s", async (_what, text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it.each([
    ["a number of the same value", "`target` defaults to `1e2`, or: by default, `target` is `100`."],
    ["a mention", "`target`: 90 works too."],
    ["a condition", "If `quiet` is set, `target` defaults to 90."],
    ["one of several defaults", "`target` defaults to 90 or 100."],
    ["some of the cases", "`target` (default: 90 in winter)"],
    ["a version before", "`target` was 90 by default. `target` no longer defaults to 90."],
    ["a unit that the code does not tell", "`target` defaults to 90 seconds."],
    ["nothing", "`target` defaults to `undefined`."],
    ["a name of something", "`target` defaults to `someTarget`, or `steam`."],
    ["what is called", "`boil()` defaults to 90."],
    ["an option of another program", "`--target` defaults to 90."],
    ["another key", "`volume` defaults to 90."],
    ["two names in one sentence", "`quiet` keeps `target` as it is, which defaults to 90 here, and that is `quiet`."],
    ["history", "## Changelog\n\n`target` defaults to 90."],
    ["a fence", "```ts\n// target defaults to 90\n```"],
  ])("does not fire on %s", async (_what, text) => {
    expect(await found(text)).toEqual([]);
  });

  it.each([
    ["is computed", { "src/boil.ts": code("degrees()") }],
    ["is read from the environment", { "src/boil.ts": code("Number(process.env.TARGET)") }],
    ["is set to several values", { "src/other.ts": "export const warm = (options: KettleOptions) => options.target ?? 60;\n" }],
    [
      "is set to what the text tells in another place",
      { "src/other.ts": "export class A {\n  /** Hot. */\n  target = 90;\n}\n" },
    ],
    ["belongs to several types", { "src/other.ts": "export interface Gun {\n  target: string;\n  range: number;\n}\n" }],
    ["is a test's", { "src/boil.ts": "export interface A {\n  target: number;\n}\n", "test/boil.test.ts": code(100) }],
    [
      "is another package's",
      {
        "pkg/package.json": '{"name":"pkg"}',
        "pkg/boil.ts": code(100),
        "src/boil.ts": null,
        "package.json": '{"name":"kettle"}',
      },
    ],
  ])("does not fire when the default %s", async (_what, more) => {
    expect(await found("- `target` (default: `90`)", more)).toEqual([]);
  });

  it("tells several types apart by the keys around", async () => {
    const other =
      "export interface Gun {\n  target: number;\n  range: number;\n  noise: string;\n}\nexport const { target = 1, range = 2, noise = 'bang' } = options;\n";
    const more = { "src/other.ts": other };
    expect(await found("- `target` (default: `3`)\n- `range`: how far\n- `noise`: how loud", more)).toEqual(["3 3 warning"]);
    expect(await found("- `target` (default: `3`)\n- `lid`: open", more)).toEqual([]);
  });

  it("takes members of objects only where most names beside them are keys of one type", async () => {
    const options = "export interface KettleOptions {\n  target?: number;\n  quiet?: boolean;\n}\n";
    const set = (beside: string) => ({ "src/boil.ts": `${options}export const defaults = { target: 100, ${beside} };\n` });
    expect(await found("- `target` (default: `90`)", set("quiet: true"))).toEqual(["3 90 warning"]);
    expect(await found("- `target` (default: `90`)", set("red: 1, green: 2, blue: 3"))).toEqual([]);
  });

  it("knows defaults of parameters where the section names the function", async () => {
    const more = { "src/boil.ts": "export function boil(litres: number, target = 100) {}\n" };
    expect(await found("`boil(litres, target)` heats; `target` defaults to 90.", more)).toEqual(["3 90 note"]);
    expect(await found("`target` defaults to 90.", more)).toEqual([]);
  });

  it("says nothing of parameters where the section names a function that is gone, however many others it names", async () => {
    const planned = Array.from({ length: 14 }, (_, at) => `\`planned${at}Heat()\` will be added.`).join(" ");
    const readme = `# Kettle\n\n${planned}\n\n\`steamWater(litres, target)\` heats; \`target\` defaults to 90.\n`;
    const steam = "export function steamWater(litres: number, target = 90) {}\n";
    const project = scratchProject({
      "README.md": readme,
      "src/steam.ts": steam,
      "src/boil.ts": steam.replace("steamWater", "boil"),
    });
    const { unknown } = await project.commit({ "src/steam.ts": null }).report();
    expect([unknown["subject-drifted"], unknown.limit]).toEqual([1, undefined]);
  });

  it("knows options of own programs, written with dashes", async () => {
    const more = { "src/cli.ts": 'program.option("--max-heat <n>", "degrees", 100).option("--mode <name>", "how", "slow");\n' };
    expect(await found("- `--max-heat <n>` (default: `90`)\n- `--mode` (default: `fast`)", more)).toEqual([
      "3 90 warning",
      "4 fast warning",
    ]);
    expect(await found("- `--max-heat` (default: `100`)", more)).toEqual([]);
  });

  it.each([
    ["zod", "export const schema = z.object({ mode: z.string().default('slow'), lid: z.boolean() });\n"],
    ["a JSON schema", "export const schema = { type: 'object', properties: { mode: { type: 'string', default: 'slow' } } };\n"],
  ])("knows keys of %s", async (_what, text) => {
    expect(await found("### mode\n\nDefault: `'fast'`", { "src/schema.ts": text })).toEqual(["5 'fast' warning"]);
    expect(await found('### mode\n\nDefault: `"slow"`', { "src/schema.ts": text })).toEqual([]);
  });

  it("does not fire on the key of a schema while another schema has it, too, and sets no default that can be read", async () => {
    const schema = (mode: string) => `export const schema = z.object({ mode: z.string()${mode} });\n`;
    for (const mode of ["", ".default(slowest())"]) {
      const files = { "src/schema.ts": schema(".default('slow')"), "src/other.ts": schema(mode) };
      expect(await found("### mode\n\nDefault: `'fast'`", files), mode).toEqual([]);
    }
  });

  it("keeps quotes and digits as the text writes them", async () => {
    const text = (mode: string, heat: string) => `export const defaults = { mode: "${mode}", heat: ${heat} };\n`;
    const files = {
      "README.md": "- `mode` (default: `'slow'`)\n- `heat` (default: `10_000`)\n",
      "src/a.ts": text("slow", "10000"),
    };
    expect(told(await driftsAfter(RULE, files, { "src/a.ts": text("fast", "20000") }))).toEqual([
      "README.md:1 'slow' → 'fast'",
      "README.md:2 10_000 → 20_000",
    ]);
  });

  it("compares units that names tell", async () => {
    const more = { "src/wait.ts": "export const wait = options.waitMs ?? 30_000;\n" };
    expect(await found("- `waitMs` (default: 30 seconds)", more)).toEqual([]);
    expect(await found("- `waitMs` (default: 20 seconds)", more)).toEqual(["3 20 seconds warning"]);
  });
});
