import type { Mark } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { LINE_MAX } from "./limits.js";

/** Lines of options that a pasted help text has at least. */
const LINES_MIN = 2;

/** Whether a block holds pasted help: two or more lines that begin with `--x` or `-x, --xxx`. */
export function isOptionList(content: string): boolean {
  let lines = 0;
  for (const line of content.split("\n")) {
    if (line.length <= LINE_MAX && optionAt(line) !== null && ++lines >= LINES_MIN) return true;
  }
  return false;
}

/** Adds the long option that begins each line of pasted help. */
export function readOptionList(collector: Collector, block: Block): void {
  let at = 0;
  for (const line of block.content.split("\n")) {
    const found = line.length <= LINE_MAX ? optionAt(line) : null;
    if (found) addOption(collector, block, { ...found, start: at + found.start }, null, []);
    at += line.length + 1;
  }
}

export interface OptionText {
  /** Without dashes. */
  name: string;
  /** With them: `--quiet`. */
  text: string;
  start: number;
}

/** Adds a claim of an option that stands at `start` of the block's content. */
export function addOption(
  collector: Collector,
  block: Block,
  { name, text, start }: OptionText,
  bin: string | null,
  marks: readonly Mark[],
): void {
  const span = block.map.span(start, start + text.length);
  if (!span) return;
  collector.add(block, { kind: "option", name, bin }, { span, expected: text, normalized: text, marks });
}

/** The first long option of a line that begins with options. */
function optionAt(line: string): OptionText | null {
  let start = 0;
  while (line[start] === " " || line[start] === "\t") start++;
  if (line[start] !== "-") return null;
  if (line[start + 1] === "-") return optionText(line, start);
  // `-q, --quiet`, `-q --quiet`.
  const comma = line[start + 2] === "," ? start + 3 : start + 2;
  if (!isWordCode(line.charCodeAt(start + 1)) || line[comma] !== " ") return null;
  return line.startsWith("--", comma + 1) ? optionText(line, comma + 1) : null;
}

/** The long option at `start`; null when none stands there. */
export function optionText(text: string, start: number): OptionText | null {
  if (!text.startsWith("--", start) || !isLetter(text.charCodeAt(start + 2))) return null;
  let end = start + 2;
  while (end < text.length && (isWordCode(text.charCodeAt(end)) || (text[end] === "-" && isWordCode(text.charCodeAt(end + 1)))))
    end++;
  if (end - start > 66) return null;
  return { name: text.slice(start + 2, end), text: text.slice(start, end), start };
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isWordCode(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 95;
}
