import { LineIndex } from "../../base/positions.js";
import type { Claim, DocumentClass, DocumentTraits, Fact, Problem, Section, Span } from "../model.js";
import { anchorFacts } from "./anchors.js";
import { type Block, type Extent, listBlocks } from "./blocks.js";
import { classify, isLog } from "./classes.js";
import { Collector } from "./collector.js";
import { numberBindings, readDirectives } from "./directives.js";
import { readFence } from "./fences.js";
import { type FrontMatter, readFrontMatter } from "./front-matter.js";
import { scanHtml } from "./html.js";
import { ignoredStretches, markIgnored } from "./ignores.js";
import { importFacts } from "./import-facts.js";
import { readInline } from "./inline-claims.js";
import { LanguageCount } from "./language.js";
import { DOCUMENT_MAX, LINES_MAX, NAMES_MAX, NESTING_MAX } from "./limits.js";
import { addLink, isWordless } from "./links.js";
import { type ParsedMarkdown, parseMarkdown } from "./markdown.js";
import { markNamedBefore } from "./named-before.js";
import { type Prose, readProse } from "./prose.js";
import { SectionTraits } from "./section-traits.js";
import { SourceLines } from "./source.js";
import { stripTags } from "./texts.js";
import { ValueReader } from "./value-claims.js";

export interface DocumentReading {
  facts: Fact[];
  claims: Claim[];
  document: DocumentTraits;
  problems: Problem[];
}

/**
 * Reads a Markdown document: its anchors, what it claims, and the traits that gates ask for. Never throws on input; what was cut or
 * could not be read is a problem. `documentClass` overrules what name and text say of it.
 */
export function readDocument(path: string, text: string, documentClass?: DocumentClass): DocumentReading {
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (text.length > DOCUMENT_MAX)
    return unread({ reason: "too_large", message: `${text.length} characters, ${DOCUMENT_MAX} are read` });
  const front = readFrontMatter(text, mark);
  const kind = documentClass ?? classify(path, front.values, text.slice(front.end));
  const lines = new SourceLines(text, front.end);
  try {
    return new DocumentReader(path, text, lines, kind, { ...front, end: front.end > mark ? front.end : 0 }).read();
  } catch (error) {
    // Recursion is bounded by nesting, but the stack a caller leaves is not ours to know.
    if (!(error instanceof RangeError)) throw error;
    return unread({ reason: "limit", message: "nested too deeply to be read" });
  }
}

function unread(problem: Problem): DocumentReading {
  const sections = [{ headings: [], line: 1, installs: [], creates: false, hosts: [] }];
  const open: Fact = { kind: "open", set: "anchors", reason: problem.message };
  return {
    facts: [open],
    claims: [],
    document: { class: "reference", front_matter: false, sections, defines: [], scripts: [], prose_words: {} },
    problems: [problem],
  };
}

class DocumentReader {
  private readonly index: LineIndex;
  private readonly parsed: ParsedMarkdown;
  private readonly language = new LanguageCount();
  private readonly defines = new Set<string>();
  private readonly scripts = new Set<string>();
  private readonly words = new Map<string, number>();
  private readonly definitions: { block: Block; label: string; span: Span; raw: string }[] = [];
  private readonly destinations = new Map<string, string>();
  private values: ValueReader | null = null;

  constructor(
    private readonly path: string,
    private readonly text: string,
    private readonly lines: SourceLines,
    private readonly documentClass: DocumentClass,
    /** Its front matter, which ends at 0 when there is none. */
    private readonly front: FrontMatter,
  ) {
    this.index = new LineIndex(text);
    this.parsed = parseMarkdown(lines.parsed, { mdx: path.endsWith(".mdx") });
  }

  read(): DocumentReading {
    const { blocks, sections, extents } = listBlocks(this.parsed, this.lines);
    const { path, documentClass } = this;
    const { dropped } = this.lines;
    const beyond = [
      ...(dropped > 0 ? [`${dropped} lines beyond ${LINES_MAX} were not read`] : []),
      ...(this.parsed.isTooDeep ? [`what is nested more than ${NESTING_MAX} deep was not read`] : []),
    ];
    const facts = anchorFacts({ path, blocks, documentClass, cut: beyond[0] ?? null }, this.index);
    const collector = new Collector(
      this.text,
      this.index,
      sections.map((section) => section.headings),
    );
    const traits = new SectionTraits(sections);
    if (documentClass !== "generated") {
      readDirectives(collector, { blocks, extents, lines: this.lines, frontEnd: this.front.end });
      this.readBlocks(blocks, collector, traits);
    }
    const { claims } = collector;
    this.markAll(claims);
    this.readDirectives(collector, blocks, extents);
    markNamedBefore(claims, this.text);
    claims.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    numberBindings(claims);
    const problems = [...this.lines.cuts, ...beyond].map((message): Problem => ({ reason: "limit", message }));
    const document = this.traits(traits, claims);
    for (const [section, start] of openings(blocks)) (document.sections[section] as Section).opening = start;
    if (documentClass !== "historical") facts.push(...importFacts(claims));
    return { facts, claims, document, problems: [...problems, ...collector.problems()] };
  }

