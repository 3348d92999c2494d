/** What comments in code say to ignore. */
import type { LineIndex } from "../../base/positions.js";
import type { JsdocFact } from "../model.js";
import { type Ignored, IgnoreReader, readDirective } from "./ignores.js";

/** What `@lockstepIgnore RULE` in a block, and `// lockstep-ignore RULE` comments on lines of their own or behind code, cover. */
export function ignoredInCode(text: string, blocks: readonly JsdocFact[], index: LineIndex): Ignored[] {
  const tagged = blocks.flatMap((block) => taggedStretch(text, block) ?? []);
  return text.includes("lockstep-ignore") ? [...tagged, ...commented(text, blocks, index)] : tagged;
}

function taggedStretch(text: string, { span }: JsdocFact): Ignored | null {
  const at = text.slice(span.start, span.end).indexOf("@lockstepIgnore");
  if (at === -1) return null;
  const start = span.start + at;
  const directive = { start, end: start + "@lockstepIgnore".length };
  const rest = text.slice(directive.end, span.end).split("\n", 1)[0] ?? "";
  const rule = rest.trim().split(/[\s,]/, 1)[0]?.replace(/\*\/$/, "") ?? "";
  return { span, rules: [rule === "" ? "*" : rule], directive };
}

const FILE_LINES = 20;

function commented(text: string, blocks: readonly JsdocFact[], index: LineIndex): Ignored[] {
  const reader = new IgnoreReader(text.length, index.startOf(FILE_LINES + 1));
  for (let at = text.indexOf("// lockstep-ignore"); at !== -1; at = text.indexOf("// lockstep-ignore", at + 1)) {
    const lineStart = text.lastIndexOf("\n", at - 1) + 1;
    const feed = text.indexOf("\n", at);
    const span = { start: at, end: feed === -1 ? text.length : feed };
    const directive = readDirective(text.slice(at + 2, span.end));
    // Only real comments count: not what stands in a JSDoc block or in a string.
    const before = text.slice(lineStart, at);
    const inBlock = blocks.some((block) => at >= block.span.start && at < block.span.end);
    if (!directive || inBlock || /["'`]/.test(before.slice(-256))) continue;
    reader.read(directive, span, () => {
      if (before.trim() !== "") return { start: lineStart, end: span.end };
      return (
        blocks.find((block) => block.span.start >= span.end && text.slice(span.end, block.span.start).trim() === "")?.span ?? null
      );
    });
  }
  return reader.finish();
}
