import { describe, expect, it } from "vitest";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { scratchProject } from "../support/project.js";

const FOUR_CAUSES = [
  "README.md:3 script/unknown",
  "README.md:3 path/removed",
  "README.md:3 link/missing-file",
  "README.md:6 import/missing-export",
  "README.md:11 symbol/renamed",
  "docs/usage.md:3 symbol/renamed",
  "src/heat.ts:12 jsdoc/param-name",
];

describe("the kettle", () => {
  it("says nothing while everything is true", async () => {
    const report = await scratchProject(KETTLE).report();
    expect(report.findings).toEqual([]);
    expect(report.score).toBe(1);
    expect(report.checked).toBeGreaterThan(5);
    expect(report.history).toMatchObject({ kind: "full", commits: 1 });
  });

  it("finds exactly the four causes after the change, and names what replaced them", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const report = await project.report();
    expect(report.findings.map((finding) => `${finding.path}:${finding.line} ${finding.rule}`).sort()).toEqual(
      [...FOUR_CAUSES].sort(),
    );
    const suggested = Object.fromEntries(
      report.findings.map((finding) => [`${finding.path} ${finding.rule}`, finding.suggestion?.replacement]),
    );
    expect(suggested).toEqual({
      "README.md script/unknown": "start",
      "README.md path/removed": "src/heat.ts",
      "README.md link/missing-file": "src/heat.ts",
      "README.md import/missing-export": "heatWater",
      "README.md symbol/renamed": "heatWater(litres, target)",
      "docs/usage.md symbol/renamed": "heatWater",
      "src/heat.ts jsdoc/param-name": "target",
    });
    const head = project.git("rev-parse", "--short=7", "HEAD").trim();
    const why = report.findings.find((finding) => finding.rule === "symbol/renamed")?.evidence.summary;
    expect(why).toMatch(new RegExp(`^renamed to \`heatWater\` in ${head}, \\d{4}-\\d\\d-\\d\\d$`));
  });

  it("finds the same causes before the change is committed", async () => {
    const report = await scratchProject(KETTLE).write(KETTLE_RENAMED).report();
    expect(report.findings.map((finding) => `${finding.path}:${finding.line} ${finding.rule}`).sort()).toEqual(
      [...FOUR_CAUSES].sort(),
    );
    expect(report.findings.find((finding) => finding.rule === "symbol/renamed")?.evidence).toMatchObject({
      kind: "tombstone",
      commit: null,
      summary: "renamed to `heatWater` (not committed yet)",
    });
  });

  it("scores the README of the worked example", async () => {
    const report = await scratchProject(KETTLE).commit(KETTLE_RENAMED).report();
    expect(report.documents.find((document) => document.path === "README.md")).toMatchObject({
      score: 0.5131,
      drift_detected: true,
    });
    // What the README says of a default it says of a function that is gone.
    expect(report.unknown).toMatchObject({ "subject-drifted": 1 });
  });
});