  private readBlocks(blocks: readonly Block[], collector: Collector, traits: SectionTraits): void {
    const used = new Set<string>();
    for (const block of blocks) this.noteDefinition(block);
    for (const block of blocks) {
      if (block.kind === "definition") continue;
      if (block.kind === "fence") this.fence(block, collector, traits);
      else if (block.kind === "html") traits.link(block.section, htmlLinks(collector, block, block.content, 0));
      else for (const label of this.inline(block, collector, traits)) used.add(label);
    }
    this.readDefinitions(used, collector);
  }

  /** Marks what directives cover, and makes a claim of each: that there is something to ignore. */
  private readDirectives(collector: Collector, blocks: readonly Block[], extents: readonly Extent[]): void {
    const places = new Map<number, Block>();
    const stretches = ignoredStretches({ blocks, extents, lines: this.lines }, (block, { start }) => places.set(start, block));
    markIgnored(collector.claims, stretches);
    for (const { directive, rules, span } of stretches) {
      const block = places.get(directive.start);
      const expected = this.text.slice(directive.start, directive.end);
      const place = { span: directive, expected, normalized: rules.join(", "), marks: [] };
      if (block) collector.add(block, { kind: "directive", rules, covers: span }, place);
    }
  }

  private fence(block: Block, collector: Collector, traits: SectionTraits): void {
    const fence = readFence(collector, block);
    traits.install(block.section, fence.installs);
    traits.clone(block.section, fence.clones);
    if (fence.scaffolds || fence.title !== null) traits.create(block.section);
    if (fence.title !== null) this.defines.add(fence.title);
    for (const name of fence.defines) if (this.defines.size < NAMES_MAX) this.defines.add(name);
    for (const name of fence.scripts) if (this.scripts.size < NAMES_MAX) this.scripts.add(name);
  }

  /** Reads a block with inline elements; returns the labels of the definitions it uses. */
  private inline(block: Block, collector: Collector, traits: SectionTraits): string[] {
    const prose = readProse(block.content, block.tokens, this.parsed.destinations);
    this.values ??= new ValueReader(collector);
    const read = readInline({ collector, definitions: this.destinations, values: this.values }, block, prose);
    for (const { html, start } of prose.html) traits.link(block.section, htmlLinks(collector, block, html, start));
    traits.link(block.section, read.hosts);
    traits.install(block.section, read.installs);
    if (read.scaffolds) traits.create(block.section);
    traits.read(block.section, read.sentences);
    for (const word of read.sentences.words) if (!word.ref) this.countWord(word.text);
    return referencesOf(prose);
  }

  private countWord(word: string): void {
    this.language.add(word);
    const count = this.words.get(word);
    if (count !== undefined || this.words.size < NAMES_MAX * 4) this.words.set(word, (count ?? 0) + 1);
  }

  private noteDefinition(block: Block): void {
    if (!block.definition) return;
    const { label, destination } = block.definition;
    // `[^1]: text` is a footnote, `[//]: # (text)` a comment.
    if (label.startsWith("^") || label === "//") return;
    const from = this.lines.fromParsed(destination.start).offset;
    let span = { start: from, end: from + destination.end - destination.start };
    if (this.text[span.start] === "<") span = { start: span.start + 1, end: span.end - 1 };
    const raw = this.text.slice(span.start, span.end);
    // A definition stands where its author keeps them, often under the last heading: what that says of its text is not meant.
    this.definitions.push({ block: { ...block, marks: [] }, label, span, raw });
    // The first definition of a label is the one that links use.
    if (!this.destinations.has(label)) this.destinations.set(label, raw);
  }

