import type { LineIndex } from "../../base/positions.js";
import type { AnchorFact, DocumentClass, Fact } from "../model.js";
import type { Block } from "./blocks.js";
import { type HtmlScan, scanHtml } from "./html.js";
import { SlugCounter } from "./slugs.js";
import { stripTags, textOf } from "./texts.js";

/** Anchors a document may have; the rest is not kept, and the set is open. */
const ANCHORS_MAX = 10_000;

/** What anchors are read from. `cut` says what of the document was not read, in words. */
interface AnchorSource {
  path: string;
  blocks: readonly Block[];
  documentClass: DocumentClass;
  cut: string | null;
}

/** The headings and explicit ids of a document as anchors, and why there may be more. */
export function anchorFacts(source: AnchorSource, index: LineIndex): Fact[] {
  const { blocks } = source;
  const reader = new AnchorReader(index);
  for (const block of blocks) reader.visit(block);
  const reason = openReason(source, reader);
  const open: Fact[] = reason === null ? [] : [{ kind: "open", set: "anchors", reason }];
  return [...reader.facts, ...open];
}

class AnchorReader {
  readonly facts: AnchorFact[] = [];
  hasScript = false;
  overflow = false;
  private readonly counter = new SlugCounter();

  constructor(private readonly index: LineIndex) {}

  visit(block: Block): void {
    // The set is open already: no further anchor would be kept.
    if (this.overflow) return;
    const line = this.index.positionOf(block.span.start).line;
    if (block.kind === "heading") this.heading(block, line);
    if (block.kind === "html") this.html(block.content, line, true);
    for (const token of block.tokens) if (token.type === "html_inline") this.html(token.content, line, false);
    if (block.kind === "table-cell" || block.kind === "paragraph" || block.kind === "list") this.inlineHeadings(block, line);
  }

  private heading(block: Block, line: number): void {
    const text = textOf(block.tokens);
    const explicit = /\{#([^\s{}]{1,120})\}$/.exec(text.slice(-128));
    if (!explicit) {
      this.add(this.counter.next(text), text, line);
      return;
    }
    const id = explicit[1] as string;
    const shown = text.slice(0, text.length - explicit[0].length).trim();
    this.counter.take(id);
    // Sites read `{#id}`, code hosts show it.
    this.add([id, ...this.counter.next(shown), ...this.counter.next(text)], shown, line);
  }

  private html(html: string, line: number, isBlock: boolean): void {
    const scan = scanHtml(html);
    if (scan.hasScript) this.hasScript = true;
    this.ids(scan, line);
    if (isBlock) this.htmlHeadings(html, line);
  }

  private ids(scan: HtmlScan, line: number): void {
    for (const { tag, name, value } of scan.attributes) {
      if (name !== "id" && !(name === "name" && tag === "a")) continue;
      const id = value.replace(/^user-content-/, "");
      if (id === "" || id.length > 256) continue;
      this.counter.take(id);
      this.add([id], null, line);
    }
  }

  /** Code hosts give headings of HTML their anchors too. */
  private htmlHeadings(html: string, line: number): void {
    for (let at = html.indexOf("<h"); at !== -1; at = html.indexOf("<h", at + 2)) {
      const level = html[at + 2] ?? "";
      if (level < "1" || level > "6" || !" >\n".includes(html[at + 3] ?? "x")) continue;
      const open = html.indexOf(">", at);
      const close = open === -1 ? -1 : html.indexOf(`</h${level}`, open);
      if (close === -1) return;
      const text = stripTags(html.slice(open + 1, close));
      if (text !== "") this.add(this.counter.next(text), text, line);
      at = close;
    }
  }

  /** `<h2>` within a paragraph. */
  private inlineHeadings(block: Block, line: number): void {
    if (block.tokens.some((token) => token.type === "html_inline" && /^<h[1-6][\s>]/.test(token.content.slice(0, 4)))) {
      this.htmlHeadings(block.content, line);
    }
  }

  private add(slugs: string[], text: string | null, line: number): void {
    if (slugs.length === 0) return;
    if (this.facts.length >= ANCHORS_MAX) this.overflow = true;
    else this.facts.push({ kind: "anchor", slugs: [...new Set(slugs)], text, line });
  }
}

const INCLUDES = [
  "{% include",
  "{%include",
  "{%= ",
  "--8<--",
  "{{#include",
  "{{< include",
  "@include ",
  "!include ",
  "<!-- @include",
  "<!--@include",
];

function openReason({ path, blocks, documentClass, cut }: AnchorSource, reader: AnchorReader): string | null {
  if (cut !== null) return cut;
  if (documentClass === "generated") return "generated";
  if (reader.hasScript) return "HTML with a script";
  if (reader.overflow) return `more than ${ANCHORS_MAX} anchors`;
  const texts = blocks.filter((block) => block.kind !== "fence");
  if (texts.some((block) => INCLUDES.some((sign) => block.content.includes(sign)) || block.content.startsWith("<<<")))
    return "includes other files";
  const importsComponents = texts.some((block) => block.content.startsWith("import ") && block.content.includes(" from "));
  return path.toLowerCase().endsWith(".mdx") && importsComponents ? "imports components" : null;
}
