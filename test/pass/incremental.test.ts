import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idAt } from "../../src/analysis/findings.js";
import type { Report } from "../../src/analysis/model.js";
import { LockstepError } from "../../src/base/errors.js";
import { programVersion } from "../../src/base/package.js";
import { confirmationsOf } from "../../src/domains/documentation/confirming.js";
import { boundTextsOnce } from "../../src/pass/check.js";
import { shareConfirmations } from "../../src/pass/said/confirmed-file.js";
import type { Tree } from "../../src/pass/tree.js";
import { openRoot } from "../../src/worktree/guard.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { type Changes, type ScratchProject, scratchProject } from "../support/project.js";
import { openTree } from "../support/tree.js";

/** Defaults and a constant, and texts that tell them. */
const heat = (target: string, type: string) =>
  `export interface ${type} {\n  /** @default 90 */\n  target?: number;\n  quiet?: boolean;\n}\nexport const MAX_HEAT = ${target};\nexport const heat = (options: ${type}) => options.target ?? ${target};\n`;
const HEAT =
  "# Heat\n\n`MAX_HEAT` is 90.\n\n- `target` (default: `90`): how hot\n- `quiet`: say nothing\n\n`lid` defaults to `true`.\n";

/** A class whose member and base change, and a document that names members of it and of its base. */
const kettle = (member: string, base: string) =>
  `import { ${base} } from "./vessel.js";\nexport class Kettle extends ${base} {\n  ${member}(litres: number, target = 100): void {\n    this.heat(litres, target);\n  }\n}\n`;
const TYPES = "# Types\n\nCall `kettle.boil(1, 90)`, `Kettle#boil()`, `kettle.boilWater()`, `Kettle.drain()`, `boil(litres)`.\n";
/** Code whose JSDoc speaks of other files: of their names, classes and types. */
const TEA = `import type { Litres } from './units.js';
/**
 * Like {@link boilWater}, see {@link KettleOptions}.
 * @param {number} litres how much
 * @param target how hot
 * @returns the tea
 * @throws {DryError} without water
 * @see heatWater
 * @example
 * \`\`\`ts
 * import { boilWater } from "kettle";
 * boilWater(1);
 * \`\`\`
 */
export function brew(litres: Litres, target: number): void {}
`;
const TREE = ["kettle", "├── README.md", "├── package.json", "├── docs", "└── src", "    ├── boil.ts", "    └── index.ts"];
const OPTIONS_TEXT = `# Options

- \`lid\`: open or not
- \`lids\`: all of them
- \`volume\`, \`other\`: more
- \`target\`: degrees

Set \`KETTLE_TMP=1\` and \`--quiet\`, or run:

\`\`\`sh
kettle boil --quite --quiet
\`\`\`
`;

function optionsCode(key: string, option: string, variable: string): string {
  return `export interface KettleOptions {
  volume: number;
  ${key}?: boolean;
  target?: number;
}
program.option("-q, --${option}", "say nothing").option("--other <n>");
export const heat = process.env.${variable};
`;
}

const LINK = idAt("README.md", ["link/missing-file", "kettle", "src/boil.ts"]);
const entry = { id: LINK, rule: "link/missing-file", path: "README.md", reference: "src/boil.ts" };
const ended = { ...entry, reason: "soon", until: "2020-01-01", blocks: [], evidence: "" };

