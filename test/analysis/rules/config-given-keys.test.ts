import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const RULE = "config/unknown-key";
const MANIFEST = JSON.stringify({ name: "kettle", exports: { ".": "./src/index.ts", "./drivers/*": "./src/drivers/*.ts" } });
const INDEX = `export interface KettleOptions {
  target?: number;
  volume?: number;
}
export function boil(litres: number, options: KettleOptions = {}) {
  return [litres, options];
}
export class Kettle {
  constructor(readonly options: Readonly<KettleOptions>) {}
}
export function pour(options: KettleOptions & { [key: string]: unknown }) {
  return options;
}
`;
const DRIVER = `import { defineDriver } from "./define";
import type { Outside } from "elsewhere";
export interface SteamOptions {
  pressure: number;
  tableName?: string;
}
export default defineDriver((options: SteamOptions) => ({ name: "steam", options }));
export const open = defineDriver((options: SteamOptions & Outside) => options);
`;
const fence = (code: string) => `\`\`\`ts\n${code}\n\`\`\`\n`;

function project(readme: string, more: Record<string, string> = {}) {
  return scratchProject({
    "package.json": MANIFEST,
    "src/index.ts": INDEX,
    "src/drivers/steam.ts": DRIVER,
    "src/drivers/define.ts": "export const defineDriver = <T>(driver: T): T => driver;\n",
    "README.md": readme,
    ...more,
  });
}

async function found(readme: string, more: Record<string, string> = {}) {
  const { findings } = await project(readme, more).report();
  return findings.map(({ rule, severity, line, reference, message }) => {
    expect([rule, severity]).toEqual([RULE, "note"]);
    return `${line} ${reference}: ${message}`;
  });
}

describe("keys of an object that a sample hands to a function of this project", () => {
  it.each([
    [
      "a function",
      `import { boil } from "kettle";\nboil(2, { target: 90, litres: 3 });`,
      "3 litres: `boil` takes no option `litres`",
    ],
    [
      "a class",
      `import { Kettle } from "kettle";\nnew Kettle({\n  volume: 90,\n  litres: 3,\n});`,
      "5 litres: `Kettle` takes no option `litres`",
    ],
    [
      "an object with a name of its own",
      `import { boil as heat } from "kettle";\nconst given = {\n  volume: 90,\n  litres: 3,\n};\nheat(2, given);`,
      "5 litres: `boil` takes no option `litres`",
    ],
    [
      "a function that another one makes",
      `import steam from "kettle/drivers/steam";\nconst a = { driver: steam({ pressure: 2, table: "x" }) };`,
      "3 table: `kettle/drivers/steam` takes no option `table`",
    ],
  ])("fires for %s", async (_, code, expected) => {
    expect(await found(fence(code))).toEqual([expected]);
  });

  it("suggests the one key that is nearly it", async () => {
    const code = `import steam from "kettle/drivers/steam";\nsteam({ pressure: 90, tabelName: "x" });`;
    const { findings } = await project(fence(code)).report();
    expect(findings.map(({ suggestion, fix }) => [suggestion?.replacement, fix])).toEqual([["tableName", "suggest"]]);
  });

  it("goes by what a function of plain JavaScript reads of its options", async () => {
    const code = (rest: string) =>
      `export class Kettle {\n  constructor(options = {}) {\n    const { target = 90, volume } = options instanceof Kettle ? {} : options;\n    if (options.quiet) this.a = volume;\n${rest}  }\n}\n`;
    const readme = fence(`import { Kettle } from "./src/kettle.js";\nnew Kettle({ target: 90, quiet: true, litres: 3 });`);
    expect(await found(readme, { "src/kettle.js": code("") })).toEqual(["3 litres: `Kettle` takes no option `litres`"]);
    for (const rest of ["    super_(options);\n", "    const { ...more } = options;\n", "    this.a = options[volume];\n"]) {
      expect(await found(readme, { "src/kettle.js": code(rest) }), rest).toEqual([]);
    }
  });

  it.each([
    ["keys that it takes", `import { boil } from "kettle";\nboil(2, { target: 90, volume: 3 });`],
    ["keys of inner objects", `import { boil } from "kettle";\nboil(2, { target: { litres: 90 }, volume: 3 });`],
    ["a type that may have more", `import { pour } from "kettle";\npour({ target: 90, litres: 3 });`],
    ["a type of another package", `import { open } from "kettle/drivers/steam";\nopen({ pressure: 90, litres: 3 });`],
    ["an argument that is spread", `import { boil } from "kettle";\nboil(...all, { target: 1, litres: 3 });`],
    ["another argument", `import { boil } from "kettle";\nboil({ target: 1, litres: 3 });`],
    ["an object like none that it takes", `import { boil } from "kettle";\nboil(2, { a_bc: 90, litres: 3, other: 2 });`],
    [
      "another object of that name",
      `import { boil } from "kettle";\nconst given = load();\nboil(2, given);\nshow({ given, litres: 3 });`,
    ],
    ["a function of others", `import { boil } from "other";\nboil(2, { target: 90, litres: 3 });`],
    ["what is said to be wrong", `import { boil } from "kettle";\n// ❌ wrong\nboil(2, { target: 90, litres: 3 });`],
  ])("does not fire on %s", async (_, code) => {
    expect(await found(fence(code))).toEqual([]);
  });

  it("fires once the type loses the key, and no more when it has it again", async () => {
    const started = project(fence(`import { boil } from "kettle";\nboil(2, { target: 90, volume: 3 });`));
    expect(await started.check()).toEqual([]);
    const without = INDEX.replace("  volume?: number;\n", "  lid?: number;\n");
    expect((await started.write({ "src/index.ts": without }).check()).map((one) => one.slice(0, 30))).toEqual([
      `README.md:3 ${RULE}`,
    ]);
    expect(await started.write({ "src/index.ts": INDEX }).check()).toEqual([]);
  });
});

describe("a list beside such a sample", () => {
  const sample = fence(`import steam from "kettle/drivers/steam";\nsteam({ pressure: 2 });`);

  it("fires on an item that names no option", async () => {
    const readme = `# Steam\n\n${sample}\n**Options:**\n\n- \`pressure\` (required): bar.\n- \`table\`: where it goes.\n`;
    expect(await found(readme)).toEqual(["11 table: `kettle/drivers/steam` takes no option `table`"]);
  });

  it.each([
    ["options that it takes", "- `pressure`: bar.\n- `tableName`: where it goes.\n"],
    ["a list of other things", "- `pressure`: bar.\n- `table`: a\n- `lid`: b\n"],
    ["classes", "- `pressure`: bar.\n- `SteamTable`: made before.\n"],
    ["one item", "- `table`: where it goes.\n"],
    ["prose", "Say `pressure` and `table`.\n"],
  ])("does not fire on %s", async (_, list) => {
    expect(await found(`# Steam\n\n${sample}\n${list}`)).toEqual([]);
  });

  it("does not fire in another section", async () => {
    expect(await found(`# Steam\n\n${sample}\n## More\n\n- \`pressure\`: bar.\n- \`table\`: where it goes.\n`)).toEqual([]);
  });
});
