import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";
import { exportsOf, factsOf, openOf } from "./read.js";

const problemsOf = (text: string, path = "src/kettle.ts") => extractCode(path, text).problems;

describe("a code file", () => {
  it("gives no fact and no problem when it is empty", () => {
    expect(extractCode("a.ts", "")).toMatchObject({ facts: [], problems: [] });
  });

  it("is read by its extension", () => {
    expect(exportsOf("export const a = <T,>(b: T) => <p>{b}</p>;", "a.tsx")).toEqual(["a"]);
    expect(exportsOf("export const a = <p>text</p>;", "a.js")).toEqual(["a"]);
    for (const path of ["a.ts", "a.mts", "a.cts"]) expect(exportsOf("export const a = <Type>value;", path), path).toEqual(["a"]);
    for (const path of ["a.jsx", "a.mjs", "a.cjs"]) expect(exportsOf("export const a = 1;", path), path).toEqual(["a"]);
    expect(exportsOf("\ufeff#!/usr/bin/env node\nexport const a = 1;", "a.mjs")).toContain("a");
  });

  it("that does not parse still gives what could be read, with the line and the parser's words", () => {
    const text = "export const boil = 1;\nexport function heat( {\n";
    expect(exportsOf(text)).toEqual(["boil", "heat"]);
    expect(problemsOf(text)).toEqual([{ reason: "syntax", message: expect.stringMatching(/^line \d: /) }]);
  });

  it("written in Flow is not read, and its exports are open", () => {
    const flow = "// @flow strict\nexport type A = {| b: 1 |};";
    expect(problemsOf(flow, "a.js")).toEqual([{ reason: "syntax", message: "Flow types are not read" }]);
    expect(openOf(flow, "a.js")).toEqual(["Flow types are not read"]);
    expect(problemsOf("#!/usr/bin/env node\n/**\n * @flow\n */\nexport type A = {||};", "a.js")).toHaveLength(1);
    expect(problemsOf("const a = 1; // @flow", "a.js")).toEqual([]);
    expect(problemsOf("// see @flowers\nconst a = 1;", "a.js")).toEqual([]);
    expect(problemsOf(flow.replace("{|", "{").replace("|}", "}"), "a.ts")).toEqual([]);
  });

  it("that nests too deeply is left alone, its exports open and its names alive", () => {
    for (const text of ["[".repeat(200_000), `x${"+(y".repeat(100_000)}`, "{".repeat(200_000), "a=>".repeat(100_000)]) {
      const { facts, problems } = extractCode("a.ts", `export const kettle = 1;${text}`);
      expect(problems).toEqual([{ reason: "limit", message: "nests too deeply" }]);
      expect(facts).toMatchObject([{ kind: "open", set: "exports" }]);
    }
  });

  it("with one endless expression keeps its other facts, but no half-read ones", () => {
    const chain = `k${".m('x')".repeat(10_000)}`;
    const text = `export const kettle = 1; /** @param a */ function f(b) {} const long = ${chain}; exports.a = 1;`;
    const { facts, problems } = extractCode("a.ts", text);
    expect(problems).toEqual([{ reason: "limit", message: "nests too deeply to be read whole" }]);
    expect(facts.map((fact) => fact.kind)).toEqual([
      "declaration",
      "export",
      "declaration",
      "signature",
      "declaration",
      "constant",
      "open",
    ]);
  });

  it("with more facts than are kept says how many are left out", () => {
    const text = Array.from({ length: 15_000 }, (_, index) => `export const a${index} = 1;`).join("\n");
    const { facts, problems } = extractCode("a.ts", text);
    expect(facts.length).toBe(20_001);
    expect(facts.at(-1)).toEqual({ kind: "open", set: "exports", reason: "too many facts" });
    expect(problems).toEqual([{ reason: "limit", message: "25000 facts beyond the first 20000 are left out" }]);
  });

  it("is read in linear time, whatever repeats in it", () => {
    const parts = [
      "function f(a:1);",
      "/** @param b */function f(a:1);",
      "/** @param b */ ",
      "exports.a=1;",
      "const {a}=require('x');",
      "'a' ",
    ];
    for (const part of parts)
      expect(extractCode("a.ts", part.repeat(300_000 / part.length)).facts.length).toBeLessThanOrEqual(20_001);
  });

  it("does not keep a type or default of any length", () => {
    const long = "a | ".repeat(1_000);
    expect(factsOf(`export function f(a: ${long} b, c = [${"1,".repeat(1_000)}]) {}`)).toContainEqual(
      expect.objectContaining({
        kind: "signature",
        parameters: [expect.objectContaining({ name: "a", type: null }), expect.objectContaining({ name: "c", default: null })],
      }),
    );
  });

  it("never throws, and every span lies in it in order", () => {
    const pieces = [
      ...[
        "export ",
        "const ",
        "default ",
        "function ",
        "class ",
        "async ",
        "module.exports",
        "exports",
        ".a",
        " = ",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
      ],
      ...[
        "/** @param a */",
        "/**",
        "*/",
        "//",
        "\n",
        "'",
        '"',
        "`",
        "${",
        "a",
        "b",
        ": ",
        "; ",
        ", ",
        "...",
        "=> ",
        "<",
        ">",
        "require('x')",
      ],
      ...[
        "import ",
        "from 'y'",
        "interface ",
        "type ",
        "enum ",
        "namespace ",
        "get ",
        "static ",
        "arguments",
        "@",
        "#",
        "?",
        "declare ",
      ],
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.constantFrom("a.ts", "a.tsx", "a.js", "a.d.ts"), (text, path) => {
        const { facts, problems } = extractCode(path, text);
        expect(problems.filter((problem) => problem.reason !== "syntax")).toEqual([]);
        for (const fact of facts) {
          if (!("span" in fact)) continue;
          expect(fact.span.start).toBeGreaterThanOrEqual(0);
          expect(fact.span.end).toBeGreaterThanOrEqual(fact.span.start);
          expect(fact.span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read alike however its lines end", () => {
    const text = "/**\n * @param a\n */\nexport function boil(a: number,\n  b = 'x') {}\nmodule;\n";
    const plain = (source: string) => factsOf(source).map((fact) => JSON.stringify(fact).replaceAll(/"\w*span":\{[^}]*\}/g, ""));
    expect(plain(text.replaceAll("\n", "\r\n"))).toEqual(plain(text));
  });
});
