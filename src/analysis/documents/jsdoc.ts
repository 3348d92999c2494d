import { LineIndex } from "../../base/positions.js";
import type { Claim, Fact, JsdocFact, JsdocParamClaim, JsdocTag, Span } from "../model.js";
import { blockHash } from "./collector.js";
import { type Ignored, IgnoreReader, markIgnored, readDirective } from "./ignores.js";
import { CLAIMS_MAX } from "./limits.js";

/**
 * One claim for each `@param` tag of the JSDoc blocks among `facts`, in the order of the file. A block without an owner or whose owner
 * takes no parameters makes none.
 */
export function jsdocClaims(path: string, text: string, facts: Fact[]): Claim[] {
  const blocks = facts.filter((fact): fact is JsdocFact => fact.kind === "jsdoc");
  if (blocks.length === 0 || path === "") return [];
  const index = new LineIndex(text);
  const claims: JsdocParamClaim[] = [];
  for (const block of blocks) claims.push(...claimsOf(block, text, index));
  const kept = claims.slice(0, CLAIMS_MAX);
  markIgnored(kept, ignoredIn(text, blocks, index));
  return kept;
}

function claimsOf(block: JsdocFact, text: string, index: LineIndex): JsdocParamClaim[] {
  const { owner, parameters, open, span } = block;
  if (owner === null || parameters === null) return [];
  const tags = block.tags.filter((tag): tag is NamedTag => tag.tag === "param" && tag.name !== null && tag.name_span !== null);
  const names = tags.map((tag) => tag.name);
  const block_hash = tags.length > 0 ? blockHash(text.slice(span.start, span.end)) : "";
  return tags
    .map((tag, at): JsdocParamClaim => {
      const from = index.positionOf(tag.name_span.start);
      const to = index.positionOf(tag.name_span.end);
      return {
        kind: "jsdoc-param",
        owner,
        name: tag.name,
        names,
        index: at,
        optional: tag.optional,
        default: tag.default,
        parameters,
        open,
        reference: text.slice(tag.name_span.start, tag.name_span.end),
        normalized: `${owner}(${tag.name})`,
        span: tag.name_span,
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        container: { section: 0, headings: [], block: "jsdoc" },
        block: span,
        block_hash,
        marks: [],
        occurrences: [],
      };
    })
    .filter((claim) => claim.reference === claim.name);
}

type NamedTag = JsdocTag & { name: string; name_span: Span };

/** What `@lockstepIgnore RULE` in a block, and `// lockstep-ignore RULE` comments on lines of their own or behind code, cover. */
function ignoredIn(text: string, blocks: readonly JsdocFact[], index: LineIndex): Ignored[] {
  const tagged = blocks.flatMap((block) => taggedStretch(text, block) ?? []);
  return text.includes("lockstep-ignore") ? [...tagged, ...commented(text, blocks, index)] : tagged;
}

function taggedStretch(text: string, { span }: JsdocFact): Ignored | null {
  const at = text.slice(span.start, span.end).indexOf("@lockstepIgnore");
  if (at === -1) return null;
  const rest = text.slice(span.start + at + "@lockstepIgnore".length, span.end).split("\n", 1)[0] ?? "";
  const rule = rest.trim().split(/[\s,]/, 1)[0]?.replace(/\*\/$/, "") ?? "";
  return { span, rules: [rule === "" ? "*" : rule] };
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
