import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edit } from "../../../src/analysis/model.js";
import { hunksOf } from "../../../src/analysis/repair/diff.js";
import { applyEdits } from "../../../src/analysis/repair/edits.js";

const edit = (start: number, end: number, text: string): Edit => ({ start, end, text });
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

describe("the diff of edits", () => {
  it("shows the lines that change between three on either side", () => {
    const text = numbered(20);
    const start = text.indexOf("line 10");
    expect(hunksOf(text, [edit(start, start + 7, "ten")])).toEqual([
      {
        old_start: 7,
        old_lines: 7,
        new_start: 7,
        new_lines: 7,
        lines: [" line 7\n", " line 8\n", " line 9\n", "-line 10\n", "+ten\n", " line 11\n", " line 12\n", " line 13\n"],
      },
    ]);
  });

  it("shows changes near each other together, and counts on from those that add lines", () => {
    const text = numbered(40);
    const at = (line: number) => text.indexOf(`line ${line}\n`);
    const hunks = hunksOf(text, [edit(at(2), at(3), "a\nb\n"), edit(at(5), at(5) + 4, "LINE"), edit(at(30), at(30) + 4, "LINE")]);
    expect(hunks.map(({ old_start, old_lines, new_start, new_lines }) => [old_start, old_lines, new_start, new_lines])).toEqual([
      [1, 8, 1, 9],
      [27, 7, 28, 7],
    ]);
  });

  it("makes the new text out of the old, whatever the edits", () => {
    const unit = fc.constantFrom("a", "\n", "\r\n", "é");
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        fc.string({ unit, maxLength: 4 }),
        (text, cuts, put) => {
          const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
          const edits = places
            .map((place) => edit(place, Math.min(place + 1, text.length), put))
            .filter((one) => one.end > one.start);
          expect(patched(text, edits)).toBe(applyEdits(text, edits));
        },
      ),
    );
  });
});

/** What `patch` would make of `text`. */
function patched(text: string, edits: readonly Edit[]): string {
  const lines = text.split(/(?<=\n)/);
  const out: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(text, edits)) {
    out.push(...lines.slice(at, hunk.old_start - 1));
    out.push(...hunk.lines.filter((line) => !line.startsWith("-")).map((line) => line.slice(1)));
    at = hunk.old_start - 1 + hunk.old_lines;
  }
  return [...out, ...lines.slice(at)].join("");
}
