import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { scratchProject } from "../../support/project.js";

const RULE = "config/unknown-key";
const options = (key: string) => `export interface KettleOptions {
  target: number;
  /** Litres. */
  ${key}?: number;
  quiet?: boolean;
}
export const boil = (options: KettleOptions) => options.${key};
`;
const readme = `# Kettle

- \`target\`: where to stop
- \`maxVolume\`: litres at most
- \`quiet\`: say nothing

\`\`\`ts
boil({ target: 90, maxVolume: 2 });
\`\`\`

Set \`options.maxVolume\` with care.

### maxVolume

| Option | Meaning |
|---|---|
| maxVolume | litres |
`;

describe("config/unknown-key", () => {
  it("fires on a renamed key wherever it is written, once a section", async () => {
    const found = await driftsAfter(
      RULE,
      { "README.md": readme, "src/a.ts": options("maxVolume") },
      { "src/a.ts": options("volumeMax") },
    );
    expect(told(found)).toEqual([
      "README.md:4 maxVolume → volumeMax",
      "README.md:11 options.maxVolume → options.volumeMax",
      "README.md:13 maxVolume → volumeMax",
    ]);
    expect(found[0]).toMatchObject({ severity: "warning", fix: "safe", confidence: 0.89, evidence: { kind: "tombstone" } });
    expect(found[0]?.occurrences.map(({ line }) => line)).toEqual([8]);
    expect(found[2]?.occurrences.map(({ line }) => line)).toEqual([17]);
  });

  it.each([
    ["a test", "__tests__/a.test.ts", (key: string) => `interface A {\n  ${key}?: number;\n}\n`],
    ["a list of parameters", "src/a-before.ts", (key: string) => `function f(details: {\n  ${key}?: number;\n}) {}\n`],
  ])("looks past %s that held the key, too", async (_what, path, other) => {
    const found = await driftsAfter(
      RULE,
      { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": options("maxVolume"), [path]: other("maxVolume") },
      { "src/a.ts": options("volumeMax"), [path]: other("volumeMax") },
    );
    expect(told(found)).toEqual(["README.md:1 maxVolume → volumeMax"]);
  });

  it("fires before the change is committed", async () => {
    const project = scratchProject({ "README.md": "`maxVolume` is for litres.\n", "src/a.ts": options("maxVolume") });
    expect(await project.write({ "src/a.ts": options("volumeMax") }).check()).toEqual([`README.md:1 ${RULE}`]);
  });

  it("fires on a removed key, without a word to put in its place", async () => {
    const text = options("maxVolume");
    const changes = { "src/a.ts": text.replace("  maxVolume?: number;\n", "").replace("options.maxVolume", "options.target") };
    const found = await driftsAfter(RULE, { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": text }, changes);
    expect(told(found)).toEqual(["README.md:1 maxVolume → nothing"]);
  });

  it.each([
    ["a type literal in another type", (key: string) => `export interface A {\n  lid?: {\n    ${key}: number;\n  };\n}\n`],
    ["a list of parameters", (key: string) => `export function boil(options: { ${key}?: number; quiet?: boolean }) {}\n`],
    ["an alias", (key: string) => `export type A = { ${key}: number } & { quiet: boolean };\n`],
    [
      "a zod schema",
      (key: string) => `import { z } from "zod";\nexport const schema = z.object({\n  ${key}: z.number().default(2),\n});\n`,
    ],
    [
      "a JSON schema",
      (key: string) => `export const schema = {\n  type: "object",\n  properties: {\n    ${key}: { type: "number" },\n  },\n};\n`,
    ],
  ])("knows the keys of %s", async (_what, code) => {
    const files = { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": code("maxVolume") };
    expect(told(await driftsAfter(RULE, files, { "src/a.ts": code("volumeMax") }))).toEqual([
      "README.md:1 maxVolume → volumeMax",
    ]);
  });

  it.each([
    ["a key of an object literal", (key: string) => `export const table = {\n  ${key}: { on: true },\n  SIGTERM: 15,\n};\n`],
    ["a member of a class", (key: string) => `export class Kettle {\n  ${key} = 2;\n}\n`],
    [
      "a key of a type that an outside one is built into",
      (key: string) => `import type { Base } from "outside";\nexport interface A extends Base {\n  ${key}?: number;\n}\n`,
    ],
    ["an argument of an outside type", (key: string) => `export type A = Omit<RequestInit, "body"> & { ${key}?: number };\n`],
  ])("does not fire on %s", async (_what, code) => {
    const files = { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": code("maxVolume") };
    expect(await driftsAfter(RULE, files, { "src/a.ts": code("volumeMax") })).toEqual([]);
  });

  it("does not fire on keys whose type went with them: it may come from outside now", async () => {
    const files = { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": options("maxVolume") };
    const outside = 'import type { KettleOptions } from "outside";\nexport const boil = (options: KettleOptions) => options;\n';
    expect(await driftsAfter(RULE, files, { "src/a.ts": outside })).toEqual([]);
  });

  it.each([
    ["another file still uses it", { "src/b.ts": "export const maxVolume = 1;\n" }],
    ["a string of code holds it", { "src/b.ts": 'export const names = ["maxVolume"];\n' }],
    ["a file that is no code holds it", { "schema.json": '{ "maxVolume": 1 }\n' }],
    ["another type has it", { "src/b.ts": "export interface Other {\n  maxVolume: number;\n}\n" }],
  ])("does not fire while %s", async (_what, more) => {
    const files = { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": options("maxVolume"), ...more };
    expect(await driftsAfter(RULE, files, { "src/a.ts": options("volumeMax") })).toEqual([]);
  });

  it("does not count tests and longer strings as signs of life", async () => {
    const more = {
      "test/a.test.ts": "boil({ maxVolume: 1 });\n",
      "src/b.ts": 'export const help = "maxVolume must be a number";\n',
    };
    const files = { "README.md": "`maxVolume` is for litres.\n", "src/a.ts": options("maxVolume"), ...more };
    expect(await driftsAfter(RULE, files, { "src/a.ts": options("volumeMax") })).toHaveLength(1);
  });

  it.each([
    ["was never in the document before", "`target` is for degrees.\n", "`maxVolume` is for litres.\n"],
    ["is said to be gone", "`maxVolume` is for litres.\n", "`maxVolume` was removed, use `volumeMax`.\n"],
  ])("does not fire on a name that %s", async (_what, before, after) => {
    const files = { "README.md": before, "src/a.ts": options("maxVolume") };
    const project = scratchProject(files)
      .commit({ "src/a.ts": options("volumeMax") })
      .commit({ "README.md": after });
    expect((await project.check()).filter((one) => one.endsWith(RULE))).toEqual([]);
  });

  it("does not fire on what a local schema held, nor on titles", async () => {
    const schema = (key: string) => `const schema = z.object({ ${key}: z.string(), name: z.string() });\nschema.parse({});\n`;
    const before = { "README.md": "# Kettle\n\nSet `maxVolume` first.\n", "play.ts": schema("maxVolume") };
    expect(await driftsAfter(RULE, before, { "play.ts": schema("volumeMax") })).toEqual([]);
    const title = { "README.md": "# Kettle\n\n## Unknown\n\nText.\n", "src/a.ts": options("Unknown") };
    expect(await driftsAfter(RULE, title, { "src/a.ts": options("Other") })).toEqual([]);
  });

  it("does not fire on keys of other programs", async () => {
    const fence = "```yaml\nservices:\n  kettle:\n    x-volume: 2\n    image: kettle\n```\n";
    expect(
      await driftsAfter(RULE, { "README.md": fence, "src/a.ts": options("image") }, { "src/a.ts": options("picture") }),
    ).toEqual([]);
  });

  it("notes a slip in a list of live keys, and sets no flag", async () => {
    const text = readme.replaceAll("maxVolume", "maxVolumes").replace("- `maxVolumes`", "- `maxvolume`");
    const project = scratchProject({
      "README.md": text,
      "src/a.ts": `${options("maxVolume")}export interface B {\n  lid: number;\n}\n`,
    });
    expect(await project.check()).toEqual([]);
    const listed = text.replace("- `quiet`", "- `lid`: open or not\n- `quiet`");
    const report = await project.commit({ "README.md": listed }).report();
    expect(told(report.findings)).toEqual(["README.md:4 maxvolume → maxVolume"]);
    expect(report.findings[0]).toMatchObject({ rule: RULE, severity: "note", fix: "suggest", evidence: { kind: "near-miss" } });
    expect(report.documents[0]?.drift_detected).toBe(false);
  });

  it("notes a slip in a heading among headings of live keys", async () => {
    const text =
      "# Options\n\n### `target`\n\nDegrees.\n\n### `maxVolum`\n\nLitres.\n\n### `quiet`\n\nNo words.\n\n### `lid`\n\nOpen.\n";
    const code = `${options("maxVolume")}export interface B {\n  lid: number;\n}\n`;
    expect(await scratchProject({ "README.md": text, "src/a.ts": code }).check()).toEqual([`README.md:7 ${RULE}`]);
    const apart = text.replace("### `quiet`", "# More\n\n### `quiet`");
    expect(await scratchProject({ "README.md": apart, "src/a.ts": code }).check()).toEqual([]);
  });

  const schema = (key: string) =>
    `import { z } from "zod";\nexport const config = z.object({ target: z.number(), ${key}: z.number(), quiet: z.boolean(), watt: z.number() });\n`;
  const samples = [
    ["YAML", "```yaml\n# kettle.yaml\ntarget: 90\nmaxVolume: 2 # litres\nquiet: true\nwatt: 1\n```"],
    ["JSON with comments", '```jsonc\n{\n  // litres\n  "maxVolume": 2,\n  "target": 90,\n  "quiet": true,\n  "watt": 1\n}\n```'],
    ["TOML", "```toml\n[kettle]\ntarget = 90\nmaxVolume = 2\nquiet = true\nwatt = 1\n```"],
    ["a list of YAML", "```yml\nkettles:\n  - target: 90\n    maxVolume: 2\n    quiet: true\n    watt: 1\n```"],
  ] as const;

  it.each(samples)("fires on a renamed key in a sample of %s", async (_what, sample) => {
    const found = await driftsAfter(
      RULE,
      { "README.md": `# Kettle\n\n${sample}\n`, "src/config.ts": schema("maxVolume") },
      { "src/config.ts": schema("volumeMax") },
    );
    expect(found.map(({ reference, suggestion, fix }) => [reference, suggestion?.replacement, fix])).toEqual([
      ["maxVolume", "volumeMax", "safe"],
    ]);
  });

  const report = async (text: string) => {
    const files = { "README.md": `# Kettle\n\n${text}\n`, "src/config.ts": schema("maxVolume") };
    const { findings } = await scratchProject(files).report();
    return findings.filter(({ rule }) => rule === RULE).map((one) => `${one.line} ${one.reference} ${one.severity}`);
  };

  it.each(samples)("notes a slip in a sample of %s, and nothing else", async (_what, sample) => {
    expect(await report(sample)).toEqual([]);
    const [slip] = await report(sample.replace("maxVolume", "maxVolum"));
    expect(slip).toMatch(/^\d maxVolum note$/);
    expect(await report(sample.replace("maxVolume", "colour"))).toEqual([]);
  });

  it.each([
    ["somebody else's file", "```yaml\nservices:\n  image: kettle\n  ports: 1\n  targets: 2\n```"],
    ["a sample that fits by two keys", "```yaml\ntarget: 1\nquiet: true\nmaxVolum: 2\n```"],
    ["text", "```yaml\ntarget: 1\nquiet: true\nmaxVolume: 1\nnote: |\n  maxVolum: 2\n```"],
    ["a placeholder", "```yaml\ntarget: 1\nquiet: true\nmaxVolume: 1\nfoo: 2\n```"],
  ])("is silent on %s", async (_what, sample) => {
    expect(await report(sample)).toEqual([]);
  });
});
