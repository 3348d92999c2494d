/** Whether a text asserts that a path exists, rather than mentioning it in passing. */
import type { Block } from "./blocks.js";
import type { Range } from "./markdown.js";

const FILE_COLUMNS = new Set(
  "file files path paths folder folders directory directories dir module modules location source sources package packages".split(
    " ",
  ),
);
/** Marks that may stand between a path and its list item, and around it. */
const DECORATION = "*_`[ ";

/**
 * Whether the path at `range` of the block's content leads a list item that explains it ("`src/x.ts`: heating"), or is all that
 * stands in a cell of a column of files.
 */
export function isAsserted(block: Block, { start, end }: Range): boolean {
  const { content } = block;
  if (!onlyDecoration(content.slice(0, Math.min(start, 16))) || start > 16) return false;
  if (block.kind === "table-cell") {
    return isFileColumn(block.column_header ?? "") && afterMarks(content, end).trim() === "";
  }
  return block.kind === "list" && explains(afterMarks(content, end));
}

function onlyDecoration(text: string): boolean {
  for (const character of text) if (!DECORATION.includes(character)) return false;
  return true;
}

function isFileColumn(header: string): boolean {
  return header
    .slice(0, 80)
    .toLowerCase()
    .split(/[^a-z]/)
    .some((word) => FILE_COLUMNS.has(word));
}

/** What follows the marks that close the path: code marks, emphasis, the destination of a link. */
function afterMarks(content: string, from: number): string {
  let at = from;
  while (at < content.length && "`*_".includes(content[at] as string)) at++;
  if (content.startsWith("](", at)) {
    const close = content.indexOf(")", at);
    if (close === -1) return "";
    at = close + 1;
  }
  while (at < content.length && "*_".includes(content[at] as string)) at++;
  return content.slice(at);
}

/** `: text`, ` - text`, ` – text`, ` — text`. */
function explains(rest: string): boolean {
  const text = rest.slice(0, 8);
  if (text.startsWith(":")) return true;
  const trimmed = text.trimStart();
  return trimmed !== text && /^(-|--|–|—|:|→|->) /.test(trimmed);
}
