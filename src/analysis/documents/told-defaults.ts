/** What sentences say that something is by default, or is. */
import type { ToldValue, ValueClaim } from "../model.js";
import { readCodedValue, readPlainValue, readUnit } from "../names/told-values.js";
import type { Range } from "./markdown.js";
import { optionText } from "./option-lists.js";
import type { Prose } from "./prose.js";
import type { Sentences, Word } from "./sentences.js";
import { readSymbol } from "./symbol-shape.js";

/** What a value is said of. */
export interface ToldOf {
  name: string;
  owner: string | null;
  is_option: boolean;
}

export interface ToldAt extends Range {
  of: ToldOf;
  told: ToldValue;
  says: ValueClaim["says"];
  place: ValueClaim["place"];
}

/** The name that a list item is about, and the one that the heading above is. */
export interface Around {
  lead: ToldOf | null;
  heading: ToldOf | null;
}

/** Text with its inline code, and its words. */
export interface Told extends Pick<Prose, "content" | "prose" | "codes"> {
  sentences: Sentences;
}

const set = (words: string) => new Set(words.split(" "));

/** A sentence with one of these tells more than one default, or one for some. */
const CONDITIONS = set(
  "if when whenever unless depending depends otherwise except not never no isn't doesn't don't was were previously was would",
);
/** What may not follow a value: it is one of several, or holds for some. */
const REST = set(
  "or if when unless in on for with where otherwise except plus times per of to from until after during while under depending and",
);
/** Words that may stand between a name and what is said of it. */
const FILLERS = set("option options parameter param argument setting property field flag key value which that it and the a is");

/** The inline code `code` as a name: `target`, `options.target`, `--level <n>`; null for values, calls and all else. */
export function readToldOf(code: string): ToldOf | null {
  const text = code.trim();
  const option = text.startsWith("-") ? optionText(text, text.startsWith("--") ? 0 : text.indexOf(" --") + 1) : null;
  if (option) return { name: option.name, owner: null, is_option: true };
  const optional = text.endsWith("?") ? text.slice(0, -1) : text;
  const shape = text.length <= 256 ? readSymbol(optional) : null;
  if (shape === null || (shape.form !== "bare" && shape.form !== "qualified")) return null;
  return { name: shape.name, owner: shape.owner, is_option: false };
}

/** Reads what is told of defaults in a block of prose, and of constants in capitals. */
export function readTold(text: Told, around: Around): ToldAt[] {
  const reader = new Reader(text, around);
  const { words } = text.sentences;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (word.ref) reader.constant(word);
    else if (DEFAULTS.has(word.text)) reader.keyword(at);
  }
  return reader.found;
}

const DEFAULTS = set("default defaults defaulting");

/** Words of a sentence that are looked at on each side. */
const AROUND_MAX = 60;
/** Characters before "by default" in which a value is sought, and before a word that may begin its line. */
const BEFORE_MAX = 256;
const INDENT_MAX = 24;

class Reader {
  readonly found: ToldAt[] = [];
  private readonly codes: Prose["codes"];

  constructor(
    private readonly text: Told,
    private readonly around: Around,
  ) {
    this.codes = text.codes.toSorted((a, b) => a.start - b.start);
  }

