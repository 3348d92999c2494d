import MarkdownIt, { type MarkdownIt as Parser, type StateBlock, type StateInline, type Token } from "markdown-it";
import { NESTING_MAX } from "./limits.js";

export type { Token } from "markdown-it";

/** A half-open range of offsets in the text that was handed to the parser or, for inline elements, in their block's content. */
export interface Range {
  start: number;
  end: number;
}

/**
 * The tokens of a Markdown text. Inline tokens have no lines; their `map` is `[offset in the block's content, end of what was being
 * read there]`: for a link the bounds of its label.
 */
export interface ParsedMarkdown {
  tokens: Token[];
  /** Where the destination of a link, image or reference definition stands: in the block's content, for definitions in the text. */
  destinations: WeakMap<Token, Range>;
  /** Offset in the text at which the row of a table begins, by line. */
  rows: Map<number, number>;
  /** Blocks are nested as deep as is read: what lies deeper was cut. */
  isTooDeep: boolean;
}

/**
 * Parses CommonMark with tables and strikethrough. Never throws on input; linear but for nesting, which is bounded. In MDX, lines of JSX
 * are no HTML blocks, which would swallow what follows them up to a blank line, and indented lines are no code.
 */
export function parseMarkdown(text: string, { mdx = false } = {}): ParsedMarkdown {
  noted.destinations = new WeakMap();
  noted.rows = new Map();
  noted.calls = [];
  noted.isTooDeep = false;
  const tokens = (mdx ? mdxParser : parser).parse(text, {});
  return { tokens, destinations: noted.destinations, rows: noted.rows, isTooDeep: noted.isTooDeep };
}

/** What the parser of this module notes while it runs: parsing is synchronous, so one place is enough. */
const noted = {
  destinations: new WeakMap<Token, Range>(),
  rows: new Map<number, number>(),
  /** Last destination read in each text; the label of an image is a text of its own. */
  calls: [] as { text: string; range: Range }[],
  isTooDeep: false,
};

const parser = createParser();
const mdxParser = createParser();
mdxParser.block.ruler.disable(["html_block", "code"]);

function createParser(): Parser {
  const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false, maxNesting: NESTING_MAX });
  // Destinations are wanted as written, and every scheme is a link.
  markdown.validateLink = () => true;
  markdown.normalizeLink = (url) => url;
  markdown.normalizeLinkText = (url) => url;
  markdown.core.ruler.disable(["strip_references", "text_join"]);
  noteDestinations(markdown);
  noteInlinePositions(markdown);
  noteDefinitions(markdown);
  noteRows(markdown);
  return markdown;
}

function noteDestinations(markdown: Parser): void {
  const { parseLinkDestination } = markdown.helpers;
  markdown.helpers = {
    ...markdown.helpers,
    parseLinkDestination(text, start, max) {
      const result = parseLinkDestination(text, start, max);
      while (noted.calls.length > 0 && (noted.calls.at(-1)?.text.length ?? 0) <= text.length) noted.calls.pop();
      noted.calls.push({ text, range: { start, end: result.ok ? result.pos : start } });
      return result;
    },
  };
}

function lastDestination(text: string): Range | undefined {
  return noted.calls.findLast((call) => call.text === text)?.range;
}

function noteInlinePositions(markdown: Parser): void {
  const { State } = markdown.inline;
  markdown.inline.State = class extends State {
    override push(...[type, tag, nesting]: Parameters<StateInline["push"]>): Token {
      const token = super.push(type, tag, nesting);
      token.map = [this.pos, this.posMax];
      if (type === "link_open" || type === "image") {
        const range = lastDestination(this.src);
        if (range) noted.destinations.set(token, range);
      }
      return token;
    }
  };
}

function noteDefinitions(markdown: Parser): void {
  const { State } = markdown.block;
  markdown.block.State = class extends State {
    override push(...[type, tag, nesting]: Parameters<StateBlock["push"]>): Token {
      const token = super.push(type, tag, nesting);
      // The parser reads nothing at the level that it may not go beyond.
      if (this.level >= NESTING_MAX) noted.isTooDeep = true;
      const range = type === "reference_definition" ? lastDestination(this.src) : undefined;
      if (range) noted.destinations.set(token, range);
      return token;
    }
  };
}

function noteRows(markdown: Parser): void {
  const table = markdown.block.ruler.__rules__.find((rule) => rule.name === "table");
  if (!table) throw new Error("markdown-it has no table rule");
  const { fn: readTable, alt } = table;
  markdown.block.ruler.at(
    "table",
    (state, startLine, endLine, silent) => {
      const isTable = readTable(state, startLine, endLine, silent);
      if (!isTable || silent) return isTable;
      for (let line = startLine; line < state.line; line++) {
        noted.rows.set(line, (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0));
      }
      return true;
    },
    { alt },
  );
}
