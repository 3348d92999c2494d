import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Confirmation } from "../../../src/analysis/model.js";
import { confirmationsOf } from "../../../src/domains/documentation/confirming.js";
import { boundTextsOnce, checkOnce } from "../../../src/pass/check.js";
import { shareConfirmations } from "../../../src/pass/said/confirmed-file.js";
import { NOTHING_TOLD } from "../../../src/pass/said/said.js";
import { openRoot } from "../../../src/worktree/guard.js";
import { type ScratchProject, scratchProject } from "../../support/project.js";

const HEAT =
  "export function heatWater(litres: number): number {\n  return litres * 2;\n}\n\nexport function drain(): void {\n  stop();\n}\n";
const README = `# Kettle

## Heating

<!-- lockstep: src/heat.ts#heatWater sig,body -->

It heats.

### Fast

<!-- lockstep: src/heat.ts#heatWater sig -->

It heats fast.

## Draining

<!-- lockstep: src/heat.ts#drain body src/heat.ts -->

It drains.
`;
const twice = HEAT.replace("litres * 2", "litres * 3").replace("stop()", "stop(1)");
const typed = twice.replace("litres: number", "litres: string");

const kettle = () => scratchProject({ "README.md": README, "src/heat.ts": HEAT });

async function confirm(project: ScratchProject, section: string | null = null, document = "README.md"): Promise<Confirmation[]> {
  const bound = await boundTextsOnce(project.root, { document, section }, { cacheDir: null });
  return confirmationsOf(bound, { document, section, at: new Date(clock++).toISOString() });
}
let clock = Date.parse("2026-11-21T12:00:00.000Z");

const share = (project: ScratchProject, made: Confirmation[]) => shareConfirmations(openRoot(project.root), made);

describe("a confirmation", () => {
  it("ends what is stale or broken, until the code moves on again", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    expect(await project.check()).toEqual(["README.md:5 freshness/code-moved-on", "README.md:17 freshness/code-moved-on"]);
    share(project, await confirm(project));
    expect(await project.check()).toEqual([]);
    project.commit({ "src/heat.ts": typed });
    expect(await project.check()).toEqual(["README.md:5 binding/broken", "README.md:11 binding/broken"]);
    const [finding] = (await project.report()).findings;
    expect(finding?.message).toBe("the signature of `heatWater` changed since the text was confirmed");
    expect(finding?.evidence).toMatchObject({ commit: null, summary: expect.stringContaining("agreed confirmed, 2026-11-21") });
    share(project, await confirm(project));
    expect(await project.check()).toEqual([]);
  });

  it("counts the same from the ledger as from the repository, the newer one first", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    const early = await confirm(project);
    const check = async (confirmations: readonly Confirmation[]) => {
      const { report } = await checkOnce(project.root, { cacheDir: null, told: { ...NOTHING_TOLD, confirmations } });
      return report.findings.map(({ line, rule }) => `${line} ${rule}`);
    };
    expect(await check(early)).toEqual([]);
    project.commit({ "src/heat.ts": typed });
    share(project, early);
    expect(await check([])).toEqual(["5 binding/broken", "11 binding/broken"]);
    expect(await check(await confirm(project))).toEqual([]);
    share(project, await confirm(project));
    expect(await check(early)).toEqual([]);
  });

  it("is of a section and those below it, when one is named", async () => {
    const project = kettle().commit({ "src/heat.ts": typed });
    const bindings = async (section: string | null) =>
      (await confirm(project, section)).map(({ binding, ordinal }) => [binding, ordinal]);
    expect(await bindings("heating")).toEqual([
      ["src/heat.ts#heatWater", 0],
      ["src/heat.ts#heatWater", 1],
    ]);
    expect(await bindings("fast")).toEqual([["src/heat.ts#heatWater", 1]]);
    share(project, await confirm(project, "fast"));
    expect(await project.check()).toEqual(["README.md:5 binding/broken", "README.md:17 freshness/code-moved-on"]);
  });

  it("says nothing of other words", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    share(project, await confirm(project));
    project.commit({ "README.md": README.replace("It drains.", "It drains well."), "src/heat.ts": HEAT });
    // The text was brought up to date with the code as it was before: what was confirmed of the old text is no measure of it.
    expect(await project.check()).toEqual(["README.md:5 freshness/code-moved-on"]);
  });

  it("follows its document to a new name", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    share(project, await confirm(project));
    project.commit({}).commit({ "README.md": null, "docs/kettle.md": README });
    expect(await project.check()).toEqual([]);
    expect(await project.commit({ "src/heat.ts": twice.replace("stop(1)", "stop(2)") }).check()).toEqual([
      "docs/kettle.md:17 freshness/code-moved-on",
    ]);
  });

  it("refuses what there is not, naming what was meant", async () => {
    const project = kettle().write({
      "docs/other.md": "# Other\n",
      "docs/gone.md": "<!-- lockstep: src/heat.ts#boil -->\n\nIt boils.\n",
    });
    const refused = async (document: string, section: string | null = null) =>
      await confirm(project, section, document).catch(
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      );
    expect(await refused("REDME.md")).toMatch(/^UNKNOWN_DOCUMENT .*"REDME.md".* Did you mean README.md\?$/);
    expect(await refused("other.md")).toMatch(/^UNKNOWN_DOCUMENT .* Did you mean one of: docs\/other.md\.$/);
    expect(await refused("src/heat.ts")).toMatch(/^UNKNOWN_DOCUMENT /);
    expect(await refused("README.md", "heatng")).toMatch(/^UNKNOWN_SECTION .* Did you mean `README.md#heating`\?$/);
    expect(await refused("README.md", "x")).toMatch(
      /^UNKNOWN_SECTION .* Its sections are: #kettle, #heating, #fast, #draining\.$/,
    );
    expect(await refused("docs/other.md")).toMatch(/^NO_BINDING Nothing in docs\/other.md is bound/);
    expect(await refused("docs/gone.md")).toMatch(/^NO_BINDING .*src\/heat.ts#boil is no declaration, or gone/);
  });

  it("does not count when the file that shares it is damaged, which is said", async () => {
    const project = kettle().commit({ "src/heat.ts": twice, ".lockstep/confirmed.yaml": "- path: nonsense\n" });
    const report = await project.report();
    expect(report.findings).toHaveLength(2);
    expect(report.skipped).toEqual([
      { path: ".lockstep/confirmed.yaml", reason: expect.stringContaining("not what `lockstep confirm") },
    ]);
    const made = await confirm(project);
    expect(() => share(project, made)).toThrow("Correct it or remove it");
  });

  it("does not count when another reader of code made it", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    share(project, await confirm(project));
    const text = readFileSync(join(project.root, ".lockstep/confirmed.yaml"), "utf8");
    project.write({ ".lockstep/confirmed.yaml": text.replaceAll(/reader: \d+/g, "reader: 99") });
    expect(await project.check()).toHaveLength(2);
  });

  it("makes news of what breaks after it, and no news of what was confirmed before", async () => {
    const project = kettle().commit({ "src/heat.ts": twice });
    share(project, await confirm(project));
    project.commit({});
    project.git("tag", "confirmed");
    project.commit({ "src/heat.ts": typed.replace("stop(1)", "stop(2)") });
    share(project, await confirm(project, "fast"));
    const { report } = await checkOnce(project.root, { cacheDir: null, since: "confirmed" });
    expect(report.findings.map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      "5 binding/broken",
      "17 freshness/code-moved-on",
    ]);
  });
});
