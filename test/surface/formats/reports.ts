/** Reports to render, as the engine makes them. */
import type { Finding, Report } from "../../../src/analysis/model.js";

export function finding(values: Partial<Finding>): Finding {
  const line = values.line ?? 1;
  return {
    id: "0123456789abcdef",
    rule: "symbol/renamed",
    severity: "warning",
    confidence: 0.96,
    path: "README.md",
    line,
    column: 1,
    end_line: line,
    end_column: 2,
    reference: "x",
    message: "`boilWater` was renamed to `heatWater`",
    suggestion: { text: "Write `heatWater`", replacement: "heatWater" },
    evidence: {
      kind: "tombstone",
      summary: "renamed to `heatWater` in 3f2a91c, 2025-03-01",
      facts: [],
      commit: "3f2a91c",
      date: "2025-03-01",
    },
    verdict: "DRIFT",
    state: "settled",
    weight: 0.8,
    occurrences: [],
    related: [],
    fix: "suggest",
    cause: "symbol:boilWater",
    ...values,
  };
}

export function report(values: Partial<Report> = {}): Report {
  return {
    version: "0.1.0",
    project: "/kettle",
    score: 1,
    checked: 57,
    unknown: {},
    findings: [],
    suppressed: [],
    baseline: null,
    since: null,
    documents: [{ path: "README.md", score: 1, drift_detected: false, checked: 57, rules: { "link/missing-file": 57 } }],
    skipped: [],
    history: { kind: "full", commits: 1234, note: "" },
    ...values,
  };
}

export const SOURCES: Record<string, string[]> = {
  "README.md": [
    "# Kettle",
    "",
    "Run `npm run build`, then `npm run serve`. The code lives in [src/boil.ts](src/boil.ts).",
    "\t- call\t`boilWater` (水を沸かす `boilWater` 🫖) \u001b[31mred\u001b[0m \u202eevil",
  ],
  "docs/usage.md": [`${"left ".repeat(60)}[here](src/boil.ts)${" right".repeat(60)}`],
};

export const DRIFTED = report({
  score: 0.5131,
  unknown: { "never-here": 8, foreign: 12, placeholder: 2, "open-set": 1 },
  documents: [
    { path: "README.md", score: 0.5131, drift_detected: true, checked: 40, rules: { "script/unknown": 2, "symbol/renamed": 38 } },
    { path: "docs/usage.md", score: 0.2, drift_detected: true, checked: 17, rules: { "link/missing-file": 17 } },
  ],
  findings: [
    finding({
      id: "aaaaaaaaaaaaaaaa",
      rule: "script/unknown",
      severity: "error",
      line: 3,
      column: 36,
      end_column: 41,
      message: "package.json has no script `serve`",
      suggestion: { text: "Write `start`", replacement: "start" },
      evidence: { kind: "closed-set", summary: "renamed to `start` in 3f2a91c, 2025-03-01", facts: [] },
    }),
    finding({ id: "bbbbbbbbbbbbbbbb", line: 4, column: 27, end_column: 36 }),
    finding({
      id: "cccccccccccccccc",
      line: 4,
      column: 56,
      end_column: 60,
      severity: "note",
      message: "a name with \u001b[2J and\na line break",
      suggestion: null,
    }),
    finding({
      id: "dddddddddddddddd",
      path: "docs/usage.md",
      rule: "link/missing-file",
      severity: "error",
      column: 308,
      end_column: 319,
      message: "src/boil.ts does not exist",
    }),
    finding({ id: "eeeeeeeeeeeeeeee", path: "docs/usage.md", line: 900, message: "behind the end of what the file has now" }),
  ],
  skipped: [
    { path: "big.md", reason: "too_large: 20971520 bytes, the limit is 1048576" },
    { path: "new\nline.md", reason: "encoding: not UTF-8" },
  ],
  history: { kind: "shallow", commits: 1, note: "a shallow clone; what was removed before is not known" },
});
