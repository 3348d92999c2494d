import fc from "fast-check";
import { expect, it } from "vitest";
import { read } from "../documents/support.js";

/** What Markdown is made of, and what trips its readers. */
const PIECES = [
  ...[
    "[",
    "]",
    "(",
    ")",
    "](",
    "![",
    "[a](b.md)",
    "[a](#b)",
    "[a]: src/a.ts",
    "[a][b]",
    "<",
    ">",
    "<a href='b.md'>",
    "</a>",
    "<!--",
    "-->",
  ],
  ...[
    "`",
    "``",
    "```",
    "```ts\n",
    "```sh\n",
    "~~~",
    "\n```\n",
    "$ ",
    "npm run boil",
    "`src/a.ts`",
    "`boilWater()`",
    "`A.b#c`",
    "src/a.ts:12",
  ],
  ...[
    "|",
    "|-|-|",
    "\\|",
    "| a \\| `b` |",
    "\n|---|\n",
    "# ",
    "## Before",
    "===",
    "---",
    "> ",
    "> > ",
    "- ",
    "- [ ] ",
    "1. ",
    "    ",
    "\t",
  ],
  ...["*", "**", "_", "~~", "\\", "&amp;", "&#x0;", "\0", "\ufeff", "é", "漢字", "👩‍🚀", "\ud83d", "\u2028", "\u00a0", "İ", "ﬁ"],
  ...[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "word",
    "import { a } from 'b'",
    "const a = `${",
    "{{",
    "<%",
    "├── a.ts # boil()",
    "│",
    "http://a.b/c",
  ],
];

const text = fc
  .tuple(
    fc.constantFrom("", "\ufeff", "---\ntitle: a\n---\n", "---\n"),
    fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...PIECES) },
        { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
      ),
      {
        maxLength: 40,
      },
    ),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([start, pieces, end]) => start + pieces.join("").replaceAll("\n", end));

it("reads any document, and each claim stands at its span", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(text, (document) => {
      const { claims, problems } = read(document);
      expect(problems.filter(({ message }) => message.startsWith("span_mismatch"))).toEqual([]);
      for (const { span, reference, line, column, end_line, end_column } of claims) {
        expect(document.slice(span.start, span.end)).toBe(reference);
        expect(line < end_line || (line === end_line && column < end_column)).toBe(true);
      }
    }),
    { numRuns: 6_000 },
  );
});
