/** What `<!-- lockstep: items(SET) -->` and `count(SET)` say: that the next block lists a set of the project, or tells its size. */
import type { Span } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";

/** Items of one list that are compared. */
const ITEMS_MAX = 2_000;

/** A directive of one comment: `text` between `from` and the end of the comment. */
export interface ListDirective {
  text: string;
  /** Where `text` begins in the file. */
  from: number;
  /** The block that it speaks of. */
  bound: Span;
}

/** Adds the claims of the lists that a comment of `block` speaks of. */
export function addLists(collector: Collector, block: Block, blocks: readonly Block[], directive: ListDirective): void {
  const { text, from, bound } = directive;
  const inside = blocks.filter(({ span }) => span.start >= bound.start && span.end <= bound.end);
  for (const what of ["items", "count"] as const) {
    const open = text.indexOf(`${what}(`);
    const close = open === -1 ? -1 : text.indexOf(")", open);
    if (close === -1 || close - open > 256) continue;
    const start = from + open + what.length + 1;
    const raw = text.slice(open + what.length + 1, close);
    const [set = "", argument = ""] = splitSet(raw.trim());
    const items = what === "items" ? itemsOf(inside) : [];
    const count = what === "count" ? numberIn(inside) : null;
    if (what === "items" ? items.length === 0 : count === null) continue;
    collector.add(
      block,
      { kind: "list", what, set, argument, items, count },
      {
        span: { start, end: start + raw.length },
        expected: raw,
        normalized: `${what}(${raw.trim()})`,
        marks: inside[0]?.marks ?? [],
      },
    );
  }
}

function splitSet(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1).trim()];
}

/** The coded names of the first column of a table, or at the start of the items of a list. */
function itemsOf(blocks: readonly Block[]): string[] {
  const cells = blocks.filter(({ kind }) => kind === "table-cell");
  const leads = cells.length > 0 ? firstCells(cells) : blocks.filter(({ kind }) => kind === "list");
  return leads.flatMap((block) => leadingCode(block) ?? []).slice(0, ITEMS_MAX);
}

/** The first cell of each row but the head. */
function firstCells(cells: readonly Block[]): Block[] {
  const rows = new Map<number, Block>();
  for (const cell of cells) if (!rows.has(cell.span.start)) rows.set(cell.span.start, cell);
  return [...rows.values()].slice(1);
}

/** The inline code that a text begins with, emphasis and links around it aside. */
function leadingCode({ tokens }: Block): string | null {
  for (const token of tokens) {
    if (token.type === "code_inline") return token.content.trim();
    if (token.type === "text" && token.content.trim() !== "") return null;
    if (token.type === "softbreak") return null;
  }
  return null;
}

/** The one number that the words of a block hold; null with none or several. */
function numberIn(blocks: readonly Block[]): number | null {
  const texts = blocks.flatMap(({ tokens }) => tokens.filter(({ type }) => type === "text").map(({ content }) => content));
  const words = texts
    .join(" ")
    .slice(0, 20_000)
    .split(/[^\p{L}\p{N}.,]/u);
  const numbers = words.map((word) => word.replace(/[.,]$/, "")).filter((word) => word !== "" && word >= "0" && word < ":");
  const [only = ""] = numbers;
  return numbers.length === 1 && only.length <= 9 && isWhole(only) ? Number(only) : null;
}

function isWhole(word: string): boolean {
  for (const digit of word) if (digit < "0" || digit > "9") return false;
  return true;
}
