import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edit } from "../../../src/analysis/model.js";
import { type Anchor, anchorsAfter, moveAnchor, relocate } from "../../../src/analysis/repair/anchors.js";
import { applyEdits } from "../../../src/analysis/repair/edits.js";

const edit = (start: number, end: number, text: string): Edit => ({ start, end, text });

/** Replaces the first `from` of `text`, and anchors it. */
function replaced(text: string, from: string, to: string): { text: string; anchor: Anchor } {
  const start = text.indexOf(from);
  const edits = [edit(start, start + from.length, to)];
  const after = applyEdits(text, edits);
  return { text: after, anchor: anchorsAfter(text, after, edits)[0] as Anchor };
}

describe("an applied edit", () => {
  const { text, anchor } = replaced("one\nuse boil now\nthree\n", "boil", "heat");

  it("is found where it was written, and knows what stood there", () => {
    expect(anchor).toMatchObject({ line: 2, lines: 1, column: 4, before: "boil", after: "heat", twins: 1 });
    expect(relocate(anchor, text)).toEqual(anchor);
  });

  it("is found when other lines came, went or changed", () => {
    expect(relocate(anchor, `new\n\n${text}`)).toMatchObject({ line: 4, start: anchor.start + 5 });
    expect(relocate(anchor, "use heat now\nchanged")).toMatchObject({ line: 1 });
  });

  it("is not found when its line was edited, doubled or removed", () => {
    expect(relocate(anchor, text.replace("use", "try"))).toBeNull();
    expect(relocate(anchor, text.replace("heat", "cool"))).toBeNull();
    expect(relocate(anchor, `x\n${text}${text}`)).toBeNull();
    expect(relocate(anchor, "")).toBeNull();
  });

  it("is told from lines that are equal by their order", () => {
    const twins = replaced("a boil\nb\na heat\n", "boil", "heat");
    expect(twins.anchor).toMatchObject({ twin: 0, twins: 2 });
    expect(relocate(twins.anchor, `first\n${twins.text}`)).toMatchObject({ line: 2 });
  });

  it("moves along with other edits, unless one touches it", () => {
    const longer = [edit(0, 3, "number one")];
    const after = applyEdits(text, longer);
    expect(moveAnchor(anchor, text, after, longer)).toMatchObject({ start: anchor.start + 7, line: 2 });
    const same = [edit(4, 7, "please use")];
    const beside = applyEdits(text, same);
    expect(relocate(moveAnchor(anchor, text, beside, same) as Anchor, beside)).toMatchObject({ column: 11 });
    expect(moveAnchor(anchor, text, text, [edit(anchor.start + 1, anchor.end, "")])).toBeNull();
  });
});

describe("many edits", () => {
  it("are each taken back exactly, in any order", () => {
    const unit = fc.constantFrom("a", "b", "\n", "é", "😀", "\r\n");
    const text = fc.array(unit, { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.nat(60), { maxLength: 6 }),
        fc.string({ unit, maxLength: 3 }),
        fc.infiniteStream(fc.nat()),
        (units, cuts, put, picks) => {
          const before = units.join("");
          const places = [...new Set(cuts.map((cut) => cut % units.length))].sort((a, b) => a - b);
          const edits = places.map((place) => {
            const start = units.slice(0, place).join("").length;
            return edit(start, start + (units[place] as string).length, `<${put}>`);
          });
          let now = applyEdits(before, edits);
          let anchors = anchorsAfter(before, now, edits);
          while (anchors.length > 0) {
            const at = (picks.next().value as number) % anchors.length;
            const found = relocate(anchors[at] as Anchor, now);
            if (found === null) throw new Error("lost");
            const back = [edit(found.start, found.end, found.before)];
            const next = applyEdits(now, back);
            const current = now;
            anchors = anchors.filter((_, index) => index !== at).map((one) => moveAnchor(one, current, next, back) as Anchor);
            now = next;
          }
          expect(now).toBe(before);
        },
      ),
    );
  });
});
