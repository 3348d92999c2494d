import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const lines = (count: number, word = "line") => Array.from({ length: count }, (_, at) => `// ${word} ${at}\n`).join("");
const HEAT = "export function heatWater(litres: number): number {\n  return litres * 4186;\n}\n";

describe("citation/line-out-of-range", () => {
  it("cites the lines anew when they stand in the file once", async () => {
    const project = scratchProject({ "README.md": "See `src/heat.ts:31-32`.\n", "src/heat.ts": lines(30) + HEAT });
    project.commit({ "src/heat.ts": lines(5, "other") + HEAT });
    expect((await project.report()).findings).toMatchObject([
      { rule: "citation/line-out-of-range", fix: "safe", suggestion: { replacement: "src/heat.ts:6-7" } },
    ]);
  });

  it("does not guess when they stand there twice", async () => {
    const project = scratchProject({ "README.md": "See `src/heat.ts:31-32`.\n", "src/heat.ts": lines(30) + HEAT });
    project.commit({ "src/heat.ts": HEAT + HEAT });
    expect((await project.report()).findings).toMatchObject([
      { rule: "citation/line-out-of-range", fix: null, suggestion: null },
    ]);
  });
});

describe("citation/moved", () => {
  const files = { "README.md": "# Kettle\n\n`heatWater` is in `src/heat.ts:5`.\n", "src/heat.ts": lines(4) + HEAT };

  it("fires when the symbol stands elsewhere now", async () => {
    const project = scratchProject(files).commit({ "src/heat.ts": lines(30) + HEAT });
    expect((await project.report()).findings).toMatchObject([
      { rule: "citation/moved", severity: "note", fix: "safe", suggestion: { replacement: "src/heat.ts:31" } },
    ]);
  });

  it("cites the same place of a symbol that was rewritten", async () => {
    const project = scratchProject(files).commit({ "src/heat.ts": `${lines(30)}export function heatWater() {}\n` });
    expect((await project.report()).findings).toMatchObject([{ fix: "suggest", suggestion: { replacement: "src/heat.ts:31" } }]);
  });

  it.each([
    ["a citation of a call", { ...files, "README.md": "`heatWater` is called in `src/heat.ts:2`.\n" }],
    ["a sentence that names two symbols", { ...files, "README.md": "`heatWater` and `boilWater` are in `src/heat.ts:5`.\n" }],
    [
      "what a changelog said",
      { ...files, "README.md": "Nothing.\n", "CHANGELOG.md": "# 1.0.0\n\n`heatWater` is in `src/heat.ts:5`.\n" },
    ],
  ])("does not fire on %s", async (_what, before) => {
    expect(
      await scratchProject(before)
        .commit({ "src/heat.ts": lines(30) + HEAT })
        .check(),
    ).toEqual([]);
  });

  it("does not fire on a text that was written after the move", async () => {
    const project = scratchProject({ ...files, "README.md": "Nothing.\n" }).commit({ "src/heat.ts": lines(30) + HEAT });
    expect(await project.commit({ "README.md": files["README.md"] }).check()).toEqual([]);
  });
});

