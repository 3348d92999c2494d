import fc from "fast-check";
import { expect, it } from "vitest";
import { Places, textFinder } from "../../../src/analysis/code/places.js";

it("finds the next place of any finder, from growing offsets", () => {
  const texts = fc.array(fc.constantFrom("a", "ab", "b", "-", "--"), { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, fc.array(fc.nat(5), { maxLength: 20 }), (text, steps) => {
      const places = new Places([textFinder(text, "ab"), textFinder(text, "--")]);
      let offset = 0;
      for (const step of steps) {
        offset += step;
        const found = [text.indexOf("ab", offset), text.indexOf("--", offset)].filter((at) => at !== -1);
        expect(places.after(offset)).toBe(Math.min(Number.POSITIVE_INFINITY, ...found));
      }
    }),
  );
});
