/** How a finding came about, for people. */
import type { Explanation } from "../../domains/method.js";
import { claimLines } from "./claim.js";
import type { Paint } from "./colours.js";
import { escapeText } from "./escape.js";
import { renderFinding } from "./text.js";

export function renderExplanation(explanation: Explanation, lines: readonly string[] | null, paint: Paint): string {
  const { finding, rule, gates, confidence, history, facts, claim } = explanation;
  const factors = Object.entries(confidence).map(([name, value]) => `${escapeText(name)} ${value}`);
  const sections: [string, string[]][] = [
    [
      `rule ${rule.id}`,
      [rule.summary, `weight ${rule.weight}, needs ${rule.needs.length === 0 ? "nothing" : rule.needs.join(", ")}`],
    ],
    ["evidence", [finding.evidence.summary, ...finding.evidence.facts]],
    ["gates", gates.map(({ gate, open, detail }) => `${open ? "open  " : "closed"} ${gate}: ${detail}`)],
    ["confidence", [`${factors.join(" × ")} = ${finding.confidence}`]],
    ["facts", facts],
    ["history", history],
    ["also at", finding.occurrences.map(({ line, column }) => `${finding.path}:${line}:${column}`)],
    ["related", finding.related.map(({ path, line }) => `${path}:${line}`)],
    ["claim", claimLines(claim)],
  ];
  const rendered = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `${paint("strong", escapeText(title))}\n${rows.map((row) => `  ${escapeText(row)}\n`).join("")}`);
  return `${renderFinding(finding, lines, paint)}\n${rendered.join("\n")}`;
}