describe("embed/stale-snippet", () => {
  const readme = (meta: string, code: string) => `# Use\n\n\`\`\`ts ${meta}\n${code}\`\`\`\n`;
  const source = `// Kettle\n\n/** Heats. */\n${HEAT}\n// #region values\nexport const a = 1;\nexport const b = 2;\n// #endregion\n`;
  const check = (text: string) => scratchProject({ "README.md": text, "src/heat.ts": source }).check();
  const MINE = HEAT.replace("4186", "4200");

  it.each([
    ["a symbol", readme("file=src/heat.ts#heatWater", MINE)],
    ["a region", readme("file=src/heat.ts#region:values", "export const a = 1;\n")],
    ["lines", readme("file=src/heat.ts#L4-L5", MINE)],
    ["a whole file", readme('file="src/heat.ts"', HEAT)],
    ["a symbol that is not there", readme("file=src/heat.ts#coolWater", MINE)],
    [
      "lines left out, and one that is not there",
      readme("file=src/heat.ts#heatWater", `${HEAT.split("\n")[0]}\n  // ...\n  return 1;\n}\n`),
    ],
  ])("fires on a copy of %s that differs", async (_what, text) => {
    expect(await check(text)).toEqual(["README.md:3 embed/stale-snippet"]);
  });

  it.each([
    ["an equal copy", readme("file=src/heat.ts#heatWater", HEAT)],
    ["an equal copy with its comment", readme("file=src/heat.ts#heatWater", `/** Heats. */\n${HEAT}`)],
    ["another indent", readme("file=src/heat.ts#heatWater", HEAT.replace(/^/gm, "    ").trimEnd().concat("\n"))],
    ["an equal region", readme("file=src/heat.ts#region:values", "export const a = 1;\nexport const b = 2;\n")],
    ["lines left out", readme("file=src/heat.ts#heatWater", `${HEAT.split("\n")[0]}\n  // ...\n}\n`)],
    ["a frozen copy", readme("file=src/heat.ts#heatWater frozen", MINE)],
    ["an empty fence that a site fills", readme("file=src/heat.ts", "")],
    ["a title", readme("filename=src/heat.ts", MINE)],
    ["a file of the reader", readme("file=src/mine.ts", MINE)],
  ])("does not fire on %s", async (_what, text) => {
    expect(await check(text)).toEqual([]);
  });

  it("copies the code again where it stands, in a list and with any line ends", async () => {
    const text =
      `# Use\n\n- Heat:\n  \`\`\`ts file=src/heat.ts#heatWater\n${MINE.replace(/^(?=.)/gm, "  ")}  \`\`\`\n`.replaceAll(
        "\n",
        "\r\n",
      );
    const project = scratchProject({ "README.md": text, "src/heat.ts": source });
    const [finding] = (await project.report()).findings;
    const [edit] = finding?.suggestion?.edits ?? [];
    expect(finding).toMatchObject({ rule: "embed/stale-snippet", fix: "safe" });
    writeFileSync(join(project.root, "README.md"), text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end));
    expect(await project.check()).toEqual([]);
    expect(text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end)).toBe(text.replace("4200", "4186"));
  });

  it.each([
    ["three marks", "```", "```"],
    ["four marks of another kind", "~~~", "~~~~"],
  ])("makes the fence longer when the code holds one of its length: %s", async (_what, mark, held) => {
    const code = (text: string) => `/**\n ${held}\n${held}ts\n${text}\n${held}\n */\nexport const a = 1;\n`;
    const text = `# Use\n\n- Heat:\n  ${mark}ts file=src/heat.ts\n  old\n  ${mark}\n\nMore.\n`;
    const project = scratchProject({ "README.md": text, "src/heat.ts": code("boil();") });
    const [finding] = (await project.report()).findings;
    const edits = [...(finding?.suggestion?.edits ?? [])].sort((a, b) => b.start - a.start);
    expect(edits).toHaveLength(3);
    const fixed = edits.reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
    expect(fixed).toContain(`${mark[0]?.repeat(held.length + 1)}ts file=src/heat.ts\n`);
    project.write({ "README.md": fixed });
    expect(await project.check()).toEqual([]);
  });

  describe("named by a comment in its first line", () => {
    const titled = (comment: string, code: string) => `# Use\n\n\`\`\`ts\n${comment}\n${code}\`\`\`\n`;
    const changed = { "src/heat.ts": source.replace("4186", "4200") };

    it.each([
      ["a whole file", "// src/heat.ts", source, "safe"],
      ["some lines", "/* src/heat.ts */", HEAT, null],
    ])("fires when it was %s and is no more", async (_what, comment, code, fix) => {
      const project = scratchProject({ "README.md": titled(comment, code), "src/heat.ts": source });
      expect(await project.check()).toEqual([]);
      const { findings } = await project.commit(changed).report();
      expect(findings).toMatchObject([{ rule: "embed/stale-snippet", line: 4, reference: "src/heat.ts", fix }]);
    });

    it("copies the whole file again below the comment", async () => {
      const text = titled("// src/heat.ts", source);
      const project = scratchProject({ "README.md": text, "src/heat.ts": source }).commit(changed);
      const [edit] = (await project.report()).findings[0]?.suggestion?.edits ?? [];
      expect(text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end)).toBe(text.replace("4186", "4200"));
    });

    it.each([
      [
        "a file of the reader's that has a name of ours",
        titled("// src/heat.ts", "export const mine = 1;\nexport const yours = 2;\n"),
      ],
      ["a comment that says more", titled("// see src/heat.ts", HEAT)],
      ["a line that may stand anywhere", titled("// src/heat.ts", "}\n")],
      ["a file that there is not", titled("// src/mine.ts", HEAT)],
    ])("does not fire on %s", async (_what, text) => {
      const project = scratchProject({ "README.md": text, "src/heat.ts": source });
      expect(await project.check()).toEqual([]);
      expect(await project.commit({ "src/heat.ts": "export {};\n" }).check()).toEqual([]);
    });
  });
});
