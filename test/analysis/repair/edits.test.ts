import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim, Edit } from "../../../src/analysis/model.js";
import { applyEdits, editsOf, overlap, splitsCharacter } from "../../../src/analysis/repair/edits.js";

/** Edits of a claim that stands at the start of `text`. */
function edits(text: string, reference: string, replacement: string): Edit[] {
  const start = text.indexOf(reference);
  const span = { start, end: start + reference.length };
  const place = { line: 1, column: start + 1, end_line: 1, end_column: span.end + 1 };
  return editsOf({ reference, span, ...place, occurrences: [] } as unknown as Claim, replacement);
}

const shown = (text: string, [edit]: Edit[]) => (edit ? [text.slice(edit.start, edit.end), edit.text] : []);

describe("edits of a claim", () => {
  it("touch the words that differ and nothing else", () => {
    const call = "See `boilWater(litres, target)` here.";
    expect(shown(call, edits(call, "boilWater(litres, target)", "heatWater(litres, target)"))).toEqual([
      "boilWater",
      "heatWater",
    ]);
    const path = "src/kettle/boil.ts";
    expect(shown(path, edits(path, path, "src/kettle/heat.ts"))).toEqual(["boil", "heat"]);
    expect(shown("boil", edits("boil", "boil", "boiler"))).toEqual(["boil", "boiler"]);
  });

  it("never split a word or a character", () => {
    expect(shown("größer", edits("größer", "größer", "größter"))).toEqual(["größer", "größter"]);
    expect(shown("a😀b", edits("a😀b", "a😀b", "a😁b"))).toEqual(["a😀b", "a😁b"]);
    expect(splitsCharacter("a😀b", 2)).toBe(true);
    expect(splitsCharacter("a\r\nb", 2)).toBe(true);
    expect(splitsCharacter("a😀b", 1)).toBe(false);
  });

  it("write the replacement, whatever both texts are", () => {
    const words = fc.string({ unit: fc.constantFrom("a", "b", ".", "/", "é", "😀"), maxLength: 12 });
    fc.assert(
      fc.property(words, words, words, (before, reference, replacement) => {
        fc.pre(reference.length > 0 && !before.includes(reference));
        const text = `${before}${reference} end`;
        fc.pre(text.indexOf(reference) === before.length);
        expect(applyEdits(text, edits(text, reference, replacement))).toBe(`${before}${replacement} end`);
      }),
    );
  });

  it("overlap when they touch the same characters or begin at one place", () => {
    expect(overlap({ start: 0, end: 2 }, { start: 2, end: 4 })).toBe(false);
    expect(overlap({ start: 0, end: 3 }, { start: 2, end: 4 })).toBe(true);
    expect(overlap({ start: 1, end: 1 }, { start: 1, end: 1 })).toBe(true);
  });
});
