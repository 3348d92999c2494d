import type { Range, Token } from "./markdown.js";

/** A stretch of inline code. `start`…`end` is the whole span with its backticks, `from` where the code begins; in the block's content. */
export interface CodeSpan extends Range {
  code: string;
  from: number;
  struck: boolean;
  link: LinkSpan | null;
}

/** A link or image. `label` is the text between the brackets; for reference links `destination` is null and `reference` set. */
export interface LinkSpan extends Range {
  label: Range;
  destination: Range | null;
  reference: string | null;
  form: "inline" | "image" | "autolink";
  struck: boolean;
  /** Links that hold this one (images in links). */
  within: LinkSpan | null;
}

export interface HtmlSpan extends Range {
  html: string;
}

/** The inline elements of a block, and its prose: the content with everything but plain words blanked, at the same offsets. */
export interface Prose {
  content: string;
  prose: string;
  codes: CodeSpan[];
  links: LinkSpan[];
  html: HtmlSpan[];
  struck: Range[];
}

/** Reads the inline tokens of a block's content. */
export function readProse(content: string, tokens: readonly Token[], destinations: WeakMap<Token, Range>): Prose {
  const reader = new Reader(content, destinations);
  for (const token of tokens) reader.visit(token);
  return {
    content,
    prose: blank(content, reader.masks),
    codes: reader.codes,
    links: reader.links,
    html: reader.html,
    struck: reader.struck,
  };
}

class Reader {
  readonly codes: CodeSpan[] = [];
  readonly links: LinkSpan[] = [];
  readonly html: HtmlSpan[] = [];
  readonly struck: Range[] = [];
  readonly masks: Range[] = [];
  private readonly open: LinkSpan[] = [];
  private strikes = 0;

  constructor(
    private readonly content: string,
    private readonly destinations: WeakMap<Token, Range>,
  ) {}

  visit(token: Token): void {
    const [pos, posMax] = token.map ?? [0, 0];
    switch (token.type) {
      case "code_inline":
        this.code(token, pos);
        break;
      case "link_open":
        this.openLink(token, pos, posMax);
        break;
      case "link_close":
        this.open.pop();
        break;
      case "image":
        this.image(token, pos);
        break;
      case "html_inline":
        this.html.push({ html: token.content, start: pos, end: pos + token.content.length });
        this.masks.push({ start: pos, end: pos + token.content.length });
        break;
      case "s_open":
        this.strikes++;
        this.struck.push({ start: pos, end: this.content.length });
        break;
      case "s_close": {
        this.strikes--;
        const struck = this.struck.findLast((range) => range.end === this.content.length);
        if (struck) struck.end = pos;
        break;
      }
    }
  }

  private code(token: Token, start: number): void {
    const inner = start + token.markup.length;
    const as = (from: number) => this.content.slice(from, from + token.content.length).replaceAll("\n", " ");
    const closes = (from: number) => this.content.startsWith(token.markup, from + token.content.length);
    const from = as(inner) === token.content && closes(inner) ? inner : inner + 1;
    const end = from + token.content.length + (from - inner) + token.markup.length;
    const link = this.open.at(-1) ?? null;
    this.codes.push({ start, end, from, code: token.content, struck: this.strikes > 0, link });
    this.masks.push({ start, end });
  }

  private openLink(token: Token, pos: number, posMax: number): void {
    if (token.markup === "autolink") {
      const end = this.content.indexOf(">", pos) + 1;
      const inner = { start: pos + 1, end: end - 1 };
      const link: LinkSpan = {
        start: pos,
        end,
        label: inner,
        destination: inner,
        reference: null,
        form: "autolink",
        ...this.around(),
      };
      // An address of electronic mail names no file.
      if (!String(token.attrGet("href")).startsWith("mailto:")) this.links.push(link);
      this.open.push(link);
      this.masks.push({ start: pos, end });
      return;
    }
    const label = { start: pos, end: posMax };
    const link = this.linkAt(pos - 1, label, token, "inline");
    this.open.push(link);
  }

  private image(token: Token, pos: number): void {
    const label = { start: pos + 2, end: pos + 2 + token.content.length };
    const link = this.linkAt(pos, label, token, "image");
    this.masks.push({ start: pos, end: link.end });
  }

  private linkAt(start: number, label: Range, token: Token, form: "inline" | "image"): LinkSpan {
    const reference = typeof token.meta?.label === "string" ? token.meta.label : null;
    const destination = reference === null ? (this.destinations.get(token) ?? null) : null;
    const end = this.endOf(label.end, destination);
    const link: LinkSpan = { start, end, label, destination, reference, form, ...this.around() };
    this.links.push(link);
    this.masks.push({ start, end: label.start }, { start: label.end, end });
    return link;
  }

  private around(): { struck: boolean; within: LinkSpan | null } {
    return { struck: this.strikes > 0, within: this.open.at(-1) ?? null };
  }

  /** Where a link ends whose label ends at `labelEnd`: after its destination and title, or after the label of its definition. */
  private endOf(labelEnd: number, destination: Range | null): number {
    if (destination) {
      const close = this.content.indexOf(")", destination.end);
      return close === -1 ? destination.end : close + 1;
    }
    if (this.content[labelEnd + 1] !== "[") return labelEnd + 1;
    const close = this.content.indexOf("]", labelEnd + 1);
    return close === -1 ? labelEnd + 1 : close + 1;
  }
}

/** `text` with each range turned into spaces; line breaks stay. */
export function blank(text: string, ranges: readonly Range[]): string {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  let result = "";
  let at = 0;
  for (const { start, end } of sorted) {
    if (end <= at) continue;
    result += text.slice(at, Math.max(at, start)) + spaces(text, Math.max(at, start), end);
    at = end;
  }
  return result + text.slice(at);
}

function spaces(text: string, start: number, end: number): string {
  let result = "";
  for (let at = start; at < end; ) {
    const feed = text.indexOf("\n", at);
    if (feed === -1 || feed >= end) return result + " ".repeat(end - at);
    result += `${" ".repeat(feed - at)}\n`;
    at = feed + 1;
  }
  return result;
}
