import type { Container, FenceMarks, Mark, Span } from "../model.js";
import { ContentMap, mapCells, mapHeading, mapLines } from "./content-map.js";
import type { ParsedMarkdown, Range, Token } from "./markdown.js";
import { columnMarks, fenceLabelMarks, headingMarks, isRetired, titleMarks } from "./section-marks.js";
import type { SourceLines } from "./source.js";
import { detailsOf, htmlHeading, textOf } from "./texts.js";

/** A stretch of a document that claims are read from. */
export interface Block {
  kind: Exclude<Container["block"], "frontmatter">;
  content: string;
  map: ContentMap;
  /** Inline elements of the content; empty for fences and HTML. */
  tokens: Token[];
  span: Span;
  /** Index of the section it stands in. */
  section: number;
  /** What its place says of its text: headings, callouts, labels, columns, open tasks. */
  marks: Mark[];
  column_header?: string;
  /** The list items around it, outermost first, numbered through the document. */
  items: readonly number[];
  /** Index of the column a cell stands in. */
  column?: number;
  fence?: { lang: string; meta: string; ordinal: number };
  /** The first line of a fence, where it begins, what stands before the lines below it, how they end, and the marks around the content. */
  info?: { text: string; start: number; margin: string; break: string; marks: FenceMarks };
  /** Heading level, 0 for other blocks. */
  level: number;
  definition?: { label: string; destination: Range };
}

export interface SectionHead {
  headings: string[];
  offset: number;
}

/** The block tokens as ranges of lines, for what speaks of "the next block". */
export interface Extent {
  level: number;
  span: Span;
}

export interface Blocks {
  blocks: Block[];
  sections: SectionHead[];
  extents: Extent[];
}

/** Walks the parser's tokens into blocks with their sections, marks and places in the file. */
export function listBlocks(parsed: ParsedMarkdown, lines: SourceLines): Blocks {
  const walk = new Walk(parsed, lines);
  for (const [index, token] of parsed.tokens.entries()) walk.visit(token, index);
  return { blocks: walk.blocks, sections: walk.sections, extents: walk.extents };
}

interface Table {
  headers: { text: string; marks: Mark[] }[];
  column: number;
  headerLine: number;
  line: number;
  cells: { content: string; map: ContentMap }[];
}

class Walk {
  readonly blocks: Block[] = [];
  readonly sections: SectionHead[] = [{ headings: [], offset: 0 }];
  readonly extents: Extent[] = [];
  private readonly outline: { level: number; text: string; marks: Mark[] }[] = [];
  private sectionMarks: Mark[] = [];
  private readonly callouts: Mark[][] = [];
  private readonly items: { number: number; marks: Mark[] }[] = [];
  private itemCount = 0;
  private container: Mark[] | null = null;
  private readonly folded: Mark[][] = [];
  private table: Table | null = null;
  private heading: Token | null = null;
  private fences = 0;
  /** Text of the paragraph right before, when it may label what follows. */
  private label = "";

  constructor(
    private readonly parsed: ParsedMarkdown,
    private readonly lines: SourceLines,
  ) {}

  visit(token: Token, index: number): void {
    if (token.map && token.nesting >= 0 && token.type !== "inline") {
      this.extents.push({ level: token.level, span: this.lines.spanOf(token.map[0], token.map[1]) });
    }
    switch (token.type) {
      case "heading_open":
        this.heading = token;
        break;
      case "blockquote_open":
        this.callouts.push(this.calloutMarks(index));
        break;
      case "blockquote_close":
        this.callouts.pop();
        break;
      case "list_item_open":
        this.items.push({ number: this.itemCount++, marks: this.itemMarks(index) });
        break;
      case "list_item_close":
        this.items.pop();
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        this.label = "";
        break;
      case "table_open":
        this.table = { headers: [], column: 0, headerLine: -1, line: -1, cells: [] };
        break;
      case "table_close":
        this.table = null;
        this.label = "";
        break;
      case "tr_open":
        this.openRow(token);
        break;
      case "inline":
        this.inline(token);
        break;
      case "fence":
      case "code_block":
        this.fence(token);
        break;
      case "html_block":
        this.html(token);
        break;
      case "reference_definition":
        this.definition(token);
        break;
    }
  }

