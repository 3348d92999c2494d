import type { Span } from "../model.js";
import { LINE_MAX, LINES_MAX, QUOTE_WORK_MAX, QUOTES_DEEP } from "./limits.js";

/**
 * The lines of a document from offset `from` on, as the Markdown parser counts them (`\n`, `\r\n` and a lone `\r` end a line),
 * and the text the parser gets: the first `LINES_MAX` of them ended by `\n`, overlong ones blank.
 */
export class SourceLines {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly parsedStarts: number[] = [];
  readonly parsed: string;
  /** What was blanked, in words; empty when nothing was. */
  readonly cuts: string[] = [];
  /** Lines that were left out at the end. */
  readonly dropped: number;

  constructor(
    readonly text: string,
    from: number,
  ) {
    let dropped = 0;
    for (let at = from; at <= text.length; ) {
      const end = lineEnd(text, at);
      if (this.starts.length < LINES_MAX) {
        this.starts.push(at);
        this.ends.push(end);
      } else if (at < text.length) dropped++;
      if (end === text.length) break;
      at = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    }
    this.dropped = dropped;
    this.parsed = this.joined();
  }

  get count(): number {
    return this.starts.length;
  }

  startOf(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  endOf(line: number): number {
    return this.ends[line] ?? this.text.length;
  }

  textOf(line: number): string {
    return this.text.slice(this.startOf(line), this.endOf(line));
  }

  /** The span of lines `first` up to, not including, `after`, without trailing blank lines and the last line break. */
  spanOf(first: number, after: number): Span {
    let last = Math.min(after, this.count) - 1;
    while (last > first && this.textOf(last).trim() === "") last--;
    return { start: this.startOf(first), end: this.endOf(Math.max(first, last)) };
  }

  /** The line that offset `parsedAt` of the parser's text stands in, and where in the file it is. */
  fromParsed(parsedAt: number): { line: number; offset: number } {
    let low = 0;
    let high = this.parsedStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.parsedStarts[middle] ?? 0) <= parsedAt) low = middle;
      else high = middle - 1;
    }
    return { line: low, offset: this.startOf(low) + parsedAt - (this.parsedStarts[low] ?? 0) };
  }

  private joined(): string {
    const quotesMost = this.quotesMost();
    const texts: string[] = [];
    let at = 0;
    let long = 0;
    let deep = 0;
    for (let line = 0; line < this.count; line++) {
      let text = this.textOf(line);
      if (text.length > LINE_MAX) {
        text = "";
        long++;
      } else if (quoteDepth(text) > quotesMost) {
        text = "";
        deep++;
      }
      this.parsedStarts.push(at);
      at += text.length + 1;
      texts.push(text);
    }
    if (long > 0) this.cuts.push(`${long} lines over ${LINE_MAX} characters were not read`);
    if (deep > 0) this.cuts.push(`${deep} lines quoted more than ${quotesMost} deep were not read`);
    return texts.join("\n");
  }

  /** Reading costs lines × depth of quotes: a document of many lines gets fewer levels. */
  private quotesMost(): number {
    let deepest = 0;
    for (let line = 0; line < this.count; line++) deepest = Math.max(deepest, quoteDepth(this.textOf(line)));
    return deepest * this.count > QUOTE_WORK_MAX ? QUOTES_DEEP : Number.POSITIVE_INFINITY;
  }
}

/** How many quotes and list items may open at the start of a line. */
function quoteDepth(line: string): number {
  let depth = 0;
  for (let i = 0; i < line.length && i < LINE_MAX; i++) {
    const character = line[i];
    if (character === ">" || character === "-" || character === "*" || character === "+" || character === ".") depth++;
    else if (character !== " " && character !== "\t" && !(character !== undefined && character >= "0" && character <= "9")) break;
  }
  return depth;
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  const limit = feed === -1 ? text.length : feed;
  // A lone `\r` inside the line is rare: look for it within this line only.
  const carriage = text.slice(from, limit).indexOf("\r");
  return carriage === -1 ? limit : from + carriage;
}
