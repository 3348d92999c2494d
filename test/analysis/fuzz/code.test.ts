import fc from "fast-check";
import { expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";
import { jsdocClaims } from "../../../src/analysis/documents/jsdoc.js";
import { LineIndex } from "../../../src/base/positions.js";

/** What JSDoc blocks are made of, and what trips their readers. */
const TAGS = [
  ...[
    "@param",
    "@param {string}",
    "@param {",
    "@param {a|b} ",
    "@param [a=1]",
    "@param [",
    "@returns",
    "@return {Promise<",
    "@throws {E}",
  ],
  ...[
    "@throws E",
    "@see",
    "@see A.b",
    "@example",
    "@template T",
    "@deprecated",
    "@overload",
    "@",
    "{@link",
    "{@link A.b}",
    "{@link A|b}",
  ],
  ...[
    "{@linkcode A#b c}",
    "}",
    "{",
    "]",
    "=",
    "a",
    "a.b",
    "...a",
    "`",
    "```",
    "```ts",
    "import { a } from 'kettle'",
    "a.boil()",
    '"',
    "'",
  ],
  ...[
    "<T>",
    "=>",
    "(a: string) => void",
    "|",
    "*",
    "* ",
    "\n",
    "\n * ",
    "\r\n * ",
    "\n\t*\t",
    " ",
    "é",
    "漢字",
    "👩‍🚀",
    "\ud83d",
    "\u2028",
  ],
];

/** Code that a block may stand before. */
const CODE = [
  ...[
    "function f(a, b) { return 1; }",
    "export function f(a: string): void;",
    "function f(a: number = 1, ...b: string[]) { throw new E(); }",
  ],
  ...[
    "class A { ",
    "interface A { ",
    "m({ a, b: [c] }): Promise<T>",
    "}",
    "export const f = (a?: A) => ",
    "type A = B | string",
    "export * from",
  ],
  ...[
    "`${",
    "<a>",
    "/",
    "//",
    "/*",
    "*/",
    "{",
    "(",
    ")",
    ";",
    "=",
    "enum E { a }",
    "namespace N {",
    "import type { A } from './a'",
    "get a() {}",
  ],
  ...["\n", "\r\n", " ", "\0", "\ufeff", "#!", "@d", "async *", "1n", "0x", "'", '"'],
];

const block = fc.array(fc.constantFrom(...TAGS), { maxLength: 20 }).map((parts) => `/**${parts.join(" ")}*/`);
const code = fc.array(fc.constantFrom(...CODE), { maxLength: 6 }).map((parts) => parts.join(" "));
const source = fc.array(fc.oneof(block, code), { maxLength: 8 }).map((parts) => parts.join("\n"));

it("reads any code, and each claim of its comments stands at its span", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(source, fc.constantFrom("src/a.ts", "src/a.tsx", "src/a.js"), (text, path) => {
      const { facts } = extractCode(path, text);
      for (const fact of facts) if ("span" in fact) expect(fact.span.start).toBeLessThanOrEqual(fact.span.end);
      const { claims, problems } = jsdocClaims({ path, lines: new LineIndex(text) }, facts);
      expect(problems).toEqual([]);
      for (const { span, reference } of claims) {
        expect(reference).not.toBe("");
        expect(text.slice(span.start, span.end)).toBe(reference);
      }
    }),
    { numRuns: 4_000 },
  );
});

it("ends with very many blocks", { timeout: 60_000 }, () => {
  for (const tag of ["@deprecated", "@param {a} b", "@see a", "{@link a}", "@returns a"]) {
    const text = `/** ${tag} */ function f() {}\n`.repeat(30_000);
    expect(jsdocClaims({ path: "src/a.ts", lines: new LineIndex(text) }, extractCode("src/a.ts", text).facts)).toBeDefined();
  }
});

/** About a megabyte of one piece inside a block before a function. */
function heap(piece: string): string {
  const size = 1_000_000;
  return `/**\n${` * ${piece.repeat(50)}\n`.repeat(Math.ceil(size / (piece.length * 50)))} */\nexport function f(a: string): void {}\n`;
}

// biome-ignore format: a list
it.each([
  "{", "}", "[", "{@link ", "{@link A", "{@link A}", "`", "```", "@param {", "@param [a=", "\n * @param a", "\n * @see A", "\n * @throws {E}", "\n * @returns {A<",
  "\n * @example\n * ```ts\n * a.boil(", "*", "/**", "a.", "#", "~", "\"", "@",
])("ends with a megabyte of %j in a block", (piece) => {
  const text = heap(piece);
  const { facts } = extractCode("src/a.ts", text);
  const { claims } = jsdocClaims({ path: "src/a.ts", lines: new LineIndex(text) }, facts);
  expect(facts.length + claims.length).toBeGreaterThan(0);
}, 60_000);
