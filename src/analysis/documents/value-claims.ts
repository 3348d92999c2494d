/** Claims of values: what tables, lines and sentences of a document say that something is by default, or is. */
import type { Mark } from "../model.js";
import { readCodedValue, readPlainValue } from "../names/told-values.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { sentenceMarks } from "./cues.js";
import { identifierEnd } from "./identifiers.js";
import type { Prose } from "./prose.js";
import type { Sentences } from "./sentences.js";
import { readTold, readToldOf, type Told, type ToldAt, type ToldOf } from "./told-defaults.js";

const DEFAULT_COLUMNS = new Set(["default", "defaults", "default value", "default values", "defaults to", "standard"]);
const NAME_COLUMNS = new Set(
  "option options key keys property properties name parameter parameters param params setting settings field prop props argument flag flags constant constants variable".split(
    " ",
  ),
);

/** Reads the values that a document tells, block by block in its order. */
export class ValueReader {
  private readonly leads = new Map<number, ToldOf | null>();
  private heading: { section: number; of: ToldOf | null } = { section: -1, of: null };
  private row: { start: number; of: ToldOf | null } = { start: -1, of: null };

  constructor(private readonly collector: Collector) {}

  read(block: Block, prose: Prose, sentences: Sentences): void {
    if (block.kind === "heading") this.heading = { section: block.section, of: headingName(prose) };
    else if (block.kind === "table-cell") this.cell(block, prose, sentences);
    else this.sentences(block, { ...prose, sentences }, prose);
  }

  private sentences(block: Block, told: Told, prose: Prose): void {
    const lead = this.leadOf(block, prose);
    const heading = this.heading.section === block.section ? this.heading.of : null;
    for (const one of readTold(told, { lead, heading })) this.add(block, one, told.sentences, prose);
  }

  /** What the list item around a block is about; items without a name of their own speak of the one around them. */
  private leadOf({ items }: Block, prose: Prose): ToldOf | null {
    const innermost = items.at(-1);
    if (innermost !== undefined && !this.leads.has(innermost)) this.leads.set(innermost, leadingName(prose));
    for (const item of items.toReversed()) {
      const lead = this.leads.get(item);
      if (lead) return lead;
    }
    return null;
  }

  private cell(block: Block, prose: Prose, sentences: Sentences): void {
    if (this.row.start !== block.span.start) this.row = { start: block.span.start, of: null };
    const header = (block.column_header ?? "").trim().toLowerCase();
    if (block.column === 0) this.row.of = cellName(prose, header);
    const { of } = this.row;
    const isDefault = DEFAULT_COLUMNS.has(header);
    const isValue = header === "value" && of !== null && of.name === of.name.toUpperCase();
    if (of === null || block.column === 0 || !(isDefault || isValue)) return;
    const told = cellValue(prose);
    if (told) this.add(block, { ...told, of, says: isDefault ? "default" : "is", place: "cell" }, sentences, prose);
  }

  private add(block: Block, one: ToldAt, sentences: Sentences, prose: Prose): void {
    const span = block.map.span(one.start, one.end);
    if (!span) return;
    const { of, told, says, place } = one;
    const expected = prose.content.slice(one.start, one.end);
    const struck = prose.struck.some(({ start, end }) => start <= one.start && one.end <= end);
    const marks: Mark[] = [...sentenceMarks(sentences, one.start, one.end), ...(struck ? (["historical"] as const) : [])];
    const normalized = `${of.owner === null ? "" : `${of.owner}.`}${of.name}=${expected}`;
    this.collector.add(block, { kind: "value", says, ...of, told, place }, { span, expected, normalized, marks });
  }
}

/** A heading that is one name, or one name with a remark in brackets or behind a colon. */
function headingName({ content, codes }: Prose): ToldOf | null {
  const [code, another] = codes;
  if (code) {
    const rest = content.slice(code.end).trim();
    const isWhole = content.slice(0, code.start).trim() === "" && (rest === "" || /^[(:{[—–-]/.test(rest));
    return isWhole && (another === undefined || rest !== "") ? readToldOf(code.code) : null;
  }
  const name = content.trim().replaceAll("\\", "");
  if (name.startsWith("--")) return readToldOf(name);
  const last = name.slice(name.lastIndexOf(".") + 1);
  // A heading of one capitalised word is a title.
  return identifierEnd(last, 0) === last.length && /^[a-z_$]/.test(name) ? readToldOf(name) : null;
}

/** The one name in code that a list item begins with. */
function leadingName({ content, codes }: Prose): ToldOf | null {
  const [code] = codes;
  if (!code || code.start > 8 || [...content.slice(0, code.start)].some((sign) => !" *_[-".includes(sign))) return null;
  if (/^[*_\]]*\s*(?:[,/|&]|and\b|or\b)\s*[*_[]*`/.test(content.slice(code.end, code.end + 16))) return null;
  return readToldOf(code.code);
}

/** The name in the first cell of a row: in code, or plain below the heading of such a column. */
function cellName({ content, codes, links }: Prose, header: string): ToldOf | null {
  const [code, another] = codes;
  if (another && !readToldOf(another.code)?.is_option) return null;
  if (code) {
    const rest = `${content.slice(0, code.start)}${content.slice((another ?? code).end)}`;
    return links.length > 0 || /^[\s*_?()a-z]*$/.test(rest) ? readToldOf((another ?? code).code) : null;
  }
  const text = content.replaceAll("*", "").trim();
  return NAME_COLUMNS.has(header) && !text.includes(" ") && text.length > 2 ? readToldOf(text) : null;
}

/** The literal that is all of a cell, a unit behind it aside. */
function cellValue(prose: Prose): Pick<ToldAt, "start" | "end" | "told"> | null {
  const [code, another] = prose.codes;
  if (another) return null;
  const { content } = prose;
  if (code) {
    const text = code.code.trim();
    const told = readCodedValue(text);
    if (!told || content.slice(0, code.start).trim() !== "") return null;
    const rest = content.slice(code.end).trim();
    const unit = rest === "" ? null : readPlainValue(`1 ${rest}`);
    if (rest !== "" && (unit === null || unit.told.unit === null || unit.end !== rest.length + 2)) return null;
    const start = code.from + code.code.indexOf(text);
    return { start, end: start + text.length, told: { ...told, unit: told.unit ?? unit?.told.unit ?? null } };
  }
  const start = content.length - content.trimStart().length;
  const read = readPlainValue(content.slice(start));
  return read && content.slice(start + read.end).trim() === "" ? { start, end: start + read.end, told: read.told } : null;
}
