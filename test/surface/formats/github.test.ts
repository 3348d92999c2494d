import { describe, expect, it } from "vitest";
import { renderGithub, renderStepSummary } from "../../../src/surface/formats/github.js";
import { DRIFTED, finding, report } from "./reports.js";

describe("annotations of a workflow", () => {
  it("stand worst first, one a line", () => {
    const lines = renderGithub(DRIFTED, 38).split("\n");
    expect(lines[0]).toBe(
      "::error file=README.md,line=3,endLine=3,col=36,endColumn=41,title=lockstep script/unknown::" +
        "package.json has no script `serve`%0Awhy: renamed to `start` in 3f2a91c, 2025-03-01%0Afix: Write `start`",
    );
    expect(lines.map((line) => line.slice(0, 8))).toEqual([
      "::error ",
      "::error ",
      "::warnin",
      "::warnin",
      "::notice",
      "lockstep",
      "",
    ]);
    expect(lines[5]).toMatch(/^lockstep: 5 findings in 2 documents · score 0\.51/);
  });

  it("can be ended or forged by no text of a repository", () => {
    const evil = finding({ path: "a,b:c%\n::error::x.md", message: "x\r\n::set-output name=a::b %0A", suggestion: null });
    const out = renderGithub(report({ findings: [evil] }), 1);
    expect(out.split("\n")).toHaveLength(3);
    expect(out).toContain("file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.md,");
    expect(out).toContain("::x\\r\\n::set-output name=a::b %250A%0Awhy:");
  });
});

describe("the summary of a job", () => {
  it("is a table that no text of a repository can leave", () => {
    const evil = finding({ message: "a | b\n<img src=x> [x](y) &amp;", suggestion: null });
    const out = renderStepSummary(report({ findings: [evil, ...DRIFTED.findings] }), 38);
    expect(out.split("\n").slice(0, 6)).toEqual([
      "### lockstep",
      "",
      expect.stringMatching(/^6 findings in 2 documents/),
      "",
      "| | place | rule | finding | fix |",
      "|---|---|---|---|---|",
    ]);
    expect(out).toContain("a \\| b\\n&lt;img src=x> &#91;x](y) &amp;amp;");
  });

  it("stays short", () => {
    const many = Array.from({ length: 250 }, (_, at) => finding({ line: at + 1 }));
    expect(renderStepSummary(report({ findings: many }), 1)).toContain("\nand 50 more findings\n");
    expect(renderStepSummary(report(), 1)).not.toContain("|---|");
  });
});
