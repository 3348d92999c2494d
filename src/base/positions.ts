/** A half-open range of UTF-16 offsets in one text. */
export interface Span {
  start: number;
  end: number;
}

/** A place as people count it: lines and columns start at 1, a tab is one column. */
export interface Position {
  line: number;
  column: number;
}

/** Offsets ↔ lines of one text. `\r\n` and `\n` end a line; a byte order mark at the start is no column. */
export class LineIndex {
  private readonly starts: number[] = [0];
  private readonly mark: number;

  constructor(readonly text: string) {
    this.mark = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  /** Number of lines; a final line break opens no further line. */
  get count(): number {
    const last = this.starts.length;
    return last > 1 && this.starts[last - 1] === this.text.length ? last - 1 : last;
  }

  /** Offset of the first character of `line` (1-based). */
  startOf(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The text of `line` (1-based) without its line break and byte order mark. */
  lineText(line: number): string {
    const start = this.startOf(line) + (line === 1 ? this.mark : 0);
    const next = this.starts[line] ?? this.text.length + 1;
    const end = this.text[next - 2] === "\r" && this.text[next - 1] === "\n" ? next - 2 : next - 1;
    return this.text.slice(start, Math.max(start, end));
  }

  positionOf(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.starts[low] ?? 0) + 1;
    return { line: low + 1, column: low === 0 ? Math.max(1, column - this.mark) : column };
  }
}
