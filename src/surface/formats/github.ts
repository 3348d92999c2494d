/** A report for GitHub workflows: annotations on standard output, and a table for the summary of the job. */
import type { Finding, Report } from "../../analysis/model.js";
import { escapeText } from "./escape.js";
import { count, summaryLine } from "./text.js";
import { worstFirst } from "./worst-first.js";

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const;
/** Rows of the table; a summary may have 1 MiB. */
const ROWS_MAX = 200;

/** Workflow commands, worst first: of each level only about ten are shown. */
export function renderGithub(report: Report, tookMs: number): string {
  const commands = worstFirst(report.findings).map(annotation);
  return `${[...commands, `lockstep: ${summaryLine(report, tookMs)}`].join("\n")}\n`;
}

function annotation(finding: Finding): string {
  const { severity, path, line, end_line, column, end_column, rule, message, evidence, suggestion } = finding;
  const properties = { file: path, line, endLine: end_line, col: column, endColumn: end_column, title: `lockstep ${rule}` };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const lines = [message, `why: ${evidence.summary}`, ...(suggestion ? [`fix: ${suggestion.text}`] : [])].map(escapeText);
  return `::${COMMANDS[severity]} ${shown.join(",")}::${escapeData(lines.join("\n"))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Markdown: what was found as a table, worst first. */
export function renderStepSummary(report: Report, tookMs: number): string {
  const { findings } = report;
  const rows = worstFirst(findings)
    .slice(0, ROWS_MAX)
    .map(({ severity, path, line, rule, message, suggestion }) =>
      [severity, `${path}:${line}`, rule, message, suggestion?.text ?? ""].map(cell).join(" | "),
    );
  const more = findings.length - rows.length;
  const table = ["| | place | rule | finding | fix |", "|---|---|---|---|---|", ...rows.map((row) => `| ${row} |`)];
  const parts = ["### lockstep", "", cell(summaryLine(report, tookMs)), ""];
  if (rows.length > 0) parts.push(...table, "");
  if (more > 0) parts.push(`and ${count(more, "more finding")}`, "");
  return `${parts.join("\n")}\n`;
}

/** Text of a repository that makes no markup of its own, but for code spans. */
function cell(text: string): string {
  return escapeText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("[", "&#91;").replaceAll("|", "\\|");
}