  private inline(token: Token): void {
    if (this.heading) this.headingText(this.heading, token);
    else if (this.table) this.cell(this.table, token);
    else if (token.map) this.paragraph(token, token.map);
    this.heading = null;
  }

  private headingText(open: Token, token: Token): void {
    const [first, after] = open.map ?? [0, 0];
    const isAtx = open.markup.startsWith("#");
    const map = isAtx ? mapHeading(this.lines, first, token.content) : mapLines(this.lines, first, token.content);
    const level = Number(open.tag.slice(1));
    if (open.level === 0) this.openSection(level, textOf(token.children ?? []), this.lines.startOf(first));
    this.label = "";
    this.add({
      kind: "heading",
      content: token.content,
      map,
      tokens: token.children ?? [],
      span: this.lines.spanOf(first, after),
      level,
    });
  }

  private openSection(level: number, text: string, offset: number): void {
    while ((this.outline.at(-1)?.level ?? 0) >= level) this.outline.pop();
    this.outline.push({ level, text, marks: headingMarks(text) });
    this.sections.push({ headings: this.outline.map((one) => one.text), offset });
    this.sectionMarks = this.outline.flatMap((one) => one.marks);
    this.container = null;
  }

  private paragraph(token: Token, [first, after]: [number, number]): void {
    const map = mapLines(this.lines, first, token.content);
    const span = this.lines.spanOf(first, after);
    const inItem = this.items.length > 0;
    const marks = [...this.containerMarks(token.content), ...titleMarks(token.content)];
    this.add({ kind: inItem ? "list" : "paragraph", content: token.content, map, tokens: token.children ?? [], span, marks });
    this.label = token.content;
  }

  /** `:::warning Deprecated` … `:::` is one paragraph or surrounds several. */
  private containerMarks(content: string): Mark[] {
    const text = content.trim();
    if (text.startsWith(":::")) {
      const [title = "", ...rest] = text.slice(3).split("\n");
      const marks: Mark[] = isRetired(title) ? ["historical"] : [];
      const closes = rest.some((line) => line.trim() === ":::");
      this.container = title.trim() === "" || closes ? null : marks;
      return marks;
    }
    const marks = this.container ?? [];
    if (text.endsWith("\n:::")) this.container = null;
    return marks;
  }

  private openRow(token: Token): void {
    if (!this.table || !token.map) return;
    const line = token.map[0];
    const start = this.parsed.rows.get(line);
    this.table.line = line;
    if (this.table.headerLine === -1) this.table.headerLine = line;
    this.table.column = 0;
    this.table.cells = [];
    if (start === undefined) return;
    const { offset } = this.lines.fromParsed(start);
    this.table.cells = mapCells(this.lines.text.slice(offset, this.lines.endOf(line)), offset);
  }

  private cell(table: Table, token: Token): void {
    const column = table.column++;
    const cell = table.cells[column];
    if (table.line === table.headerLine) {
      const text = textOf(token.children ?? []);
      table.headers.push({ text, marks: columnMarks(text) });
    }
    const header = table.headers[column] ?? { text: "", marks: [] };
    if (!cell || cell.content !== token.content || token.content === "") return;
    this.add({
      kind: "table-cell",
      content: token.content,
      map: cell.map,
      tokens: token.children ?? [],
      span: this.lines.spanOf(table.line, table.line + 1),
      column_header: header.text,
      column,
      marks: token.content.includes("❌") ? [...header.marks, "negated"] : header.marks,
    });
  }

  private fence(token: Token): void {
    if (!token.map) return;
    const [first, after] = token.map;
    const isFence = token.type === "fence";
    const [lang, meta] = splitInfo(token.info);
    const content = token.content;
    const map = mapLines(this.lines, isFence ? first + 1 : first, content);
    this.add({
      kind: "fence",
      content,
      map,
      tokens: [],
      span: this.lines.spanOf(first, after),
      fence: { lang, meta, ordinal: this.fences++ },
      ...(isFence ? { info: this.firstLine(token.markup, first, after - 1) } : {}),
      marks: fenceLabelMarks(meta, this.label, content),
    });
    this.label = "";
  }

