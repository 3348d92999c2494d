import { describe, expect, it } from "vitest";
import { readDocument } from "../../../src/analysis/documents/read.js";
import { claimLines } from "../../../src/surface/formats/claim.js";

/** The lines of the last claim of a Markdown text. */
const linesOf = (text: string) => {
  const claim = readDocument("README.md", text).claims.at(-1);
  return claim ? claimLines(claim) : [];
};

describe("a claim for people", () => {
  it("says what it names, how it was read and where it stands", () => {
    expect(linesOf("# Kettle\n\n## Old\n\n- See [heat](src/my%20heat.ts)\n")).toEqual([
      "link `src/my%20heat.ts`",
      "read as: src/my heat.ts",
      "target: src/my heat.ts",
      "form: inline",
      "used: yes",
      "at: 5:14 to 5:30, characters 31 to 47",
      "in: list under Kettle › Old",
    ]);
  });

  it("names the fence, the package and the marks, and leaves out what is not there", () => {
    expect(linesOf("# Removed\n\n```sh\nnpm run boil -w kettle\n```\n")).toEqual([
      "script `boil`",
      "runner: npm",
      "script: boil",
      "explicit: yes",
      "if present: no",
      "package: by workspace name kettle",
      "at: 4:9 to 4:13, characters 25 to 29",
      "in: fence of sh under Removed",
      "marks: historical",
    ]);
    expect(linesOf("<!-- lockstep-ignore-file link/* -->\n\n| Name |\n|---|\n| [a](b.md) |\n").slice(-3)).toEqual([
      "in: table-cell of the column Name",
      "marks: ignored",
      "ignored here: link/*",
    ]);
  });
});
