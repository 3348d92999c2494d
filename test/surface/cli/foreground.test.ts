import { describe, expect, it } from "vitest";
import { findingChanges } from "../../../src/surface/cli/foreground.js";
import { finding } from "../../support/ledger.js";

const [a, b, c] = ["a", "b", "c"].map((id) => finding(id, "README.md"));

describe("findingChanges", () => {
  it("prints each change once, whether an event or the whole report tells it", () => {
    if (!a || !b || !c) throw new Error("three findings");
    const printed: string[] = [];
    const changes = findingChanges(new Map([[a.id, a]]), (sign, { id }) => printed.push(`${sign}${id.at(-1)}`));
    changes.found([a, b]);
    changes.found([b]);
    changes.resolved([c]);
    expect(printed.splice(0)).toEqual(["+b"]);
    changes.compare([a, c]);
    expect(printed.splice(0)).toEqual(["-b", "+c"]);
    changes.resolved([b]);
    changes.compare([a, c]);
    expect(printed).toEqual([]);
  });
});
