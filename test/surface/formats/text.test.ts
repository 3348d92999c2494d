import { describe, expect, it } from "vitest";
import { paintFor } from "../../../src/surface/formats/colours.js";
import { exitStatus } from "../../../src/surface/formats/exit-status.js";
import { renderJson } from "../../../src/surface/formats/json.js";
import { renderText } from "../../../src/surface/formats/text.js";
import { DRIFTED, finding, report, SOURCES } from "./reports.js";

const lines = (path: string) => SOURCES[path] ?? null;

describe("the text format", () => {
  it("shows each finding with its line, why and fix, and sums up", async () => {
    const text = renderText(DRIFTED, { lines, tookMs: 420 });
    await expect(text).toMatchFileSnapshot("golden/drifted.txt");
  });

  it("shows the same in colours on a terminal", async () => {
    const text = renderText(DRIFTED, { lines, tookMs: 420, paint: paintFor({ isTTY: true }, {}) });
    await expect(text).toMatchFileSnapshot("golden/drifted-colours.txt");
  });

  it("says in one line that nothing drifted, or that nothing could be checked", async () => {
    await expect(renderText(report(), { lines, tookMs: 12_345 })).toMatchFileSnapshot("golden/clean.txt");
    const empty = report({ score: null, checked: 0, documents: [], history: { kind: "none", commits: 0, note: "" } });
    await expect(renderText(empty, { lines, tookMs: 8 })).toMatchFileSnapshot("golden/empty.txt");
  });

  it("calls notes hints and no drift, unless a document drifted all the same", () => {
    const note = finding({ severity: "note", suggestion: { text: "Verify that the text means that file" }, fix: null });
    const clean = { path: "README.md", score: 1, drift_detected: false, checked: 4, rules: {} };
    const text = renderText(report({ findings: [note], documents: [clean] }), { lines, tookMs: 1 });
    expect(text).toContain("  hint: Verify that the text means that file\n");
    expect(text).toMatch(/^1 note, no drift · /m);
    const drifted = report({ findings: [note], documents: [{ ...clean, drift_detected: true }] });
    expect(renderText(drifted, { lines, tookMs: 1 })).toMatch(/^1 finding in 1 document · /m);
    expect(renderText(report({ findings: [note, finding({})], documents: [clean] }), { lines, tookMs: 1 })).toMatch(
      /^2 findings in /m,
    );
  });

  it("names five skipped files and counts the others", () => {
    const skipped = Array.from({ length: 8 }, (_, index) => ({ path: `${index}.md`, reason: "too_large: big" }));
    const text = renderText(report({ skipped }), { lines, tookMs: 1 });
    expect(text.match(/^skipped: \d\.md/gm)).toHaveLength(5);
    expect(text).toContain("skipped: and 3 more files");
  });

  it("lets no control character of a repository through", () => {
    const hostile = "\u001b]0;title\u0007\u009b31m\u202e\u2028\ud800";
    const text = renderText(
      report({
        findings: [
          finding({
            path: `docs/${hostile}.md`,
            message: hostile,
            suggestion: { text: hostile },
            evidence: { kind: "closed-set", summary: hostile, facts: [] },
          }),
        ],
        skipped: [{ path: hostile, reason: hostile }],
        history: { kind: "shallow", commits: 0, note: hostile },
      }),
      { lines: () => [hostile], tookMs: 1 },
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/);
    expect(text).toContain("\\x1b]0;title\\x07\\x9b31m\\u202e\\u2028\\ud800");
  });
});

describe("the JSON format", () => {
  it("is the report, whole, and the state that it is of", () => {
    const stamp = { instance: "feed", seq: 3, as_of: "2026-11-21T12:00:00.000Z" };
    expect(JSON.parse(renderJson({ ...stamp, answer: DRIFTED }))).toEqual({ ...DRIFTED, ...stamp });
  });
});

describe("the exit status", () => {
  it.each([
    ["a drifted document", DRIFTED, 1],
    ["findings that make no document drift", report({ findings: [finding({})] }), 0],
    ["nothing checked", report({ checked: 0 }), 3],
    ["nothing but what people suppressed", report({ checked: 0, suppressed: [finding({ verdict: "SUPPRESSED" })] }), 0],
    ["nothing drifted", report(), 0],
  ])("for %s", (_, given, status) => {
    expect(exitStatus(given)).toBe(status);
  });
});
