import { describe, expect, it } from "vitest";
import { renderJunit } from "../../../src/surface/formats/junit.js";
import { DRIFTED, finding, report, SOURCES } from "./reports.js";

const lines = (path: string) => SOURCES[path] ?? null;

describe("JUnit", () => {
  it("has a suite for each document and a case for each rule that decided something", () => {
    const xml = renderJunit(DRIFTED, { lines, tookMs: 1_234 });
    expect(xml).toContain('<testsuites name="lockstep" tests="4" failures="4" errors="0" time="1.234">');
    expect(xml).toContain('<testsuite name="README.md" tests="2" failures="2" errors="0">');
    expect(xml).toContain('<testcase classname="README.md" name="script/unknown">');
    expect(xml).toContain(
      '<failure type="error" message="package.json has no script `serve`">README.md:3:36 error script/unknown',
    );
    expect(xml).toContain('<failure type="warning" message="2 findings">');
    expect(xml).toContain("  why: renamed to `start` in 3f2a91c, 2025-03-01\n");
    expect(renderJunit(report(), { lines, tookMs: 0 })).toContain(
      '    <testcase classname="README.md" name="link/missing-file"/>\n',
    );
  });

  it("holds no character that XML does not know, and no markup of a repository", () => {
    const evil = finding({ path: 'a"<b>&\u0000\ud83d.md', message: "]]> <x/> \u001b[31m \uffff" });
    const documents = [{ path: evil.path, score: 0, drift_detected: true, checked: 1, rules: {} }];
    const xml = renderJunit(report({ findings: [evil], documents }), { lines, tookMs: 0 });
    expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(xml).toContain('name="a&quot;&lt;b&gt;&amp;\\x00');
    expect(xml.match(/<[a-z/?]+/g)?.map((tag) => tag.slice(1))).toEqual([
      "?xml",
      "testsuites",
      "testsuite",
      "testcase",
      "failure",
      "/failure",
      "/testcase",
      "/testsuite",
      "/testsuites",
    ]);
  });
});
