import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/analysis/model.js";
import { firstPage, PAGE_ROWS_MAX, pageAt } from "../../src/domains/documentation/report-pages.js";
import type { Stamped } from "../../src/domains/method.js";
import { finding } from "../support/ledger.js";

function stampedReport(findings: number, documents: number, skipped: number, text = ""): Stamped<Report> {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => index);
  return {
    instance: "feed",
    seq: 7,
    as_of: "2026-11-21T12:00:00.000Z",
    answer: {
      version: "1",
      project: "/kettle",
      score: 1,
      checked: 1,
      unknown: {},
      findings: rows(findings).map((index) => finding(String(index), "a.md", index + 1, { message: text })),
      documents: rows(documents).map((index) => ({
        path: `${index}.md`,
        score: 1,
        drift_detected: false,
        checked: 1,
        rules: {},
      })),
      suppressed: rows(documents % 7).map((index) => finding(String(index), "b.md", index + 1, { verdict: "SUPPRESSED" })),
      baseline: null,
      since: null,
      skipped: rows(skipped).map((index) => ({ path: `${index}.bin`, reason: "x" })),
      history: { kind: "full", commits: 1, note: "" },
    },
  };
}

/** All pages of a report put together again, and how many there were. */
function collect(stamped: Stamped<Report>): { report: Report; pages: number } {
  const first = firstPage(stamped);
  const report = { ...first.answer };
  let pages = 1;
  for (let { next } = first; next !== null; pages++) {
    const page = pageAt(stamped, next);
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_000_000);
    report.findings = [...report.findings, ...page.findings];
    report.suppressed = [...report.suppressed, ...page.suppressed];
    report.documents = [...report.documents, ...page.documents];
    report.skipped = [...report.skipped, ...page.skipped];
    next = page.next;
  }
  return { report, pages };
}

describe("pages of a report", () => {
  it("put together are the report", () => {
    const size = fc.nat({ max: 1_200 });
    fc.assert(
      fc.property(size, size, size, (findings, documents, skipped) => {
        const stamped = stampedReport(findings, documents, skipped);
        const { report, pages } = collect(stamped);
        const rows = findings + stamped.answer.suppressed.length + documents + skipped;
        expect(report).toEqual(stamped.answer);
        expect(pages).toBe(Math.max(1, Math.ceil(rows / PAGE_ROWS_MAX)));
      }),
      { numRuns: 20 },
    );
  });

  it("are shorter when their rows are large", () => {
    const stamped = stampedReport(40, 0, 0, "x".repeat(100_000));
    const { report, pages } = collect(stamped);
    expect(report).toEqual(stamped.answer);
    expect(pages).toBeGreaterThan(5);
  });

  it.each(["feed:8:500", "beef:7:500", "feed:7:-1", "feed:7:x", "", "feed:7"])(
    "refuse the cursor %j of another state",
    (cursor) => {
      expect(() => pageAt(stampedReport(600, 0, 0), cursor)).toThrow(expect.objectContaining({ code: "CONFLICT" }));
    },
  );
});
