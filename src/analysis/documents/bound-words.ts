/** The stretches of a document that can be bound to code, and what tells their words from others. */
import { LineIndex } from "../../base/positions.js";
import type { Span } from "../model.js";
import { anchorFacts } from "./anchors.js";
import { type Block, listBlocks } from "./blocks.js";
import { blockHash } from "./collector.js";
import { readFrontMatter } from "./front-matter.js";
import { DOCUMENT_MAX } from "./limits.js";
import { parseMarkdown } from "./markdown.js";
import { headingAnchors } from "./slugs.js";
import { SourceLines } from "./source.js";

/** A section by the anchors of its heading, or with none the whole document: the line it begins at, and the hash of its words. */
export interface BoundWords {
  slugs: string[];
  line: number;
  words: string;
}

/** The document as a whole, then each of its sections. Never throws: what cannot be read has none. */
export function wordsOfSections(path: string, text: string): BoundWords[] {
  if (text.length > DOCUMENT_MAX) return [];
  try {
    return readSections(path, text);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function readSections(path: string, text: string): BoundWords[] {
  const front = readFrontMatter(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const lines = new SourceLines(text, front.end);
  const { blocks } = listBlocks(parseMarkdown(lines.parsed, { mdx: path.endsWith(".mdx") }), lines);
  const index = new LineIndex(text);
  const slugs = new Map<number, string[]>();
  for (const fact of headingAnchors(anchorFacts({ path, blocks, documentClass: "reference", cut: null }, index))) {
    if (!slugs.has(fact.line)) slugs.set(fact.line, fact.slugs);
  }
  const sections = [...blocks.entries()].flatMap(([at, block]) => {
    if (block.kind !== "heading") return [];
    const { line } = index.positionOf(block.span.start);
    return [{ slugs: slugs.get(line) ?? [], line, words: wordsHash(text, sectionSpan(block, blocks, at, text.length)) }];
  });
  return [{ slugs: [], line: 1, words: wordsHash(text, { start: front.end, end: text.length }) }, ...sections];
}

/** From `heading`, the block at `at`, to the next heading of its level or above. */
export function sectionSpan(heading: Block, blocks: readonly Block[], at: number, end: number): Span {
  const next = blocks.slice(at + 1).find((block) => block.kind === "heading" && block.level <= heading.level);
  return { start: heading.span.start, end: next?.span.start ?? end };
}

/** Hash of the words of a stretch: white space, comments and the targets of links aside. */
export function wordsHash(text: string, { start, end }: Span): string {
  const words: string[] = [];
  let at = start;
  let from = start;
  while (at < end) {
    const isComment = text.startsWith("<!--", at);
    const isTarget = !isComment && text.startsWith("](", at);
    if (!isComment && !isTarget) {
      at++;
      continue;
    }
    words.push(text.slice(from, at));
    const close = text.indexOf(isComment ? "-->" : ")", at);
    at = close === -1 ? end : close + (isComment ? 3 : 1);
    from = at;
  }
  words.push(text.slice(from, end));
  return blockHash(
    words
      .join(" ")
      .split(/\s/)
      .filter((word) => word !== "")
      .join(" "),
  );
}
