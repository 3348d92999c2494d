/** The block that marks what is ours in a file of others, with a checksum of it. Texts are bytes, as latin1. */
import { hash } from "node:crypto";

const BEGIN = "# >>> lockstep";
const END = "# <<< lockstep";
const SUM_LENGTH = 16;

/** Properties of a block, written into its first line. */
export type BlockFields = Readonly<Record<string, string>>;

export interface Block {
  fields: BlockFields;
  /** Its lines without the first and the last. */
  body: string;
  /** Whether it is as it was written. */
  intact: boolean;
  /** What stands before and after it. */
  before: string;
  after: string;
}

/** The checksum of some bytes, 16 hex digits. */
export function sumOf(bytes: string): string {
  return hash("sha256", Buffer.from(bytes, "latin1")).slice(0, SUM_LENGTH);
}

/** The block as text; values of `fields` hold no blanks. */
export function renderBlock(fields: BlockFields, lines: readonly string[]): string {
  const body = lines.map((line) => `${line}\n`).join("");
  const head = headOf(fields);
  return `${head} sum=${sumOf(head + body)}\n${body}${END}\n`;
}

/** The block in `text`; null when there is none. One that is cut or doubled is not intact. */
export function findBlock(text: string): Block | null {
  const start = lineAt(text, BEGIN, 0);
  if (start === -1) return null;
  const headEnd = endOfLine(text, start);
  const end = lineAt(text, END, headEnd);
  const head = text.slice(start, headEnd).trimEnd();
  const fields = fieldsOf(head);
  const { sum, ...others } = fields;
  if (end === -1) return { fields: others, body: text.slice(headEnd), intact: false, before: text.slice(0, start), after: "" };
  const body = text.slice(headEnd, end);
  const after = text.slice(endOfLine(text, end));
  const isWhole = text.slice(end, endOfLine(text, end)) === `${END}\n` && lineAt(after, BEGIN, 0) === -1;
  const intact = isWhole && head === `${headOf(others)} sum=${sum}` && sum === sumOf(headOf(others) + body);
  return { fields: others, body, intact, before: text.slice(0, start), after };
}

function headOf(fields: BlockFields): string {
  return [BEGIN, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(" ");
}

function fieldsOf(head: string): Record<string, string> {
  const words = head.slice(BEGIN.length).split(" ");
  const pairs = words.filter((word) => word.includes("="));
  return Object.fromEntries(pairs.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]));
}

/** Where a line begins with `mark`, from `from` on; -1 when none does. */
function lineAt(text: string, mark: string, from: number): number {
  if (text.startsWith(mark, from) && (from === 0 || text[from - 1] === "\n")) return from;
  const at = text.indexOf(`\n${mark}`, Math.max(0, from - 1));
  return at === -1 ? -1 : at + 1;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at === -1 ? text.length : at + 1;
}
