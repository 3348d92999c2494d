import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentTraits, Fact } from "../../src/analysis/model.js";
import { type Chunk, chunkCode, chunkDocument } from "../../src/domains/knowledge/chunks.js";
import { CHUNK_TOKENS_MAX, countTokens } from "../../src/domains/knowledge/split.js";
import { queryWords, splitNames } from "../../src/domains/knowledge/words.js";

function traits(sections: [line: number, ...headings: string[]][]): DocumentTraits {
  const rest = { installs: [], creates: false, hosts: [] };
  const all = [{ headings: [], line: 1, ...rest }, ...sections.map(([line, ...headings]) => ({ headings, line, ...rest }))];
  return { class: "reference", front_matter: false, sections: all, defines: [], scripts: [], prose_words: {} };
}

function declaration(text: string, source: string, name: string): Fact {
  const start = text.indexOf(source);
  return { kind: "declaration", name, what: "function", span: { start, end: start + source.length } };
}

function member(text: string, source: string, owner: string, name: string): Fact {
  const start = text.indexOf(source);
  const span = { start, end: start + source.length };
  return { kind: "member", owner, name, what: "method", static: false, optional: false, span };
}

const brief = (chunks: readonly Chunk[]) => chunks.map(({ line, name, text }) => [line, name, text]);

/** In order, not overlapping, true to the text, within the budget, and nothing but white space left out. */
function expectWhole(text: string, chunks: readonly Chunk[]): void {
  let end = 0;
  for (const chunk of chunks) {
    expect(text.slice(end, chunk.span.start).trim()).toBe("");
    expect(chunk.text).toBe(text.slice(chunk.span.start, chunk.span.end));
    expect(chunk.text.trim()).not.toBe("");
    expect(chunk.token_count).toBeLessThanOrEqual(CHUNK_TOKENS_MAX);
    end = chunk.span.end;
  }
  expect(text.slice(end).trim()).toBe("");
}

