import type { LineIndex } from "../../base/positions.js";
import type { Claim, Fact, JsdocFact, Problem } from "../model.js";
import type { Block } from "./blocks.js";
import { Collector } from "./collector.js";
import { ContentMap } from "./content-map.js";
import { addDocTags } from "./doc-tags.js";
import { type Ignored, markIgnored } from "./ignores.js";
import { readExamples } from "./jsdoc-examples.js";
import { ignoredInCode } from "./jsdoc-ignores.js";
import { addLinks, addParameters, addReturns, addThrows, addTypes } from "./jsdoc-tags.js";
import { addValues } from "./jsdoc-values.js";

/** The claims of the JSDoc blocks among `facts`, the facts of the code in `lines`; block by block in the order of the file. */
export function jsdocClaims(
  { path, lines }: { path: string; lines: LineIndex },
  facts: Fact[],
): { claims: Claim[]; problems: Problem[] } {
  const blocks = facts.filter((fact): fact is JsdocFact => fact.kind === "jsdoc");
  if (blocks.length === 0 || path === "") return { claims: [], problems: [] };
  const { text } = lines;
  const collector = new Collector(text, lines, []);
  for (const fact of blocks) {
    const block = blockOf(fact);
    addParameters(collector, block, fact);
    addTypes(collector, block, fact, path);
    addReturns(collector, block, fact, text);
    addThrows(collector, block, fact);
    addLinks(collector, block, fact);
    addValues(collector, block, fact, text);
    addDocTags(collector, block, fact, { text, path });
    readExamples(collector, block, fact, text);
  }
  const ignored = ignoredInCode(text, blocks, lines);
  markIgnored(collector.claims, ignored);
  for (const one of ignored) addDirective(collector, one, text);
  collector.claims.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { claims: collector.claims, problems: collector.problems() };
}

/** What is said to be ignored is a claim, too: that there is something to ignore. */
function addDirective(collector: Collector, { directive, rules, span }: Ignored, text: string): void {
  const expected = text.slice(directive.start, directive.end);
  const place = { span: directive, expected, normalized: rules.join(", "), marks: [] };
  collector.add(blockOf({ span: directive }), { kind: "directive", rules, covers: span }, place);
}

/** A JSDoc block as claims stand in it: code files have no sections, and tags tell where they stand by themselves. */
function blockOf({ span }: Pick<JsdocFact, "span">): Block {
  return { kind: "jsdoc", content: "", map: new ContentMap([]), tokens: [], span, section: 0, marks: [], items: [], level: 0 };
}
