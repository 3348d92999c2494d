import { LineIndex } from "../../base/positions.js";
import type { Claim, Fact, JsdocFact, Problem } from "../model.js";
import type { Block } from "./blocks.js";
import { Collector } from "./collector.js";
import { ContentMap } from "./content-map.js";
import { markIgnored } from "./ignores.js";
import { readExamples } from "./jsdoc-examples.js";
import { ignoredInCode } from "./jsdoc-ignores.js";
import { addLinks, addParameters, addReturns, addThrows, addTypes } from "./jsdoc-tags.js";

/** The claims of the JSDoc blocks among `facts`, the facts of the code `text`; block by block in the order of the file. */
export function jsdocClaims(path: string, text: string, facts: Fact[]): { claims: Claim[]; problems: Problem[] } {
  const blocks = facts.filter((fact): fact is JsdocFact => fact.kind === "jsdoc");
  if (blocks.length === 0 || path === "") return { claims: [], problems: [] };
  const index = new LineIndex(text);
  const collector = new Collector(text, index, []);
  for (const fact of blocks) {
    const block = blockOf(fact);
    addParameters(collector, block, fact);
    addTypes(collector, block, fact, path);
    addReturns(collector, block, fact, text);
    addThrows(collector, block, fact);
    addLinks(collector, block, fact);
    readExamples(collector, block, fact, text);
  }
  markIgnored(collector.claims, ignoredInCode(text, blocks, index));
  return { claims: collector.claims, problems: collector.problems() };
}

/** A JSDoc block as claims stand in it: code files have no sections, and tags tell where they stand by themselves. */
function blockOf({ span }: JsdocFact): Block {
  return { kind: "jsdoc", content: "", map: new ContentMap([]), tokens: [], span, section: 0, marks: [], level: 0 };
}