  /** Index of the first inline code that begins at or behind `offset`. */
  private codeIndex(offset: number): number {
    let low = 0;
    let high = this.codes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.codes[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private codeAt(start: number): Prose["codes"][number] | undefined {
    const code = this.codes[this.codeIndex(start)];
    return code?.start === start ? code : undefined;
  }

  keyword(at: number): void {
    const { words } = this.text.sentences;
    const word = words[at] as Word;
    const before = words[at - 1];
    if (word.text === "default" && before?.text === "by" && before.sentence === word.sentence) this.byDefault(at);
    else this.stated(at);
  }

  /** "defaults to V", "default: V", "(default V)", "the default of `x` is V". */
  private stated(at: number): void {
    const { content } = this.text;
    const word = this.text.sentences.words[at] as Word;
    const inBrackets = word.opens === "(";
    const isVerb = word.text !== "default";
    const named = isVerb ? null : this.nameAfter(word.end);
    const from = named?.end ?? word.end;
    const joint = JOINTS.exec(content.slice(from, from + 40))?.[0] ?? "";
    const sign = joint.replaceAll(/[\s*_]|value|setting/g, "");
    if (sign === "" ? !inBrackets || named !== null : isVerb && sign !== "to" && sign !== ":") return;
    const value = this.valueAt(from + joint.length, word.sentence);
    if (!value || (!inBrackets && this.isConditional(word, at))) return;
    if (inBrackets && !this.closes(value.after)) return;
    const startsLine = !isVerb && this.startsLine(word.start);
    const of = named?.of ?? this.subjectBefore(at, { isVerb, startsLine });
    if (of)
      this.found.push({ ...value, of, says: "default", place: named === null && (startsLine || inBrackets) ? "line" : "prose" });
  }

  /** "default value of `x`", "default for `x`". */
  private nameAfter(from: number): { of: ToldOf; end: number } | null {
    const match = /^(?:\s+value)?\s+(?:of|for)\s+(?:the\s+)?/.exec(this.text.content.slice(from, from + 40));
    const code = match ? this.codeAt(from + match[0].length) : undefined;
    const of = code ? readToldOf(code.code) : null;
    return code && of ? { of, end: code.end } : null;
  }

  /** "V by default", "by default, `x` is V". */
  private byDefault(at: number): void {
    const { words } = this.text.sentences;
    const word = words[at] as Word;
    const by = words[at - 1] as Word;
    if (this.isConditional(word, at)) return;
    const value = this.valueBefore(by.start) ?? this.valueOfClause(at);
    if (!value) return;
    const of = value.of ?? this.subjectBefore(this.text.sentences.indexAt(value.start), { isVerb: true, startsLine: false });
    if (of) this.found.push({ start: value.start, end: value.end, told: value.told, of, says: "default", place: "prose" });
  }

  /** "`x` is (set to) V by default": the verb keeps out what only stands beside. */
  private valueBefore(end: number): (Range & { told: ToldValue; of: ToldOf | null }) | null {
    const { prose } = this.text;
    const from = Math.max(0, end - BEFORE_MAX);
    const window = prose.slice(from, end).trimEnd();
    const to = from + window.length;
    const last = this.codes[this.codeIndex(end) - 1];
    const code = last && last.end > to && last.end <= end ? last : undefined;
    const start = code?.start ?? from + window.lastIndexOf(" ") + 1;
    if (!/(?:\bis|\bto|\bbe|[=,(])\s*$/.test(this.text.content.slice(Math.max(0, start - 12), start))) return null;
    const value = code ? this.codedValue(code) : this.plainValue(start);
    return value && (code || value.end === to) ? { ...value, of: null } : null;
  }

  private valueOfClause(at: number): (Range & { told: ToldValue; of: ToldOf | null }) | null {
    const { words } = this.text.sentences;
    const word = words[at] as Word;
    const next = words[at + 1];
    if (!next?.ref || next.sentence !== word.sentence) return null;
    const code = this.codeWithin(next);
    const of = code ? readToldOf(code.code) : null;
    const joint = of ? CLAUSE.exec(this.text.content.slice(next.end, next.end + 40))?.[0] : undefined;
    const value = of && joint !== undefined ? this.valueAt(next.end + joint.length, word.sentence) : null;
    return value ? { ...value, of } : null;
  }

  /** "`MAX_LITRES` is 2", "`MAX_LITRES` = 2". */
  constant(ref: Word): void {
    const code = this.codeWithin(ref);
    const of = code ? readToldOf(code.code) : null;
    if (!of || !isConstantName(of.name)) return;
    const joint = /^\s*(?:is|equals|=|is set to|is currently)\s+/.exec(this.text.content.slice(ref.end, ref.end + 24))?.[0];
    const value = joint === undefined ? null : this.valueAt(ref.end + joint.length, ref.sentence);
    const at = this.text.sentences.indexAt(ref.start);
    if (value && !this.isConditional(ref, at)) this.found.push({ ...value, of, says: "is", place: "prose" });
  }

  private codeWithin({ start, end }: Range): Prose["codes"][number] | undefined {
    const code = this.codes[this.codeIndex(start)];
    return code && code.end <= end ? code : undefined;
  }

  /** The value that begins at `from`, marks of emphasis aside, if nothing behind it makes it one of several. */
  private valueAt(from: number, sentence: number): (Range & { told: ToldValue; after: number }) | null {
    const { prose } = this.text;
    const code = this.codeAt(from);
    const value = code ? this.codedValue(code) : this.plainValue(from);
    const after = code ? (value?.told.unit ? (readUnit(prose, code.end)?.end ?? code.end) : code.end) : (value?.end ?? from);
    return value && !this.goesOn(after, sentence) ? { ...value, after } : null;
  }

  private codedValue(code: Prose["codes"][number]): (Range & { told: ToldValue }) | null {
    const text = code.code.trim();
    const told = readCodedValue(text);
    if (told === null) return null;
    const unit = told.unit ?? (/^-?[\d.]/.test(told.value) ? (readUnit(this.text.prose, code.end)?.unit ?? null) : null);
    const start = code.from + code.code.indexOf(text);
    return { start, end: start + text.length, told: { ...told, unit } };
  }

  private plainValue(from: number): (Range & { told: ToldValue }) | null {
    const read = readPlainValue(this.text.prose.slice(from, from + 128));
    return read ? { start: from, end: from + read.end, told: read.told } : null;
  }

  private goesOn(after: number, sentence: number): boolean {
    const { words } = this.text.sentences;
    const at = this.text.sentences.indexAt(after);
    const next = words[at];
    if (!next || next.sentence !== sentence) return false;
    const between = this.text.content.slice(after, next.start);
    if (/[/|+×…]|\.\.\./.test(between)) return true;
    if (/[()—–]/.test(between)) return false;
    if (next.ref) return true;
    if (next.text === "and") return words[at + 1]?.ref ?? false;
    // "`100` in milliseconds" tells the unit only.
    if (next.text === "in") return readUnit(` ${words[at + 1]?.text ?? ""}`, 0) === null;
    return REST.has(next.text);
  }

  /** Whether the brackets that hold a default hold nothing else of it. */
  private closes(from: number): boolean {
    const rest = this.text.content.slice(from, from + 80);
    const close = rest.search(/[)\]]/);
    return close !== -1 && !/\b(?:if|when|unless|or|on|for|in|otherwise)\b/.test(rest.slice(0, close));
  }

  private isConditional({ sentence }: Word, at: number): boolean {
    const { words } = this.text.sentences;
    let from = at;
    while (from > 0 && words[from - 1]?.sentence === sentence && at - from < AROUND_MAX) from--;
    for (let i = from; words[i]?.sentence === sentence && i - at < AROUND_MAX; i++)
      if (CONDITIONS.has((words[i] as Word).text)) return true;
    return false;
  }

  private startsLine(start: number): boolean {
    const before = this.text.content.slice(Math.max(0, start - INDENT_MAX), start);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    return line.length < INDENT_MAX && /^[\s*_>-]*(?:the\s+)?$/i.test(line);
  }

  /** The one name that a default told at word `at` is of. */
  private subjectBefore(at: number, { isVerb, startsLine }: { isVerb: boolean; startsLine: boolean }): ToldOf | null {
    const { lead, heading } = this.around;
    if (startsLine) return lead ?? heading;
    const { words } = this.text.sentences;
    const { sentence } = words[at] as Word;
    const names: ToldOf[] = [];
    let isNear = true;
    for (let i = at - 1; i >= 0 && at - i < AROUND_MAX && words[i]?.sentence === sentence; i--) {
      const word = words[i] as Word;
      const code = word.ref ? this.codeWithin(word) : undefined;
      const of = code ? readToldOf(code.code) : null;
      if (of && isNear && this.isJoined(word.end, words[at] as Word)) return of;
      if (of) names.push(of);
      if (!FILLERS.has(word.text)) isNear = false;
    }
    const distinct = new Set(names.map(({ name }) => name));
    if (lead !== null) return distinct.size === 0 || !isVerb || (distinct.size === 1 && distinct.has(lead.name)) ? lead : null;
    if (distinct.size === 0) return heading;
    return distinct.size === 1 && heading === null ? (names[0] ?? null) : null;
  }

  /** Nothing but blanks, an opening bracket and fillers between a name and what is said of it. */
  private isJoined(end: number, word: Word): boolean {
    return !/[.;:]/.test(this.text.content.slice(end, word.start));
  }
}

const JOINTS = /^[*_]*(?:\s+(?:value|setting))?[*_]*\s*(?:is set to|is|to|:|=)?[*_]*\s*/;
const CLAUSE = /^\s*(?:(?:option|setting|parameter)\s+)?(?:is|equals|=|has)\s+(?:set\s+to\s+)?/;

/** `MAX_LITRES`, `Heat.MAX_LITRES`: two words in capitals. */
function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name);
}
