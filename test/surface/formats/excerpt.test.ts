import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "../../../src/surface/formats/excerpt.js";
import { columnsOf } from "../../../src/surface/formats/width.js";

const widthOf = (text: string) => [...text].reduce((sum, character) => sum + columnsOf(character), 0);

describe("excerptOf", () => {
  it.each([
    ["plain", "call boilWater now", 6, 15, "call boilWater now", "     ^^^^^^^^^"],
    ["tabs kept", "\tcall\tx", 7, 8, "\tcall\tx", "\t    \t^"],
    ["wide characters", "水を x", 4, 5, "水を x", "     ^"],
    ["a wide span", "a 水を b", 3, 5, "a 水を b", "  ^^^^"],
    ["combining marks", "e\u0301e\u0301 x", 6, 7, "e\u0301e\u0301 x", "   ^"],
    ["a surrogate pair before", "🫖 x", 4, 5, "🫖 x", "   ^"],
    ["control characters", "\u001b[0m x", 6, 7, "\\x1b[0m x", "        ^"],
    ["a span that ends behind the line", "abc", 3, 99, "abc", "  ^"],
    ["an empty span", "abc", 2, 2, "abc", " ^"],
  ])("marks the span: %s", (_, line, column, end, text, carets) => {
    expect(excerptOf(line, column, end)).toEqual({ text, carets });
  });

  it("gives nothing for a span that is not in the line", () => {
    expect(excerptOf("abc", 4, 5)).toBeNull();
    expect(excerptOf("", 1, 2)).toBeNull();
  });

  it("cuts a long line around the span, and says so", () => {
    const line = `${"a".repeat(500)}XYZ${"b".repeat(500)}`;
    const excerpt = excerptOf(line, 501, 504);
    expect(excerpt?.text).toMatch(/^…a+XYZb+…$/);
    expect(widthOf(excerpt?.text ?? "")).toBeLessThanOrEqual(100);
    expect(excerpt?.carets.indexOf("^")).toBe(excerpt?.text.indexOf("XYZ"));
    expect(excerptOf(line, 1, 2)?.text).toMatch(/^a+…$/);
    expect(excerptOf(line, 1_003, 1_004)?.text).toMatch(/^…b+$/);
  });

  it("never shows more than 100 columns without tabs, and marks the first character of the span where it stands", () => {
    const characters = fc.constantFrom("a", "b", " ", "水", "é", "🫖", "\u0301", "\u001b", "\u202e", "ﬀ");
    fc.assert(
      fc.property(fc.array(characters, { minLength: 1, maxLength: 600 }), fc.nat(), fc.nat({ max: 700 }), (parts, at, length) => {
        const line = parts.join("");
        const index = at % parts.length;
        const start = parts.slice(0, index).join("").length;
        const excerpt = excerptOf(line, start + 1, start + 1 + length);
        expect(excerpt).not.toBeNull();
        const { text, carets } = excerpt as { text: string; carets: string };
        expect(widthOf(text)).toBeLessThanOrEqual(100);
        expect(widthOf(carets)).toBeLessThanOrEqual(100);
        expect(text).not.toMatch(/[\u0000-\u001f\u202e]/);
        const first = parts[index] as string;
        if (columnsOf(first) > 0 && first >= " " && first !== "\u202e") {
          const before = carets.indexOf("^");
          let columns = 0;
          const shown = [...text].find((character) => {
            if (columns === before && columnsOf(character) > 0) return true;
            columns += columnsOf(character);
            return false;
          });
          expect(shown).toBe(first);
        }
      }),
    );
  });
});
