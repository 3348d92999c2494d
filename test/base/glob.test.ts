import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { globMatches, parseGlob } from "../../src/base/glob.js";

const matches = (glob: string, path: string) => globMatches(parseGlob(glob), path.split("/"));

describe("a glob", () => {
  it.each([
    ["docs/a.md", "docs/a.md", true],
    ["docs/*.md", "docs/a.md", true],
    ["docs/*.md", "docs/b/a.md", false],
    ["docs/**", "docs/b/a.md", true],
    ["docs/**", "docs", false],
    ["**/a.md", "a.md", true],
    ["**/a.md", "x/y/a.md", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/x/y/c", false],
    ["a**b", "axyb", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["a?c", "a😀c", true],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[]a]x", "]x", true],
    ["[a-]x", "-x", true],
    ["[[:digit:]]x", "7x", true],
    ["[[:nonsense:]]x", "nx", false],
    ["[ax", "ax", false],
    ["\\*x", "*x", true],
    ["\\*x", "ax", false],
    ["x\\", "x\\", false],
    ["", "a", false],
  ])("%j against %j: %s", (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  it("is linear where a regular expression would run for hours", () => {
    expect(matches(`${"*a".repeat(40)}b`, "a".repeat(250))).toBe(false);
    expect(matches(`${"**/a/".repeat(40)}b`, `${"a/".repeat(2_000)}c`)).toBe(false);
  });

  it("matches a path with any part of it starred out", () => {
    const segment = fc.string({ unit: fc.constantFrom("a", "b", ".", "-", "ä"), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(), (segments, which, where) => {
        const index = which % segments.length;
        const text = segments[index] as string;
        const starred = [...segments];
        starred[index] = `${text.slice(0, where % (text.length + 1))}*`;
        expect(matches(starred.join("/"), segments.join("/"))).toBe(true);
        expect(matches(["**", ...segments.slice(index)].join("/"), segments.join("/"))).toBe(true);
        expect(matches(`${starred.join("/")}/more`, segments.join("/"))).toBe(false);
      }),
    );
  });
});
