/** The block between `---` lines that a document may begin with. */
export interface FrontMatter {
  /** Top-level keys with the text behind their colon; nested values are empty. */
  values: Record<string, string>;
  /** Offset where the document's text begins. */
  end: number;
}

/** Lines of front matter that are read; longer ones are text. */
const LINES_MAX = 500;

/** Splits the front matter off a document that begins at offset `from` (after a byte order mark). */
export function readFrontMatter(text: string, from: number): FrontMatter {
  const none: FrontMatter = { values: {}, end: from };
  if (!text.startsWith("---", from)) return none;
  let at = lineAfter(text, from);
  if (text.slice(from + 3, at).trim() !== "") return none;
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let line = 0; line < LINES_MAX && at < text.length; line++) {
    const next = lineAfter(text, at);
    const content = text.slice(at, next).trimEnd();
    if (content === "---" || content === "...") return { values, end: next };
    const colon = content.indexOf(":");
    if (colon > 0 && colon <= 64 && !" #-\t".includes(content[0] as string))
      values[content.slice(0, colon)] = unquote(content.slice(colon + 1));
    at = next;
  }
  return none;
}

function lineAfter(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed === -1 ? text.length : feed + 1;
}

function unquote(value: string): string {
  const text = value.trim();
  const quote = text[0];
  return (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
}