  private firstLine(markup: string, line: number, lastLine: number): NonNullable<Block["info"]> {
    const text = this.lines.textOf(line);
    const at = Math.max(0, text.indexOf(markup));
    const before = text.slice(0, at);
    const margin = before.replaceAll(/[^>\t]/g, " ");
    const isWide = this.lines.text[this.lines.endOf(line)] === "\r";
    const start = this.lines.startOf(line);
    const open = { start: start + at, end: start + at + markup.length };
    const close = lastLine > line ? this.closingMark(markup, lastLine) : null;
    return { text, start, margin, break: isWide ? "\r\n" : "\n", marks: { open, close, mark: markup } };
  }

  /** Where the mark that ends a fence stands; null for one that ends with its document. */
  private closingMark(markup: string, line: number): Span | null {
    const text = this.lines.textOf(line).trimEnd();
    const start = text.indexOf(markup);
    const isMark = start !== -1 && [...text.slice(start)].every((character) => character === markup[0]);
    const from = this.lines.startOf(line);
    return isMark ? { start: from + start, end: from + text.length } : null;
  }

  private html(token: Token): void {
    if (!token.map) return;
    const [first, after] = token.map;
    const map = mapLines(this.lines, first, token.content);
    const span = this.lines.spanOf(first, after);
    const heading = htmlHeading(token.content);
    if (heading && token.level === 0) this.openSection(heading.level, heading.text, span.start);
    this.details(token.content);
    this.add({ kind: "html", content: token.content, map, tokens: [], span });
  }

  /** What is folded away below a title is marked by it: `<details><summary>Changelog</summary>`. */
  private details(html: string): void {
    for (const { opens, title } of detailsOf(html)) {
      if (opens) this.folded.push(title === null ? [] : headingMarks(title));
      else this.folded.pop();
    }
  }

  private definition(token: Token): void {
    const destination = this.parsed.destinations.get(token);
    const label = typeof token.meta?.label === "string" ? token.meta.label : "";
    if (!token.map || !destination) return;
    this.add({
      kind: "definition",
      content: "",
      map: new ContentMap([]),
      tokens: [],
      span: this.lines.spanOf(token.map[0], token.map[1]),
      definition: { label, destination },
    });
  }

  private add(block: Omit<Block, "section" | "marks" | "items" | "level"> & { marks?: Mark[]; level?: number }): void {
    const marks = [
      this.sectionMarks,
      ...this.folded,
      ...this.callouts,
      ...this.items.map((item) => item.marks),
      block.marks ?? [],
    ].flat();
    if (block.kind !== "paragraph" && block.kind !== "list") marks.push(...(this.container ?? []));
    const items = this.items.map(({ number }) => number);
    const section = this.sections.length - 1;
    this.blocks.push({ ...block, items, level: block.level ?? 0, section, marks: [...new Set(marks)] });
  }

  private calloutMarks(index: number): Mark[] {
    const first = this.firstText(index, "blockquote_close");
    return first !== null && isRetired(first.replace(/^\[![a-zA-Z]{1,20}\]/, "")) ? ["historical"] : [];
  }

  /** An open task speaks of what is to come; a list below "Removed:" of what was. */
  private itemMarks(index: number): Mark[] {
    const first = this.firstText(index, "list_item_close");
    const marks = titleMarks(this.items.length === 0 ? this.label : "");
    return first?.startsWith("[ ] ") ? [...marks, "future"] : marks;
  }

  /** The start of the first text between the token at `index` and its close. */
  private firstText(index: number, close: string): string | null {
    for (let at = index + 1; at < index + 6; at++) {
      const token = this.parsed.tokens[at];
      if (!token || token.type === close) return null;
      if (token.type === "inline") return token.content.slice(0, 256);
    }
    return null;
  }
}

function splitInfo(info: string): [lang: string, meta: string] {
  const text = info.trim();
  let end = 0;
  while (end < text.length && text[end] !== " " && text[end] !== "{" && text[end] !== "," && text[end] !== "\t") end++;
  return [text.slice(0, end).toLowerCase(), text.slice(end).trim()];
}