  private readDefinitions(used: ReadonlySet<string>, collector: Collector): void {
    const seen = new Set<string>();
    for (const { block, label, span, raw } of this.definitions) {
      addLink(collector, block, { raw, span, form: "reference", used: used.has(label) && !seen.has(label), marks: [] });
      seen.add(label);
    }
  }

  /** Marks that the document as a whole puts on its claims. */
  private markAll(claims: readonly Claim[]): void {
    const isForeign = this.language.isForeign;
    for (const claim of claims) {
      const isLink = claim.kind === "link" || claim.kind === "anchor";
      const inProse =
        claim.container.block !== "fence" && (claim.kind === "path" || claim.kind === "symbol" || claim.kind === "value");
      if (isForeign && inProse) mark(claim, "language");
      // Readers follow the relative links of guides to a new version too.
      const isFollowed = isLink && !claim.target.includes("://") && !isLog(this.path);
      if (this.documentClass === "historical" && !isFollowed) mark(claim, "historical");
      if (this.documentClass === "template" && claim.kind !== "symbol" && claim.kind !== "import") mark(claim, "template");
    }
  }

  private traits(sections: SectionTraits, claims: readonly Claim[]): DocumentTraits {
    const prose_words: Record<string, number> = Object.create(null) as Record<string, number>;
    for (const claim of claims) {
      const name = claim.kind === "symbol" && claim.name === claim.name.toLowerCase() ? claim.name : null;
      const count = name === null ? undefined : this.words.get(name);
      if (name !== null && count !== undefined) prose_words[name] = count;
    }
    return {
      class: this.documentClass,
      front_matter: this.front.end > 0,
      ...(this.front.end > 0 ? { front_keys: Object.keys(this.front.values) } : {}),
      sections: sections.list((offset) => this.index.positionOf(offset).line),
      defines: [...this.defines].sort(),
      scripts: [...this.scripts].sort(),
      prose_words: { ...prose_words },
    };
  }
}

/** Where the sections that begin with a paragraph do; comments aside. */
function openings(blocks: readonly Block[]): Map<number, number> {
  const first = new Map<number, Block>();
  for (const block of blocks) {
    const isAside = block.kind === "heading" || (block.kind === "html" && block.content.startsWith("<!--"));
    if (!isAside && !first.has(block.section)) first.set(block.section, block);
  }
  const paragraphs = [...first].filter(([section, { kind }]) => section > 0 && kind === "paragraph");
  return new Map(paragraphs.map(([section, { span }]) => [section, span.start]));
}

function mark(claim: Claim, value: Claim["marks"][number]): void {
  if (!claim.marks.includes(value)) claim.marks.push(value);
}

function referencesOf(prose: Prose): string[] {
  return prose.links.map((link) => link.reference).filter((label) => label !== null);
}

/** Adds the links of a piece of HTML; returns their hosts. */
function htmlLinks(collector: Collector, block: Block, html: string, from: number): string[] {
  const hosts: string[] = [];
  for (const { name, value, range } of scanHtml(html).attributes) {
    for (const part of destinationsOf(name, value)) {
      const span = block.map.span(from + range.start + part.start, from + range.start + part.end);
      const raw = value.slice(part.start, part.end);
      if (!span || raw.startsWith("{") || raw !== raw.trim()) continue;
      const wordless = name === "href" && showsNoWord(html, range.end);
      const host = addLink(collector, block, { raw, span, form: "html", used: true, marks: [], wordless });
      if (host) hosts.push(host);
    }
  }
  return hosts;
}

/** Whether the element whose tag holds offset `from` is a link that closes in this HTML, with nothing but pictures and signs in it. */
function showsNoWord(html: string, from: number): boolean {
  const open = html.indexOf(">", from);
  const close = open === -1 ? -1 : html.indexOf("</a", open);
  return close !== -1 && isWordless(stripTags(html.slice(open + 1, close)));
}

/** The URLs in an attribute: one in `href` and `src`, several with sizes in `srcset`. */
function destinationsOf(name: string, value: string): { start: number; end: number }[] {
  if (name === "href" || name === "src") return [{ start: 0, end: value.length }];
  if (name !== "srcset") return [];
  const parts: { start: number; end: number }[] = [];
  let at = 0;
  for (const part of value.split(",")) {
    const start = at + part.length - part.trimStart().length;
    const url = part.trim().split(/\s/, 1)[0] ?? "";
    if (url !== "") parts.push({ start, end: start + url.length });
    at += part.length + 1;
  }
  return parts;
}