describe("a document", () => {
  it("is cut by its headings", () => {
    const text = "Intro.\n\n# Kettle\n\nBoils water.\n\n## Usage\n\n- fill\n- wait\n";
    const chunks = chunkDocument(
      "docs/README.md",
      text,
      traits([
        [3, "Kettle"],
        [7, "Kettle", "Usage"],
      ]),
    );
    expect(chunks).toEqual([
      { text: "Intro.", span: { start: 0, end: 6 }, line: 1, heading_path: [], name: "README.md", token_count: 2 },
      {
        text: "# Kettle\n\nBoils water.",
        span: { start: 8, end: 30 },
        line: 3,
        heading_path: ["Kettle"],
        name: "Kettle",
        token_count: 6,
      },
      {
        text: "## Usage\n\n- fill\n- wait",
        span: { start: 32, end: 55 },
        line: 7,
        heading_path: ["Kettle", "Usage"],
        name: "Usage",
        token_count: 6,
      },
    ]);
  });

  it("has long sections cut between paragraphs", () => {
    const paragraph = (i: number) => `Paragraph ${i} ${"water ".repeat(100)}.`;
    const text = Array.from({ length: 6 }, (_, i) => paragraph(i)).join("\n\n");
    const chunks = chunkDocument("a.md", text, null);
    expectWhole(text, chunks);
    expect(chunks.map((chunk) => chunk.text.slice(0, 11))).toEqual(["Paragraph 0", "Paragraph 2", "Paragraph 4"]);
  });

  it("is cut inside a line only when that line alone is too long, and never inside a character", () => {
    const text = `short\n${"\u{1f525}".repeat(500)}\nend`;
    const chunks = chunkDocument("a.md", text, null);
    expectWhole(text, chunks);
    for (const chunk of chunks) expect(chunk.text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  });

  it("that is empty has no chunks", () => {
    expect(chunkDocument("a.md", "\ufeff \n\n\t\n", traits([]))).toEqual([]);
  });
});

describe("code", () => {
  const filler = (name: string) => `${`  // ${name} does what it does, and a little more of it each time.\n`.repeat(5)}`;
  const heat = `export function heatWater(target: number) {\n${filler("heat")}}`;
  const pour = `const pour = () => {\n${filler("pour")}}`;
  const text = `import { a } from "./a.js";\n\n/**\n * Heats water.\n */\n${heat}\n\n// Pours it.\n// Carefully.\n${pour};\n\nmain(heatWater, pour);\n`;

  it("is cut by declaration, each with the comment above it", () => {
    const chunks = chunkCode("src/heat.ts", text, [declaration(text, heat, "heatWater"), declaration(text, pour, "pour")]);
    expect(brief(chunks)).toEqual([
      [1, "heat.ts", `import { a } from "./a.js";`],
      [3, "heatWater", `/**\n * Heats water.\n */\n${heat}`],
      [14, "pour", `// Pours it.\n// Carefully.\n${pour};`],
      [24, "heat.ts", "main(heatWater, pour);"],
    ]);
    expectWhole(text, chunks);
  });

  it("counts modifiers in that a span leaves out", () => {
    const bare = heat.slice("export ".length);
    const chunks = chunkCode("src/heat.ts", text, [declaration(text, bare, "heatWater")]);
    expect(chunks[1]?.text.startsWith("/**\n * Heats water.\n */\nexport function heatWater")).toBe(true);
    expectWhole(text, chunks);
  });

  it("puts small neighbours together under all their names", () => {
    const small = "export const A = 1;\nexport const B = 2;\n\nexport type C = string;\n";
    const facts = [
      declaration(small, "A = 1", "A"),
      declaration(small, "B = 2", "B"),
      declaration(small, "export type C = string;", "C"),
    ];
    expect(brief(chunkCode("k.ts", small, facts))).toEqual([[1, "A B C", small.trimEnd()]]);
  });

  it("leaves a comment to the text above when an empty line follows it", () => {
    const source = `${filler("first")}\n\nfunction a() {\n${filler("a")}}\n`;
    const chunks = chunkCode("a.ts", source, [declaration(source, source.slice(source.indexOf("function"), -1), "a")]);
    expect(chunks.map(({ name }) => name)).toEqual(["a.ts", "a"]);
  });

  it("cuts a large class and says which members stand in each part", () => {
    const methods = Array.from({ length: 8 }, (_, i) => `  method${i}() {\n${`    call(${i});\n`.repeat(25)}  }\n`);
    const source = `class Kettle {\n${methods.join("\n")}}\n`;
    const facts = [
      declaration(source, source.trimEnd(), "Kettle"),
      ...methods.map((method, i) => member(source, method.slice(2, 20), "Kettle", `method${i}`)),
    ];
    const chunks = chunkCode("kettle.ts", source, facts);
    expectWhole(source, chunks);
    expect(chunks.length).toBeGreaterThan(1);
    expect(new Set(chunks.flatMap(({ name }) => name.split(" ")))).toEqual(
      new Set(["Kettle", ...methods.map((_, i) => `method${i}`)]),
    );
    for (const { name } of chunks) expect(name.split(" ")[0]).toBe("Kettle");
  });

  it("takes declarations of one statement, and those inside others, as one", () => {
    const source = `namespace N {\n  export function inner() {}\n}\nconst { a, b } = load();\n`;
    const statement = "const { a, b } = load();";
    const facts = [
      declaration(source, source.slice(0, source.indexOf("const")).trimEnd(), "N"),
      declaration(source, "export function inner() {}", "N.inner"),
      declaration(source, statement, "a"),
      declaration(source, statement, "b"),
    ];
    expectWhole(source, chunkCode("n.ts", source, facts));
  });
});

describe("whatever the text", () => {
  const line = fc.oneof(
    fc.constantFrom("", "}", "/** doc */", "// note", "*/", "/*", "x".repeat(2_000), "function a() {}"),
    fc.string({ maxLength: 60 }),
  );
  const text = fc.array(line, { maxLength: 80 }).map((lines) => lines.join("\n"));

  it("documents lose nothing but white space", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(90), { maxLength: 8 }), (source, lines) => {
        const starts = [...new Set(lines.map((n) => n + 2))].sort((a, b) => a - b);
        expectWhole(source, chunkDocument("a.md", source, traits(starts.map((n) => [n, `H${n}`]))));
      }),
    );
  });

  it("code loses nothing but white space, wherever declarations are said to be", () => {
    fc.assert(
      fc.property(text, fc.array(fc.tuple(fc.nat(2_000), fc.nat(300)), { maxLength: 12 }), (source, spans) => {
        const facts = spans.map(([start, length], i): Fact => {
          const span = { start: Math.min(start, source.length), end: Math.min(start + length, source.length) };
          return { kind: "declaration", name: `n${i}`, what: "const", span };
        });
        expectWhole(source, chunkCode("a.ts", source, facts));
      }),
    );
  });

  it("takes time in proportion to its length", () => {
    const comments = "// a line of comment\n".repeat(50_000);
    const source = `${comments}function a() {}\n`;
    expectWhole(source, chunkCode("a.ts", source, [declaration(source, "function a() {}", "a")]));
  });
});

describe("tokens", () => {
  it("are estimated by four ASCII characters, or one of any other script", () => {
    expect(["abcd", "abcde", "日本", ""].map((text) => countTokens(text, { start: 0, end: text.length }))).toEqual([1, 2, 2, 0]);
  });
});

describe("words", () => {
  it.each([
    ["heatWater", "heat Water"],
    ["HTTPServer2", "HTTP Server 2"],
    ["parse_JSON5_text", "parse_JSON 5_text"],
    ["a1b", "a 1 b"],
    ["URL", "URL"],
    ["größeÄndern", "größeÄndern"],
    ["", ""],
  ])("of %s are %s", (name, words) => {
    expect(splitNames(name)).toBe(words);
  });

  it("of a query are distinct, without signs, and not too many", () => {
    expect(queryWords('heatWater("heat") OR water* NEAR/2 größe')).toEqual(["heat", "water", "or", "near", "2", "größe"]);
    expect(queryWords(Array.from({ length: 100 }, (_, i) => `w${"x".repeat(i)}`).join(" "))).toHaveLength(32);
    expect(queryWords(`"'*():^`)).toEqual([]);
  });
});
