/** A report as JUnit XML: a suite for each document, a case for each rule that decided something in it. */
import type { Finding, Report, ReportedDocument } from "../../analysis/model.js";
import { compareText } from "../../base/order.js";
import { plain } from "./colours.js";
import { escapeText } from "./escape.js";
import { count, renderFinding } from "./text.js";

export interface JunitOptions {
  /** Lines of a file of the project, without their breaks; null when it cannot be read. */
  lines: (path: string) => readonly string[] | null;
  tookMs: number;
}

export function renderJunit(report: Report, { lines, tookMs }: JunitOptions): string {
  const byPath = new Map<string, Finding[]>();
  for (const finding of report.findings) byPath.set(finding.path, [...(byPath.get(finding.path) ?? []), finding]);
  // Where the document is right, its findings stand in the code.
  const placed = [...byPath.keys()].filter((path) => !report.documents.some((document) => document.path === path));
  const suites = [...report.documents, ...placed.map((path) => ({ path, rules: {} }))]
    .map((document) => suiteOf(document, byPath.get(document.path) ?? [], lines))
    .filter(({ tests }) => tests > 0);
  const tests = suites.reduce((total, suite) => total + suite.tests, 0);
  const failures = suites.reduce((total, suite) => total + suite.failures, 0);
  const head = attributes({ name: "lockstep", tests, failures, errors: 0, time: (tookMs / 1_000).toFixed(3) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.map(({ xml }) => xml).join("")}</testsuites>\n`;
}

interface Suite {
  tests: number;
  failures: number;
  xml: string;
}

function suiteOf(
  { path, rules }: Pick<ReportedDocument, "path" | "rules">,
  findings: readonly Finding[],
  linesOf: JunitOptions["lines"],
): Suite {
  const ids = [...new Set([...Object.keys(rules), ...findings.map(({ rule }) => rule)])].sort(compareText);
  const lines = findings.length > 0 ? linesOf(path) : null;
  const cases = ids.map((rule) => {
    const failing = findings.filter((finding) => finding.rule === rule);
    const head = `    <testcase ${attributes({ classname: path, name: rule })}`;
    return failing.length === 0 ? `${head}/>\n` : `${head}>\n${failureOf(failing, lines)}    </testcase>\n`;
  });
  const failures = new Set(findings.map(({ rule }) => rule)).size;
  const head = attributes({ name: path, tests: ids.length, failures, errors: 0 });
  return { tests: ids.length, failures, xml: `  <testsuite ${head}>\n${cases.join("")}  </testsuite>\n` };
}

function failureOf(findings: readonly Finding[], lines: readonly string[] | null): string {
  const [first] = findings;
  const message = findings.length === 1 && first ? first.message : count(findings.length, "finding");
  const text = findings.map((finding) => renderFinding(finding, lines, plain)).join("\n");
  return `      <failure ${attributes({ type: first?.severity ?? "", message })}>${escapeXml(text)}</failure>\n`;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(escapeText(String(value)))}"`)
    .join(" ");
}

/** XML knows no control characters but tab and line break, and neither surrogates by themselves nor the last two of a plane. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
