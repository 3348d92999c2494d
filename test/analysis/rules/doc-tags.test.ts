import { describe, expect, it } from "vitest";
import { confirmationsOf } from "../../../src/domains/documentation/confirming.js";
import { boundTextsOnce } from "../../../src/pass/check.js";
import { shareConfirmations } from "../../../src/pass/said/confirmed-file.js";
import { openRoot } from "../../../src/worktree/guard.js";
import { scratchProject } from "../../support/project.js";

const heat = (tag: string, body = "litres * 2", parameter = "litres: number") => `/**
 * Heats.
 * ${tag}
 */
export function heatWater(${parameter}): number {
  return ${body};
}
`;
const USAGE = "# Usage\n\n## Heating\n\nIt heats.\n\n## Other\n\nMore.\n";
const kettle = (tag: string) => scratchProject({ "src/heat.ts": heat(tag), "docs/usage.md": USAGE });
const TAG = "@doc docs/usage.md#heating";
const BROKEN = "src/heat.ts:3 binding/broken";

describe("@doc", () => {
  it("binds a section to the declaration it stands before", async () => {
    const project = kettle(TAG);
    expect(await project.check()).toEqual([]);
    project.commit({ "src/heat.ts": heat(TAG, "litres * 3") });
    expect(await project.check()).toEqual([]);
    project.commit({ "src/heat.ts": heat(TAG, "litres * 3", "litres: string") });
    const { findings } = await project.report();
    expect(findings).toMatchObject([
      {
        rule: "binding/broken",
        path: "src/heat.ts",
        line: 3,
        reference: "docs/usage.md#heating",
        message: "the signature of `heatWater` changed since `docs/usage.md#heating` was written",
        related: [{ path: "docs/usage.md", line: 3 }],
      },
    ]);
    expect(findings[0]?.suggestion?.text).toContain("`lockstep confirm docs/usage.md#heating`");
    expect(await project.commit({ "docs/usage.md": USAGE.replace("It heats.", "It heats a string.") }).check()).toEqual([]);
  });

  it("is about that section only, whatever happens to others", async () => {
    const project = kettle(TAG).commit({ "src/heat.ts": heat(TAG, "1", "litres: string") });
    expect(await project.commit({ "docs/usage.md": USAGE.replace("More.", "Much more.") }).check()).toEqual([BROKEN]);
  });

  it("counts from the commit that brought the tag", async () => {
    const project = kettle("@internal").commit({ "src/heat.ts": heat("@internal", "1", "litres: string") });
    expect(await project.commit({ "src/heat.ts": heat(TAG, "1", "litres: string") }).check()).toEqual([]);
    expect(await project.commit({ "src/heat.ts": heat(TAG, "1", "litres: bigint") }).check()).toEqual([BROKEN]);
  });

  it.each([
    ["tiers of its own", heat(`${TAG} body`), "litres * 2", "litres * 3", "src/heat.ts:3 freshness/code-moved-on"],
    ["a document as a whole", heat("@doc docs/usage.md"), "litres: number", "litres: string", BROKEN],
    ["a path from its folder", heat("@doc ../docs/usage.md#heating"), "litres: number", "litres: string", BROKEN],
    [
      "a value",
      "/** @doc docs/usage.md#heating value */\nexport const VOLUME = 17;\n",
      "17",
      "15",
      "src/heat.ts:1 freshness/code-moved-on",
    ],
    [
      "a member",
      "export class Kettle {\n  /** @doc docs/usage.md#heating */\n  boil(): void {}\n}\n",
      "boil()",
      "boil(lid: boolean)",
      "src/heat.ts:2 binding/broken",
    ],
  ])("takes %s", async (_what, code, from, to, expected) => {
    const project = scratchProject({ "src/heat.ts": code, "docs/usage.md": USAGE });
    expect(await project.check()).toEqual([]);
    expect(await project.commit({ "src/heat.ts": code.replace(from, to) }).check()).toEqual([expected]);
  });

  it("reports a section and a document that are not there", async () => {
    const gone = await kettle("@doc docs/usage.md#heatin").report();
    expect(gone.findings).toMatchObject([
      {
        rule: "binding/broken",
        message: "`docs/usage.md` has no section `#heatin`",
        suggestion: { replacement: "docs/usage.md#heating" },
      },
    ]);
    const moved = kettle(TAG).commit({ "docs/usage.md": null, "docs/use.md": USAGE });
    expect((await moved.report()).findings).toMatchObject([
      { rule: "binding/broken", fix: "safe", suggestion: { replacement: "docs/use.md#heating" } },
    ]);
    expect(await kettle("@doc docs/usages.md#heating").check()).toEqual([BROKEN]);
  });

  it.each([
    ["words that name no document", heat("@doc true")],
    ["a block before nothing", `/** ${TAG} */\n`],
    [
      "a declaration that no outline shows",
      `export function outer() {\n  /** ${TAG} */\n  function inner(): void {}\n  inner();\n}\n`,
    ],
    ["what is ignored", heat(`${TAG}\n * @lockstepIgnore binding/broken`)],
  ])("does not fire on %s", async (_what, code) => {
    const project = scratchProject({ "src/heat.ts": code, "docs/usage.md": USAGE });
    expect(await project.commit({ "src/heat.ts": code.replace("litres: number", "lid: string") }).check()).toEqual([]);
  });

  it("is confirmed by its document and section", async () => {
    const project = kettle(TAG).commit({ "src/heat.ts": heat(TAG, "1", "litres: string") });
    const place = { document: "docs/usage.md", section: "heating" };
    const bound = await boundTextsOnce(project.root, place, { cacheDir: null });
    expect(bound).toMatchObject([{ binding: "src/heat.ts#heatWater @doc #heating", line: 3, target: "src/heat.ts" }]);
    expect(await boundTextsOnce(project.root, { ...place, section: "other" }, { cacheDir: null })).toEqual([]);
    shareConfirmations(openRoot(project.root), confirmationsOf(bound, { ...place, at: "2026-11-21T12:00:00.000Z" }));
    expect(await project.check()).toEqual([]);
    expect(await project.commit({ "src/heat.ts": heat(TAG, "1", "litres: bigint") }).check()).toEqual([BROKEN]);
  });
});
