import { describe, expect, it } from "vitest";
import { listOf } from "./read.js";

/** `form target` of each link, each told by the text at its span. */
function linksOf(text: string): string[] {
  return listOf("jsdoc", text).flatMap(({ links }) =>
    links.map(({ form, span }) => `${form} ${text.slice(span.start, span.end)}`),
  );
}

describe("links of a JSDoc block", () => {
  it("lead to names in every common spelling", () => {
    const text = `/**
     * {@link a} {@link b.c} {@link d#e | text} {@link f~g text} {@link h|text} {@linkcode i} {@linkplain  j}
     * [text]{@link k} {@link l()} {@link
     *
     * @see m
     * @see n.o()
     */
    function f() {}`;
    const links = ["a", "b.c", "d#e", "f~g", "h", "i", "j", "k", "l"].map((name) => `link ${name}`);
    expect(linksOf(text)).toEqual([...links, "see m", "see n.o"]);
  });

  it("are none where the target is no name, or the link is an example", () => {
    const text = `/**
     * {@link https://example.com} {@link ./a.ts} {@link @scope/a} {@link a/b} {@link 1a} {@link a. } {@linked a} {@link}
     * \`{@link a}\` and
     * \`\`\`
     * {@link a}
     * \`\`\`
     * @see the manual
     * @see https://example.com
     * @see {@link 2}
     */
    function f() {}`;
    expect(linksOf(text)).toEqual([]);
  });
});

describe("what a documented function gives back", () => {
  const returned = (code: string, tag = "@returns x") =>
    listOf("jsdoc", `/** ${tag} */ ${code}`).map(
      (fact) => fact.returned && [fact.returned.gives, ...fact.returned.throws].join(" "),
    )[0];

  it.each([
    ["function f() { return 1; }", "value"],
    ["function f() { if (a) { return 1; } }", "value"],
    ["const f = () => 1;", "value"],
    ["function f() { return; }", "nothing"],
    ["function f() { g(() => { return 1; }); class A { a() { return 1; } } }", "nothing"],
    ["function f() {}", "unknown"],
    ["declare function f(): void;", "unknown"],
    ["function f() { throw new Error(); }", "unknown Error"],
    ["function f() { if (a) throw new DryError(); boil(); throw new DryError(); throw late; }", "unknown DryError"],
  ])("is read from `%s`", (code, expected) => {
    expect(returned(code)).toBe(expected);
  });

  it("is looked up only where a tag speaks of it", () => {
    expect(returned("function f() { return 1; }", "@param a")).toBe("unknown");
    expect(returned("const a = 1;")).toBeNull();
  });
});
