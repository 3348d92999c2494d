import type { Claim, Span } from "../model.js";
import type { Block, Extent } from "./blocks.js";
import { scanHtml } from "./html.js";
import { DIRECTIVES_MAX } from "./limits.js";
import type { SourceLines } from "./source.js";

/** A stretch of a file in which rules are ignored. `rules` are patterns: an id, `group/*` or `*`. */
export interface Ignored {
  span: Span;
  rules: string[];
  /** Where the directive itself stands. */
  directive: Span;
}

interface Directive {
  scope: "next" | "start" | "end" | "file";
  rules: string[];
}

/** Lines from the top in which `lockstep-ignore-file` counts. */
const FILE_LINES = 20;
const WORD = "lockstep-ignore";

/** Reads `lockstep-ignore RULE[, RULE] -- reason` and its `-start`, `-end`, `-file` forms; null for any other comment. */
export function readDirective(comment: string): Directive | null {
  const text = comment.trim();
  if (!text.startsWith(WORD)) return null;
  const line = text.slice(WORD.length, WORD.length + 1_000);
  const scope = line.startsWith("-start")
    ? "start"
    : line.startsWith("-end")
      ? "end"
      : line.startsWith("-file")
        ? "file"
        : "next";
  const rest = scope === "next" ? line : line.slice(scope.length + 1);
  if (rest !== "" && !" \t\n".includes(rest[0] as string)) return null;
  const reason = rest.indexOf("--");
  const rules = (reason === -1 ? rest : rest.slice(0, reason)).split(/[\s,]/).filter((rule) => rule !== "");
  return { scope, rules: rules.length === 0 ? ["*"] : rules };
}

/** The stretches of a document that its comments ignore; `onDirective` is told the block that each directive stands in. */
export function ignoredStretches(
  { blocks, extents, lines }: { blocks: readonly Block[]; extents: readonly Extent[]; lines: SourceLines },
  onDirective: (block: Block, span: Span) => void,
): Ignored[] {
  const reader = new IgnoreReader(lines.text.length, lines.endOf(FILE_LINES - 1));
  for (const block of blocks) {
    for (const comment of commentsOf(block, WORD)) {
      const directive = readDirective(comment.text);
      const span = directive ? block.map.span(comment.start, comment.end) : null;
      if (!directive || !span) continue;
      onDirective(block, span);
      reader.read(directive, span, () => scopeOf(span, block, extents, lines));
    }
  }
  return reader.finish();
}

/** Pairs directives in the order of the file. */
export class IgnoreReader {
  private readonly stretches: Ignored[] = [];
  private readonly open: { directive: Span; rules: string[] }[] = [];

  constructor(
    private readonly length: number,
    /** Offset up to which `-file` counts. */
    private readonly fileEnd: number,
  ) {}

  /** `span` is where the comment stands; `scope` tells what a plain one covers. */
  read(directive: Directive, span: Span, scope: () => Span | null): void {
    const { rules } = directive;
    if (this.stretches.length + this.open.length >= DIRECTIVES_MAX) return;
    if (directive.scope === "start") this.open.push({ directive: span, rules });
    else if (directive.scope === "end") this.close(span.start, rules);
    else if (directive.scope === "file") {
      if (span.start <= this.fileEnd) this.stretches.push({ span: { start: 0, end: this.length }, rules, directive: span });
    } else {
      const covered = scope();
      if (covered) this.stretches.push({ span: covered, rules, directive: span });
    }
  }

  /** A stretch that nobody ends goes to the end of the file. */
  finish(): Ignored[] {
    for (const { directive, rules } of this.open) {
      this.stretches.push({ span: { start: directive.end, end: this.length }, rules, directive });
    }
    this.open.length = 0;
    return this.stretches;
  }

  /** `-end` ends the last stretch of the same rules; without rules, the last one. */
  private close(end: number, rules: readonly string[]): void {
    const wanted = rules.join();
    const at = this.open.findLastIndex((one) => wanted === "*" || one.rules.join() === wanted);
    const [closed] = at === -1 ? [] : this.open.splice(at, 1);
    if (closed) this.stretches.push({ ...closed, span: { start: closed.directive.end, end } });
  }
}

/** The comments of a block that hold `word`, if any does. */
export function commentsOf(block: Block, word: string): { text: string; start: number; end: number }[] {
  if (!block.content.includes(word)) return [];
  if (block.kind === "html") {
    return scanHtml(block.content).comments.map(({ text, range }) => ({ text, ...range }));
  }
  const found = block.tokens
    .filter((token) => token.type === "html_inline" && token.content.startsWith("<!--"))
    .map((token) => {
      const start = token.map?.[0] ?? 0;
      return { text: token.content.slice(4, -3), start, end: start + token.content.length };
    });
  return [...found, ...mdxComments(block)];
}

/** `{/* lockstep-ignore … *\/}`, the comments of MDX. */
function mdxComments({ content, kind }: Block): { text: string; start: number; end: number }[] {
  const comments: { text: string; start: number; end: number }[] = [];
  if (kind === "fence") return comments;
  for (let start = content.indexOf("{/*"); start !== -1; start = content.indexOf("{/*", start + 3)) {
    const end = content.indexOf("*/}", start);
    if (end === -1) break;
    comments.push({ text: content.slice(start + 3, end), start, end: end + 3 });
  }
  return comments;
}

/** A comment with text before it on its line covers that line; one that stands alone covers the next block. */
function scopeOf(comment: Span, block: Block, extents: readonly Extent[], lines: SourceLines): Span | null {
  const { text } = lines;
  const lineStart = text.lastIndexOf("\n", comment.start - 1) + 1;
  const feed = text.indexOf("\n", comment.end);
  const lineEnd = feed === -1 ? text.length : feed;
  const alone = text.slice(lineStart, comment.start).replaceAll(/[>\s*+-]|\d+[.)]/g, "") === "";
  const after = text.slice(comment.end, lineEnd).trim();
  if (!alone || after !== "") return { start: lineStart, end: lineEnd };
  if (block.kind !== "html" && block.span.end > comment.end) return { start: comment.end, end: block.span.end };
  return nextExtent(comment, block, extents)?.span ?? null;
}

/** The block that follows the one a comment stands in. */
export function nextExtent(comment: Span, block: Block, extents: readonly Extent[]): Extent | undefined {
  const own = extents.findIndex(
    (extent) => extent.span.start <= comment.start && extent.span.end >= comment.end && isLeaf(extent, block),
  );
  const level = extents[own]?.level ?? 0;
  return extents.find((extent, at) => at > own && extent.level <= level && extent.span.start >= comment.end);
}

function isLeaf(extent: Extent, block: Block): boolean {
  return extent.span.start === block.span.start && extent.span.end === block.span.end;
}

/** Marks the claims that stand in a stretch with the rules that are ignored there. */
export function markIgnored(claims: readonly Claim[], stretches: readonly Ignored[]): void {
  if (stretches.length === 0) return;
  for (const claim of claims) {
    const rules = stretches
      .filter(({ span }) => claim.span.start >= span.start && claim.span.start < span.end)
      .flatMap((stretch) => stretch.rules);
    if (rules.length === 0) continue;
    claim.marks.push("ignored");
    claim.ignored_rules = [...new Set(rules)];
  }
}
