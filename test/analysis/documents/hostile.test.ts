import { describe, expect, it } from "vitest";
import { CLAIMS_MAX, LINE_MAX, LINES_MAX, LINKS_MAX, NESTING_MAX } from "../../../src/analysis/documents/limits.js";
import { read } from "./support.js";

/** About `size` characters of `piece`, broken into lines of 100 pieces so that no line limit saves us. */
function heap(piece: string, size: number): string {
  const line = `${piece.repeat(100)}\n`;
  return line.repeat(Math.floor(size / line.length));
}

describe("hostile input", () => {
  it.each(["[", "`", "*", "<", "> "])(
    "of 1 MB of %j is read to its end",
    (piece) => {
      expect(read(heap(piece, 1_000_000)).document.sections.length).toBeGreaterThan(0);
    },
    60_000,
  );

  // biome-ignore format: a list
  it.each([
    "![", "]", "[]", "[a](", "[a](<b", "``a", "*a", "**a_", "_a__b", "~~a", "<a ", '<a b="', "<!--", "<![CDATA[", ">", "- ", "1. ", "|", "|a", "\\", "&a", "{/*",
    "a:1", "(", "`a` ", "<h1>",
  ])(
    "of 200 kB of %j is read to its end",
    (piece) => {
      expect(read(heap(piece, 200_000)).document.sections.length).toBeGreaterThan(0);
    },
    60_000,
  );

  it.each([
    ["quotes nested deep over many lines", `${">".repeat(90)}a\n${"a\n".repeat(400_000)}`],
    ["lists nested deep over many lines", `${"- ".repeat(60)}a\n${"a\n".repeat(400_000)}`],
    ["definitions that go on and on", "[a]: b '\n".repeat(100_000)],
    ["a table of empty rows", `|a|b|\n|-|-|\n${"|\n".repeat(400_000)}`],
    ["a fence of brackets", `\`\`\`ts\n${"({[".repeat(300_000)}\n`],
    ["a fence of open templates", `\`\`\`ts\n${"`${".repeat(300_000)}\n`],
    ["a fence of JSX", `\`\`\`tsx\n${"<a>\n".repeat(250_000)}\n`],
    ["a fence of open quotes in commands", `\`\`\`sh\n${"npm run \"'\n".repeat(80_000)}\n`],
    ["words without an end", "a".repeat(19_999).concat("\n").repeat(50)],
    ["colons without an end", `${"x:1".repeat(6_000)}\n`.repeat(50)],
  ])(
    "of %s is read to its end",
    (_name, text) => {
      expect(read(text).document.sections.length).toBeGreaterThan(0);
    },
    60_000,
  );

  it("of more than the limits is cut, and says so", () => {
    const links = read("[a](b.md)\n\n".repeat(LINKS_MAX + 5));
    expect(links.claims).toHaveLength(LINKS_MAX);
    expect(links.problems).toEqual([{ reason: "limit", message: `5 links beyond ${LINKS_MAX} were not read` }]);
    const names = read("`heatWater`\n\n".repeat(CLAIMS_MAX + 7));
    expect(names.claims).toHaveLength(CLAIMS_MAX);
    expect(names.problems).toEqual([{ reason: "limit", message: `7 claims beyond ${CLAIMS_MAX} were not read` }]);
  });

  it("of 250,000 headings is read as far as the limits go, and its anchors are no closed set", () => {
    const { facts, document, problems } = read("# a\n".repeat(250_000));
    const cut = `${250_000 - LINES_MAX} lines beyond ${LINES_MAX} were not read`;
    expect(facts.at(-2)).toMatchObject({ kind: "anchor", slugs: expect.arrayContaining(["a-9999"]) });
    expect(facts.at(-1)).toEqual({ kind: "open", set: "anchors", reason: cut });
    expect(document.sections.length).toBe(LINES_MAX + 1);
    expect(problems).toEqual([{ reason: "limit", message: cut }]);
  });

  it.each([
    ["quotes", (depth: number) => `${"> ".repeat(depth)}\`src/a.ts\`\n`],
    ["lists", (depth: number) => `${"- ".repeat(depth / 2)}\`src/a.ts\`\n`],
  ])("of %s nested too deep is read as deep as is allowed, and says what was cut", (_, nested) => {
    const cut = { reason: "limit", message: `what is nested more than ${NESTING_MAX} deep was not read` };
    expect(read(nested(NESTING_MAX - 10)).problems).toEqual([]);
    expect(read(nested(NESTING_MAX + 10)).problems).toEqual([cut]);
  });

  it("of an overlong line loses that line only", () => {
    const { claims, problems } = read(`\`src/a.ts\`\n\n${"x".repeat(LINE_MAX)} \`src/b.ts\`\n\n\`src/c.ts\`\n`);
    expect(claims.map((claim) => claim.reference)).toEqual(["src/a.ts", "src/c.ts"]);
    expect(problems).toEqual([{ reason: "limit", message: `1 lines over ${LINE_MAX} characters were not read` }]);
  });

  it("of more than 1 MiB is not read at all", () => {
    const { claims, facts, problems } = read("`src/a.ts`\n".repeat(200_000));
    expect([claims, problems.map((problem) => problem.reason), facts.map((fact) => fact.kind)]).toEqual([
      [],
      ["too_large"],
      ["open"],
    ]);
  });
});
