import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTags } from "../../../src/analysis/code/jsdoc-tags.js";

const read = (text: string) => readTags(text, 0, text.length);

/** The one tag of a block, without its spans. */
function only(text: string): unknown {
  const [tag] = read(text);
  if (!tag) return undefined;
  const { span: _span, name_span: _name, type_span: _type, ...rest } = tag;
  return rest;
}

const param = (name: string | null, more: object = {}) => ({
  tag: "param",
  name,
  type: null,
  optional: false,
  default: null,
  ...more,
});

describe("tags of a JSDoc block", () => {
  it("may be named like what every object has", () => {
    expect(read("/** @constructor\n * @toString */").map(({ tag }) => tag)).toEqual(["constructor", "toString"]);
  });

  it("name their parameter in every common spelling", () => {
    expect(only("/** @param litres how much */")).toEqual(param("litres"));
    expect(only("/** @param {number} litres - how much */")).toEqual(param("litres", { type: "number" }));
    expect(only("/** @param litres - how much */")).toEqual(param("litres"));
    expect(only("/** @param litres: how much */")).toEqual(param("litres"));
    expect(only("/** @param litres, how much */")).toEqual(param("litres"));
    expect(only("/** @param litres? how much */")).toEqual(param("litres", { optional: true }));
    expect(only("/** @param `litres` how much */")).toEqual(param("litres"));
    expect(only("/** @param ...litres how much */")).toEqual(param("litres"));
    expect(only("/** @param {...number} litres how much */")).toEqual(param("litres", { type: "...number" }));
    expect(only("/** @param {number=} litres */")).toEqual(param("litres", { type: "number=", optional: true }));
    expect(only("/** @param $el */")).toEqual(param("$el"));
    expect(only("/** @param größe */")).toEqual(param("größe"));
    expect(only("/** @param litres*/")).toEqual(param("litres"));
    expect(only("/**@param litres\n*/")).toEqual(param("litres"));
    expect(only("/** @arg litres */")).toEqual(param("litres"));
    expect(only("/** @argument litres */")).toEqual(param("litres"));
  });

  it("hold brackets and defaults", () => {
    expect(only("/** @param [litres] how much */")).toEqual(param("litres", { optional: true }));
    expect(only("/** @param {number} [litres=1.7] */")).toEqual(
      param("litres", { type: "number", optional: true, default: "1.7" }),
    );
    expect(only("/** @param [ litres = [1, 2] ] */")).toEqual(param("litres", { optional: true, default: "[1, 2]" }));
    expect(only("/** @param [sep=']'] */")).toEqual(param("sep", { optional: true, default: "']'" }));
    expect(only("/** @param [options.lid.open=false] */")).toEqual(
      param("options.lid.open", { optional: true, default: "false" }),
    );
    expect(only("/** @param [litres=1 */")).toEqual(param("litres", { optional: true }));
  });

  it("name properties of parameters", () => {
    expect(only("/** @param {Object} options.quiet */")).toEqual(param("options.quiet", { type: "Object" }));
    expect(only("/** @param {string} cups[].name. */")).toEqual(param("cups[].name", { type: "string" }));
  });

  it("name nothing where only words stand", () => {
    for (const text of [
      "@param",
      "@param - how much",
      "@param {number}",
      "@param dry-run mode",
      "@param it's hot",
      "@param a/b",
      "@param f(x)",
    ]) {
      expect(only(`/** ${text} */`), text).toMatchObject({ name: null });
    }
    expect(only("/**\n * @param {number}\n *   litres\n */")).toMatchObject({ name: null, type: "number" });
  });

  it("have types over several lines, with braces in braces", () => {
    const text =
      "/**\n * @param {{\n *   a: {b: string},\n *   c: '}',\n * }} options - all\n * @returns {Promise<void>} when done\n */";
    expect(read(text).map(({ tag, name, type }) => [tag, name, type])).toEqual([
      ["param", "options", "{ a: {b: string}, c: '}', }"],
      ["returns", null, "Promise<void>"],
    ]);
  });

  it("are read as their usual names, with what they name", () => {
    const text =
      "/**\n * @return {X} a\n * @exception {E} when\n * @throws TypeError\n * @template T, U\n * @prop {a} b\n * @deprecated use it\n */";
    expect(read(text).map(({ tag, name }) => [tag, name])).toEqual([
      ["returns", null],
      ["throws", "E"],
      ["throws", "TypeError"],
      ["template", "T"],
      ["property", "b"],
      ["deprecated", null],
    ]);
  });

  it("start a line: neither inline tags nor addresses nor fences hold any", () => {
    expect(read("/** Mail to a@param.org, see {@link boil}. Uses @param inline */")).toEqual([]);
    expect(read("/**\n * {@link boil}\n * @ param\n * @1st\n */")).toEqual([]);
    const fenced = (open: string, close: string) =>
      `/**\n * @example\n * ${open}\n * @Component({})\n * @param wrong\n * ${close}\n * @param right\n */`;
    for (const [open, close] of [
      ["```ts", "```"],
      ["~~~", "~~~"],
    ] as const) {
      expect(read(fenced(open, close)).map(({ tag, name }) => [tag, name])).toEqual([
        ["example", null],
        ["param", "right"],
      ]);
    }
    expect(read("/**\n * @example ```ts\n * @param wrong\n * ```\n * @param right */").map((tag) => tag.name)).toEqual([
      null,
      "right",
    ]);
    expect(read("/**\n * A ```code``` word.\n * @param right */").map((tag) => tag.name)).toEqual(["right"]);
  });

  it("span exactly what they say", () => {
    const text = "/**\r\n * Boils.\r\n * @param {number} [litres=1] - how\r\n *   much of it\r\n *\r\n * @returns nothing\r\n */";
    const [first, second] = read(text);
    expect(first && text.slice(first.span.start, first.span.end)).toBe("@param {number} [litres=1] - how\r\n *   much of it");
    expect(first?.name_span && text.slice(first.name_span.start, first.name_span.end)).toBe("litres");
    expect(second && text.slice(second.span.start, second.span.end)).toBe("@returns nothing");
  });

  it("are at most a hundred, and take linear time whatever the block holds", () => {
    expect(read(`/**\n${" * @param a\n".repeat(1_000)} */`)).toHaveLength(100);
    for (const part of ["@param {", "@param {'", "@param [a=", "{", "* ", "```", "@a\n", "'\"", "\n"]) {
      const text = `/** ${part.repeat(300_000 / part.length)} */`;
      expect(read(text).length).toBeLessThanOrEqual(100);
    }
  });

  it("always lie in their block, in order, with the name at its span", () => {
    const pieces = [
      "@param ",
      "@returns",
      "{",
      "}",
      "[",
      "]",
      "=",
      "...",
      "a.b",
      "name",
      " ",
      "\n * ",
      "\r\n",
      "```",
      "`",
      "'",
      "-",
      "é",
      "@",
      "*",
    ];
    const bodies = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => `/** ${parts.join("")} */`);
    fc.assert(
      fc.property(bodies, fc.nat(5), (body, before) => {
        const text = " ".repeat(before) + body;
        let last = before + 3;
        for (const { span, name, name_span } of readTags(text, before, text.length)) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(text[span.start]).toBe("@");
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length - 2);
          if (name_span) {
            expect(text.slice(name_span.start, name_span.end)).toBe(name);
            expect(name_span.end).toBeLessThanOrEqual(span.end);
          }
          last = span.end;
        }
      }),
      { numRuns: 500 },
    );
  });
});