/** Edits whose order matters: they make, break and mend claims of several documents. */
const EDITS: Changes[] = [
  KETTLE_RENAMED,
  { ...KETTLE, "src/heat.ts": null },
  { "src/boil.ts": null, "src/heat.ts": null },
  { "src/index.ts": "export * from './boil.js';\nexport * from './heat.js';\n" },
  { "src/index.ts": null },
  { "README.md": "# Kettle\n\n[usage](docs/usage.md#usage) [again](docs/Usage.md) `src/boil.ts` `boilWater` `heatWater`\n" },
  { "README.md": KETTLE["README.md"] as string },
  { "docs/usage.md": "# How to use\n\nCall `heatWater()` or `boilWater()`. See [top](../README.md#kettle), `npm run serve`.\n" },
  { "docs/usage.md": null },
  {
    "package.json": JSON.stringify({ name: "kettle", main: "src/index.js", scripts: { build: "tsc" }, bin: { kettle: "x.js" } }),
  },
  { "package.json": KETTLE["package.json"] as string },
  { "package.json": "{" },
  { "src/use.ts": "import { boilWater } from './boil.js';\nboilWater(1);\n" },
  { "src/use.ts": null },
  { "src/other.ts": "export function boilWater() {}\nexport const heatWater = 1;\n" },
  { "src/other.ts": null },
  { "src/use.ts": "import { boilWater } from 'otherlib';\nboilWater(1);\n" },
  { "src/use.ts": "export { boilWater as pour } from 'otherlib';\n" },
  { "src/words.ts": 'export const word = "boilWater";\n' },
  { "src/words.ts": 'export const word = "boilWater";\nword.boilWater;\n' },
  { "src/words.ts": null },
  { "src/boil.ts": null, "src/heat.ts": "export async function heatWater(litres: number, target = 100): Promise<void> {}\n" },
  { "docs/fresh.md": KETTLE["docs/usage.md"] as string },
  { "docs/usage.md": null, "docs/fresh.md": "# Fresh\n" },
  { "docs/usage.md": KETTLE["docs/usage.md"] as string, "docs/fresh.md": null },
  { docs: null, "manual/usage.md": KETTLE["docs/usage.md"] as string },
  { manual: null },
  { "Docs/usage.md": "# Usage\n" },
  { Docs: null },
  { "CLAUDE.md": "# Rules\n\nRun `npm run serve`, see `src/boil.ts`.\n" },
  { "CLAUDE.md": null },
  { "CONTRIBUTING.md": "# Work\n\n- `src/boyl.ts`: heats\n\n```sh\nnode src/boil.ts\ncat src/other.ts\n```\n" },
  { "CONTRIBUTING.md": `# Files\n\n\`\`\`\n${TREE.join("\n")}\n\`\`\`\n` },
  { "CONTRIBUTING.md": null },
  {
    "docs/cites.md":
      "# Code\n\n`boilWater` is in `src/boil.ts:3`, or `src/boil.ts:99`.\n\n```ts file=src/boil.ts#boilWater\nboil();\n```\n",
  },
  { "docs/cites.md": null },
  { "docs/titled.md": `# Code\n\n\`\`\`ts\n// src/boil.ts\n${KETTLE["src/boil.ts"]}\`\`\`\n` },
  { "docs/titled.md": null },
  { "docs/bound.md": "# Heat\n\n<!-- lockstep: src/boil.ts#boilWater sig,body -->\n\nIt boils.\n" },
  { "docs/bound.md": "# Heat\n\n<!-- lockstep: src/boil.ts#boilWater sig,body src/heat.ts#heatWater -->\n\nIt boils well.\n" },
  { "docs/bound.md": null },
  { "docs/inferred.md": "# API\n\n## boilWater\n\nBoils.\n\n## Heating\n\n`heatWater` is in `src/heat.ts`.\n" },
  { "docs/inferred.md": null },
  { "src/tag.ts": "/** @doc docs/bound.md#heat sig,body */\nexport const boil = (lid: boolean) => 1;\n" },
  { "src/tag.ts": "/** @doc docs/bound.md#heat sig,body */\nexport const boil = (lid: string) => 2;\n" },
  { "src/tag.ts": null },
  {
    "docs/lists.md":
      "# Lists\n\n<!-- lockstep: items(files:src/*.ts) items(exports:src/index.ts) -->\n\n- `src/boil.ts`\n- `boilWater`\n\n<!-- lockstep: count(scripts) -->\n\nThere are 3.\n",
  },
  { "docs/lists.md": null },
  { "src/boil.ts": "export function boilWater(lid: boolean) {}\n" },
  { "src/boil.ts": `${"// steam\n".repeat(9)}${KETTLE["src/boil.ts"]}` },
  { "src/boyle.ts": "export {};\n" },
  { "src/boyle.ts": null },
  { "docs/options.md": OPTIONS_TEXT },
  { "src/options.ts": optionsCode("lid", "quiet", "KETTLE_TMP") },
  { "src/options.ts": optionsCode("cover", "quiet", "KETTLE_TMP") },
  { "src/options.ts": optionsCode("lid", "silent", "KETTLE_HEAT") },
  { "src/options.ts": "export interface KettleOptions {\n  volume: number;\n}\n" },
  { "src/options.ts": null },
  { "src/read.ts": "export const read = (name: string) => process.env[name];\n" },
  { "src/read.ts": "export const all = ['lid', '--quiet', 'KETTLE_TMP'];\n" },
  { "src/read.ts": null },
  { "docs/.vitepress/config.ts": "export {};\n" },
  { "src/tea.ts": TEA },
  { "src/tea.ts": TEA.replace("litres: Litres, target: number", "target: number, litres: Litres") },
  { "src/tea.ts": null },
  { "src/units.ts": "export type { Litres } from './deep.js';\n", "src/deep.ts": "export type Litres = number;\n" },
  { "src/deep.ts": "export type Litres = string;\nexport class DryError extends Error {}\n" },
  { "src/deep.ts": "type Amount = number;\nexport type { Amount as Litres };\nexport class DrynessError extends Error {}\n" },
  { "src/units.ts": null, "src/deep.ts": null },
  { "docs/.vitepress": null },
  { "docs/types.md": TYPES },
  { "docs/types.md": null },
  { "src/kettle.ts": kettle("boil", "Vessel"), "docs/types.md": TYPES },
  { "src/kettle.ts": kettle("boilWater", "Vessel") },
  { "src/kettle.ts": kettle("boil", "Base") },
  { "src/kettle.ts": null },
  { "src/vessel.ts": "export class Vessel {\n  drain(): void {}\n}\n" },
  { "src/vessel.ts": "export class Vessel {\n  [key: string]: unknown;\n}\n" },
  { "src/vessel.ts": "export class Vessel {\n  boilOver(): void {}\n}\n" },
  { "src/vessel.ts": null },
  { "docs/support.md": "# Support\n\nNode.js 16 or newer.\n" },
  { "package.json": JSON.stringify({ name: "kettle", engines: { node: ">=20" }, scripts: {} }) },
  { "src/other.ts": "/**\n * @param [target=90] how hot\n */\nexport function warm(target = 100) {}\n" },
  {
    "docs/signatures.md":
      "# Calls\n\n`boilWater(litres, target, lid)`, `heatWater(target, litres)`, `new Kettle(volume, lid)`.\n",
  },
  { "docs/cli.md": "# Commands\n\n```sh\nkettle brew --quiet\nkettle bril 2\n```\n" },
  { "src/cli.ts": 'program.command("brew <litres>");\nprogram.command("boil");\n' },
  { "src/cli.ts": 'program.command("steep <litres>");\nprogram.command("boil");\nprogram.command("brim");\n' },
  { "src/cli.ts": null, "docs/cli.md": null },
  { "docs/heat.md": HEAT },
  { "docs/heat.md": null },
  { "src/hot.ts": heat("90", "HeatOptions") },
  { "src/hot.ts": `\n${heat("80", "HeatOptions")}` },
  { "src/hot.ts": heat("degrees()", "HeatOptions") },
  { "src/hot.ts": null },
  { "src/warm.ts": "export interface Gun {\n  target: string;\n  range: number;\n}\nexport const MAX_HEAT = 90;\n" },
  { "src/warm.ts": heat("70", "WarmOptions") },
  { "src/warm.ts": "export const { target = 90, lid = false } = options;\n" },
  { "src/warm.ts": null },
  { "src/boil.ts": "export function boilWater(litres: number, target: number, lid: string): void {}\n" },
  { "src/boil.ts": "export function boilWater(litres: number) { return arguments.length; }\n" },
  { "src/use.ts": "import { Vessel } from 'otherlib';\nnew Vessel();\n" },
  { ".lockstep/baseline.json": JSON.stringify({ version: 1, findings: [entry] }) },
  { ".lockstep/baseline.json": null },
  { "README.md": null, "docs/start.md": (KETTLE["README.md"] as string).replaceAll("(src/", "(../src/") },
  { "docs/start.md": null, "README.md": KETTLE["README.md"] as string },
  { ".lockstep/acks.yaml": JSON.stringify([ended]) },
  { ".lockstep/acks.yaml": "- nonsense\n" },
  { ".lockstep/acks.yaml": null },
  {
    "README.md":
      "# Kettle\n\nSee `boilWater`. <!-- lockstep-ignore symbol/* -->\n\n<!-- lockstep-ignore link/missing-file -->\n\n[x](docs/usage.md)\n",
  },
];

