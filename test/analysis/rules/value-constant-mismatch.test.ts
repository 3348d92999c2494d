import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "value/constant-mismatch";
const VOLUME = "export const DEFAULT_VOLUME = 1.7;\n";

async function found(text: string, more: Changes = {}): Promise<string[]> {
  const files = { "README.md": `# Kettle\n\n${text}\n`, "src/volume.ts": VOLUME, ...more };
  const { findings } = await scratchProject(files, { git: false }).report();
  return findings.filter(({ rule }) => rule === RULE).map((one) => `${one.line} ${one.reference}`);
}

describe("value/constant-mismatch", () => {
  it("fires when the constant changed", async () => {
    const files = { "README.md": "`DEFAULT_VOLUME` is 1.7 litres.\n", "src/volume.ts": VOLUME };
    const after = await driftsAfter(RULE, files, { "src/volume.ts": VOLUME.replace("1.7", "1.5") });
    expect(told(after)).toEqual(["README.md:1 1.7 → 1.5"]);
    expect(after[0]).toMatchObject({
      severity: "warning",
      confidence: 0.9,
      fix: "suggest",
      evidence: { kind: "contradiction", facts: ["constant:src/volume.ts#DEFAULT_VOLUME"] },
      related: [{ path: "src/volume.ts", line: 1 }],
    });
  });

  it("does not fire on a constant that is not exported, where another file has the name of its own", async () => {
    const own = { "src/volume.ts": "const DEFAULT_VOLUME = 1.7;\nexport const use = DEFAULT_VOLUME;\n" };
    const text = "`DEFAULT_VOLUME` is 1.5.";
    expect(await found(text, own)).toHaveLength(1);
    expect(await found(text, { ...own, "src/other.ts": "export const names = ['DEFAULT_VOLUME'];\n" })).toEqual([]);
    expect(await found(text, { "src/other.ts": "export const names = ['DEFAULT_VOLUME'];\n" })).toHaveLength(1);
  });

  it.each([
    "`DEFAULT_VOLUME` is 1.5.",
    "`DEFAULT_VOLUME` = `1.5`",
    "The `DEFAULT_VOLUME` equals 1.5 here.",
    "| Constant | Value |\n|---|---|\n| `DEFAULT_VOLUME` | 1.5 |",
  ])("fires on %j", async (text) => {
    expect(await found(text)).toHaveLength(1);
  });

  it.each([
    ["the same value", "`DEFAULT_VOLUME` is `1.70`."],
    ["a kind of value", "`DEFAULT_VOLUME` is a number."],
    ["a range", "`DEFAULT_VOLUME` is 1.5 to 2."],
    ["a condition", "`DEFAULT_VOLUME` is 1.5 if the lid is off."],
    ["what was", "`DEFAULT_VOLUME` was 1.5, then removed."],
    ["an unknown constant", "`OTHER_VOLUME` is 1.5."],
    ["no constant", "`volume` is 1.5."],
    ["the reader's own", "Create a file `volume.ts` in which `DEFAULT_VOLUME` is 1.5."],
  ])("does not fire on %s", async (_what, text) => {
    expect(await found(text)).toEqual([]);
  });

  it("does not fire when two constants have the name, or one is computed", async () => {
    const text = "`DEFAULT_VOLUME` is 1.5.";
    expect(await found(text, { "src/other.ts": VOLUME.replace("1.7", "1.6") })).toEqual([]);
    expect(await found(text, { "src/other.ts": "export const DEFAULT_VOLUME = measure();\n" })).toEqual([]);
    expect(await found(text, { "src/other.ts": VOLUME })).toEqual(["3 1.5"]);
  });

  it("knows members of enums", async () => {
    const more = { "src/heat.ts": "export enum Heat { VERY_HOT = 100 }\n" };
    expect(await found("`Heat.VERY_HOT` is 90.", more)).toEqual(["3 90"]);
  });
});
