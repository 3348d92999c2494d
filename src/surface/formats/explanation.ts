/** How a finding came about, for people. */

import { compareText } from "../../base/order.js";
import type { Explanation } from "../../domains/method.js";
import { claimLines } from "./claim.js";
import type { Paint } from "./colours.js";
import { escapeText } from "./escape.js";
import { grouped, renderFinding } from "./text.js";

/** Of what judging read, so much is named: often it is every place where a path could have been. */
const KEYS_SHOWN = 5;

export function renderExplanation(explanation: Explanation, lines: readonly string[] | null, paint: Paint): string {
  const { finding, rule, gates, confidence, history, keys, claim } = explanation;
  const factors = Object.entries(confidence).map(([name, value]) => `${escapeText(name)} ${value}`);
  const sections: [string, string[]][] = [
    [
      `rule ${rule.id}`,
      [rule.summary, `weight ${rule.weight}, needs ${rule.needs.length === 0 ? "nothing" : rule.needs.join(", ")}`],
    ],
    ["evidence", [finding.evidence.summary, ...finding.evidence.facts]],
    ["gates", gates.map(({ gate, open, detail }) => `${open ? "open  " : "closed"} ${gate}: ${detail}`)],
    ["confidence", [`${factors.join(" × ")} = ${finding.confidence}`]],
    ["read", keysShown(explanation, keys)],
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

/** The keys that say most of the finding, then how many more there are. */
function keysShown({ finding, claim }: Explanation, keys: readonly string[]): string[] {
  const named = [claim.normalized, claim.reference];
  const rank = (key: string) => {
    if (finding.evidence.facts.includes(key)) return 0;
    const at = key.indexOf(":");
    if (at === -1) return 3;
    return named.includes(key.slice(at + 1)) ? 1 : 2;
  };
  const telling = [...keys].sort((a, b) => rank(a) - rank(b) || a.length - b.length || compareText(a, b));
  const more = telling.length - KEYS_SHOWN;
  const shown = telling.slice(0, KEYS_SHOWN);
  return more > 0 ? [...shown, `and ${grouped(more)} more; \`--json\` lists all`] : shown;
}