/** What `lockstep.yaml` says: findings of one folder stand in the code; what people say is remarked on. */
const CONFIG = {
  sync: { "docs/": "docs_to_code" as const },
  rules: { "suppression/unused": "note" as const, "ack/expired": "note" as const },
};

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ edit: fc.nat(EDITS.length - 1), commit: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant("reset" as const) },
    { weight: 1, arbitrary: fc.constant("confirm" as const) },
  ),
  { minLength: 4, maxLength: 12 },
);

const open = ({ root }: ScratchProject): Promise<Tree> => openTree(root, CONFIG);

async function update(tree: Tree): Promise<Report> {
  const { changed, removed, skipped } = await tree.sweep();
  tree.model.setUnreadable(skipped);
  await tree.refreshHistory();
  await tree.model.absorb(changed, removed);
  await tree.model.judge();
  return tree.model.report(programVersion());
}

type Step = { edit: number; commit: boolean } | "reset" | "confirm";

async function apply(project: ScratchProject, step: Step): Promise<void> {
  if (step === "confirm") return await confirmBound(project);
  if (step === "reset") {
    project.git("reset", "-q", "--hard", "HEAD");
    project.git("clean", "-q", "-f", "-d");
    return;
  }
  project.write(EDITS[step.edit] as Changes);
  if (step.commit) project.commit({});
}

/** Shares a confirmation of the bound documents, if they are there and bind what is there. */
async function confirmBound({ root }: ScratchProject): Promise<void> {
  const there = ["docs/bound.md", "docs/inferred.md"].filter((path) => existsSync(join(root, path)));
  for (const document of there) await confirmOne(root, { document, section: null });
}

async function confirmOne(root: string, place: { document: string; section: null }): Promise<void> {
  try {
    const made = confirmationsOf(await boundTextsOnce(root, place, { cacheDir: null }), {
      ...place,
      at: new Date().toISOString(),
    });
    shareConfirmations(openRoot(root), made);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
  }
}

describe("judging what changed", () => {
  it("says what judging everything says, after any sequence of edits", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const project = scratchProject({ ...KETTLE, "lockstep.yaml": JSON.stringify(CONFIG) });
        const tree = await open(project);
        try {
          await update(tree);
          for (const step of sequence) {
            await apply(project, step);
            expect(await update(tree)).toEqual(await project.report());
          }
        } finally {
          await tree.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
