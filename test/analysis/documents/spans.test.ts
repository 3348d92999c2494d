import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read } from "./support.js";

/** A way to put a reference into a document; the rest of the line may hold anything that Markdown knows. */
type Frame = (reference: string, other: string) => string;

const FRAMES: Frame[] = [
  (reference) => `See \`${reference}\` there.`,
  (reference, other) => `${other} \`\` ${reference} \`\` end`,
  (reference) => `# Heading \`${reference}\` ##`,
  (reference) => `   ###\tHeading \`${reference}\``,
  (reference) => `Setext \`${reference}\`\n===`,
  (reference, other) => `> quoted ${other}\n>  \`${reference}\` more`,
  (reference) => `> > 1. deep\n> >    - \`${reference}\``,
  (reference) => `- item\n\n\t\`${reference}\` after a tab`,
  (reference) => `1.  one\n    - two\n\n      lazy\n \`${reference}\``,
  (reference) => `| a \\| b | c |\n|---|---|\n| x \\| y | \\| \`${reference}\` |`,
  (reference) => `> a | b\n> --|--\n> 漢字 | **\`${reference}\`**`,
  (reference) => `- \`${reference}\` | b\n  --- | ---\n  c | d`,
  (reference, other) => `[${other}](${reference} "title (x)")`,
  (reference) => `[text](<${reference}>)`,
  (reference) => `![a [nested](x.md) label](${reference})`,
  (reference) => `[label]:   ${reference}\n  'title'\n\n[label]`,
  (reference) => `> [quoted]:\n> ${reference}\n\n[quoted]`,
  (reference) => `<a\n  href="${reference}">x</a>`,
  (reference) => `text <img src='${reference}' alt="a"> text`,
  (reference) => `**bold _\`${reference}\`_** ~~gone~~`,
  (reference) => `👩‍🚀 émile\t\`${reference}\``,
  (reference) => `[\`${reference}\`](https://example.com/x)`.replace("https://example.com/x", "other.md"),
];

const OTHERS = [
  "word",
  "*a*",
  "`x y`",
  "漢字 👩‍🚀",
  "a\\`b",
  "&amp;",
  "<b>",
  "\\[",
  "[not a link]",
  "two  spaces",
  "a|b",
  "\\\\",
];

const documentOf = fc.record({
  frames: fc.array(fc.tuple(fc.constantFrom(...FRAMES), fc.constantFrom(...OTHERS)), { minLength: 1, maxLength: 8 }),
  end: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\ufeff"),
  front: fc.constantFrom("", "---\ntitle: x\n---\n\n"),
});

describe("the span of a claim", () => {
  it("is where the reference was written, whatever stands around it", () => {
    fc.assert(
      fc.property(documentOf, ({ frames, end, mark, front }) => {
        const references = frames.map((_frame, at) => `src/unique${at}.ts`);
        const body = frames.map(([frame, other], at) => frame(references[at] as string, other)).join("\n\ntext\n\n");
        const text = mark + (front + body).replaceAll("\n", end);
        const { claims, problems } = read(text);
        expect(problems).toEqual([]);
        for (const reference of references) {
          const starts = claims.filter((claim) => claim.reference === reference).map((claim) => claim.span.start);
          expect(starts, `${reference} in ${JSON.stringify(text)}`).toEqual([text.indexOf(reference)]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["a list item", "1. Pass\n   `heat({\n     litres: 1 })` to it.", "heat({\n     litres: 1 })"],
    ["a nested list item after a tab", "- one\n  - Pass `heat({\n\tlitres: 1 })` to it.", "heat({\n\tlitres: 1 })"],
    ["a quote", "> Pass `heat({\n> litres: 1 })` to it.", "heat({\n> litres: 1 })"],
    ["a quoted list item", "> - Pass `heat({\n>   litres: 1 })` to it.", "heat({\n>   litres: 1 })"],
    ["a paragraph", "Pass `heat({\nlitres: 1 })` to it.", "heat({\nlitres: 1 })"],
    ["a linked call", "- Pass [the `heat({\n  litres: 1 })` call](a.md).", "heat({\n  litres: 1 })"],
  ])("goes on over the line break of a reference in %s", (_where, markdown, reference) => {
    for (const end of ["\n", "\r\n"]) {
      const text = markdown.replaceAll("\n", end);
      const { claims, problems } = read(text);
      expect(problems).toEqual([]);
      const symbols = claims.filter((claim) => claim.kind === "symbol");
      expect(symbols.map((claim) => [claim.normalized, claim.reference])).toEqual([["heat", reference.replaceAll("\n", end)]]);
      expect(text.slice(symbols[0]?.span.start, symbols[0]?.span.end)).toBe(symbols[0]?.reference);
    }
  });

  it("finds the words of a command on the further lines of a list item", () => {
    const { claims, problems } = read("- Run `npm install &&\n  npm run boil` first, see [the\n  text](src/heat.ts).");
    expect(problems).toEqual([]);
    expect(claims.map((claim) => claim.reference)).toEqual(["boil", "src/heat.ts"]);
  });

  it("holds its reference in any heap of Markdown", () => {
    // biome-ignore format: a list
    const pieces = [
      "`a.b()`", "`src/x.ts`", "`heat({", "x })`", ">  ", "``", "`", "[x](y.md#z)", "[x][y]", "\n[y]: z.md\n", "![", "](", "<a href=q.md>", "<!-- c -->", "\n", "\n\n", "\r\n",
      "\n> ", "\n- ", "\n  - ", "\n\t", "\n1. ", "|", "\\|", "\n|---|---|\n", "\n# ", " #", "\n===\n", "\n```ts\n", "\n~~~\n", "\n```\n", "import { a } from './b.js';",
      "npm run x", "$ npx kettle", "漢", "👩‍🚀", "\ufeff", "\t", "  ", "*", "**", "_", "~~", "<div>", "</div>", "lines 1–2 of ", "x.ts:3", "{#id}", "&#35;", "\\",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        const { claims, problems } = read(text);
        expect(problems.filter((problem) => problem.message.includes("span_mismatch"))).toEqual([]);
        for (const claim of claims) {
          expect(text.slice(claim.span.start, claim.span.end)).toBe(claim.reference);
          for (const span of claim.occurrences) expect(text.slice(span.start, span.end)).not.toBe("");
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
