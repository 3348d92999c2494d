/** A report as SARIF 2.1.0, for code hosts and editors. */
import type { Finding, Report } from "../../analysis/model.js";
import { REMARKS, RULES } from "../../analysis/rules/index.js";
import { NUMBERS, type RuleId } from "../../analysis/rules/weights.js";
import { worstFirst } from "./worst-first.js";

/** Code hosts take no more results of one run. */
const RESULTS_MAX = 5_000;
const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

const rules = [...RULES, ...REMARKS].map(({ id, summary }) => ({ id, summary, severity: NUMBERS[id as RuleId].severity }));

/** One run; results worst first, suppressed ones last. */
export function renderSarif(report: Report): string {
  const all = [...worstFirst(report.findings), ...worstFirst(report.suppressed)];
  const isCompared = report.baseline !== null || report.since !== null;
  const run = {
    tool: { driver: { name: "lockstep", version: report.version, rules: rules.map(ruleOf) } },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The folder that was checked" } } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report, all.length) }],
    results: all.slice(0, RESULTS_MAX).map((finding) => resultOf(finding, isCompared)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, wellFormed, 2)}\n`;
}

/** Half of a surrogate pair is no text that a file may hold. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/\p{Surrogate}/gu, "\ufffd") : value;
}

function ruleOf({ id, summary, severity }: (typeof rules)[number]) {
  return {
    id,
    shortDescription: { text: summary },
    help: { text: `${summary}. \`lockstep explain ID\` shows how a finding came about.` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf(finding: Finding, isCompared: boolean) {
  const { id, rule, severity, message, evidence, suggestion, confidence, related, occurrences, path, suppression } = finding;
  const fix = suggestion ? ` ${suggestion.text}.` : "";
  const further = [
    ...occurrences.map((place) => physical(path, regionOf(place))),
    ...related.map(({ path, line }) => physical(path, { startLine: line })),
  ];
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex((known) => known.id === rule),
    level: severity,
    rank: Math.round(confidence * 1_000) / 10,
    message: { text: `${message}: ${evidence.summary}.${fix}` },
    locations: [{ physicalLocation: physical(path, regionOf(finding)) }],
    partialFingerprints: { "lockstep/v1": id },
    ...(further.length > 0 ? { relatedLocations: further.map((physicalLocation, id) => ({ id, physicalLocation })) } : {}),
    ...(isCompared ? { baselineState: suppression ? "unchanged" : "new" } : {}),
    ...(suppression ? { suppressions: [suppressionOf(suppression)] } : {}),
    ...fixesOf(finding),
  };
}

function suppressionOf({ by, reason }: NonNullable<Finding["suppression"]>) {
  const kind = by === "comment" ? "inSource" : "external";
  return { kind, status: "accepted", ...(reason === null ? {} : { justification: reason }) };
}

/** What is to be written in place of the reference, when there is exactly one text for it. */
function fixesOf(finding: Finding) {
  const { fix, suggestion, path } = finding;
  if (fix === null || suggestion?.replacement === undefined) return {};
  const replacements = [{ deletedRegion: regionOf(finding), insertedContent: { text: suggestion.replacement } }];
  return {
    fixes: [{ description: { text: suggestion.text }, artifactChanges: [{ artifactLocation: artifact(path), replacements }] }],
  };
}

type Region = { startLine: number; startColumn?: number; endLine?: number; endColumn?: number };

function regionOf({ line, column, end_line, end_column }: Pick<Finding, "line" | "column" | "end_line" | "end_column">): Region {
  return { startLine: line, startColumn: column, endLine: end_line, endColumn: end_column };
}

function physical(path: string, region: Region) {
  return { artifactLocation: artifact(path), region };
}

function artifact(path: string) {
  const uri = path
    .split("/")
    .map((segment) => encodeURIComponent(segment.replaceAll(/\p{Surrogate}/gu, "\ufffd")))
    .join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}

/** What a reader of the results must know besides them. */
function notifications({ skipped, history }: Report, results: number) {
  const notes: { level: "note" | "warning"; text: string }[] = [];
  if (results > RESULTS_MAX) {
    notes.push({ level: "warning", text: `${results - RESULTS_MAX} of ${results} results are left out: the least of them` });
  }
  if (history.kind !== "full") notes.push({ level: "note", text: `History: ${history.kind}. ${history.note}` });
  if (skipped.length > 0) notes.push({ level: "note", text: `${skipped.length} files were skipped, or read in part` });
  return notes.map(({ level, text }) => ({ level, message: { text } }));
}
