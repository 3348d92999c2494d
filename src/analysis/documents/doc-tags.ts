/** `@doc docs/usage.md#heating [tiers]` in a JSDoc block: that section speaks of the declaration. */
import type { JsdocFact } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { tiersOf, usualTiers } from "./tiers.js";

const DOCUMENT = /\.(md|mdx|markdown)$/i;
/** A longer word names no document. */
const WORD_MAX = 256;

/** One claim for each `@doc` that names a document. */
export function addDocTags(
  collector: Collector,
  block: Block,
  { tags, declares }: JsdocFact,
  { text, path }: { text: string; path: string },
): void {
  if (!declares) return;
  for (const { tag, span } of tags) {
    if (tag !== "doc") continue;
    const [line = ""] = text.slice(span.start + "@doc".length, span.end).split(/[\r\n]/, 1);
    const [word = "", second = ""] = line.trim().split(/\s+/, 2);
    const [document = "", anchor = ""] = word.split("#", 2);
    if (word.length > WORD_MAX || !DOCUMENT.test(document)) continue;
    const start = text.indexOf(word, span.start + "@doc".length);
    const bound = { document: document.replace(/^\.\//, ""), anchor: anchor === "" ? null : anchor };
    const tiers = tiersOf(second) ?? usualTiers(declares);
    collector.add(
      block,
      { kind: "binding", target: path, name: declares, tiers, words: "", ordinal: 0, text: bound },
      { span: { start, end: start + word.length }, expected: word, normalized: `${declares} ${word}`, marks: [] },
    );
  }
}
