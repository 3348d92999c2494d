/** Literals as texts write them, and whether they are the same as literals of code. */
import type { ToldValue, Unit } from "../model.js";
import { foldLiteral } from "./literals.js";

/** A literal at the beginning of a text, and where it ends. */
export interface Told {
  told: ToldValue;
  end: number;
}

const LENGTH_MAX = 128;
const NUMBER = /^-?(?:0x[\da-f]+|\d{1,3}(?:,\d{3})+|\d[\d_]*(?:\.\d+)?(?:e-?\d{1,3})?|\.\d+)/i;
const NOTHING = new Set(["null", "undefined"]);

/** Reads inline code that is a literal as a whole; a word without quotes is one, too, if it may be no name of code. */
export function readCodedValue(code: string): ToldValue | null {
  const text = code.trim();
  if (text === "" || text.length > LENGTH_MAX) return null;
  if (text === "undefined") return plain(text);
  const folded = foldLiteral(text) ?? foldList(text);
  if (folded !== null) return plain(folded);
  const number = readNumber(text);
  if (number?.end === text.length) return number.told;
  return isPlainWord(text) ? { value: JSON.stringify(text), bare: true, unit: null } : null;
}

/** Reads a number, a word of the language or a quoted string at the beginning of prose. */
export function readPlainValue(prose: string): Told | null {
  const word = /^(true|false|null|undefined)(?![\w-])/i.exec(prose.slice(0, 16))?.[1];
  if (word !== undefined) return { told: plain(word.toLowerCase()), end: word.length };
  const quote = prose[0];
  if (quote === '"' || quote === "'") {
    const close = prose.indexOf(quote, 1);
    const folded = close > 0 && close < LENGTH_MAX ? foldLiteral(prose.slice(0, close + 1)) : null;
    return folded === null ? null : { told: plain(folded), end: close + 1 };
  }
  return readNumber(prose.slice(0, LENGTH_MAX));
}

function plain(value: string): ToldValue {
  return { value, bare: false, unit: null };
}

/** `30`, `1,000`, `1_000`, `5 MB`, `30 seconds`; null where something else is joined to it (`2x`, `1.2.3`, `3-5`). */
function readNumber(text: string): Told | null {
  const written = NUMBER.exec(text)?.[0];
  if (written === undefined) return null;
  const folded = foldLiteral(written.replaceAll(",", ""));
  if (folded === null) return null;
  const unit = readUnit(text, written.length);
  const end = unit?.end ?? written.length;
  return /^[\w%*/^$<>+]|^-\w|^[.:,]\d/.test(text.slice(end, end + 2))
    ? null
    : { told: { ...plain(folded), unit: unit?.unit ?? null }, end };
}

/** The unit that stands at `from`, or behind a blank, a hyphen or a closing mark of code. */
export function readUnit(text: string, from: number): { unit: Unit; end: number } | null {
  const match = /^[ -]?([a-zA-Z%]{1,12})(?![\w-])/.exec(text.slice(from, from + 16));
  const unit = match
    ? UNITS.get(UNITS.has(match[1] as string) ? (match[1] as string) : (match[1] as string).toLowerCase())
    : undefined;
  return match && unit ? { unit, end: from + match[0].length } : null;
}

const UNITS = new Map<string, Unit>(
  (
    [
      ["ms", "ms msec msecs millis millisecond milliseconds"],
      ["s", "s sec secs second seconds"],
      ["min", "min mins minute minutes"],
      ["h", "h hr hrs hour hours"],
      ["d", "d day days"],
      ["B", "B byte bytes"],
      ["KB", "KB kB kb kilobyte kilobytes"],
      ["KiB", "KiB kib"],
      ["MB", "MB mb megabyte megabytes"],
      ["MiB", "MiB mib"],
      ["GB", "GB gb gigabyte gigabytes"],
      ["GiB", "GiB gib"],
      ["%", "% percent"],
    ] as const
  ).flatMap(([unit, words]) => words.split(" ").map((word): [string, Unit] => [word, unit])),
);

/** A word that hardly is the name of something: `info`, `utf-8`, `graphile_worker`, `./dist`. */
function isPlainWord(text: string): boolean {
  return /^\.{0,2}\/?[a-z][a-z\d_./-]{0,63}$/.test(text);
}

/** `["esm", 'cjs']`. */
function foldList(text: string): string | null {
  if (!text.startsWith("[") || !text.endsWith("]") || text.includes("[", 1)) return null;
  const items = text
    .slice(1, -1)
    .replace(/,\s*$/, "")
    .split(",")
    .map((item) => foldLiteral(item));
  return items.includes(null) ? null : `[${items.join(",")}]`;
}

const FACTORS: Record<Unit, { of: "time" | "size" | "share"; factors: readonly number[] }> = {
  ms: { of: "time", factors: [1] },
  s: { of: "time", factors: [1_000] },
  min: { of: "time", factors: [60_000] },
  h: { of: "time", factors: [3_600_000] },
  d: { of: "time", factors: [86_400_000] },
  B: { of: "size", factors: [1] },
  // Many write KB for 1024 bytes.
  KB: { of: "size", factors: [1_000, 1_024] },
  KiB: { of: "size", factors: [1_024] },
  MB: { of: "size", factors: [1_000_000, 1_048_576] },
  MiB: { of: "size", factors: [1_048_576] },
  GB: { of: "size", factors: [1_000_000_000, 1_073_741_824] },
  GiB: { of: "size", factors: [1_073_741_824] },
  "%": { of: "share", factors: [0.01, 1] },
};

/** Ends of names that tell the unit of a number. */
const SUFFIXES: readonly (readonly [RegExp, Unit])[] = [
  [/(?:Ms|_ms|_MS|Millis|Milliseconds)$/, "ms"],
  [/(?:Seconds|_seconds|_SECONDS|Secs)$/, "s"],
  [/(?:Minutes|_minutes|_MINUTES|Mins)$/, "min"],
  [/(?:Hours|_hours|_HOURS)$/, "h"],
  [/(?:Days|_days|_DAYS)$/, "d"],
  [/(?:Bytes|_bytes|_BYTES)$/, "B"],
];

/**
 * Whether a text tells the value that the code has: `value` is spelled as in facts, `name` may tell its unit. `unclear` where they
 * cannot be compared: nothing on one side, a word that may be a name, an unknown unit.
 */
export function compareTold(told: ToldValue, value: string, name: string): "same" | "other" | "unclear" {
  if (NOTHING.has(told.value) || NOTHING.has(value)) return NOTHING.has(told.value) && NOTHING.has(value) ? "same" : "unclear";
  if (told.value === value && told.unit === null) return "same";
  if (told.unit !== null) return compareUnits(Number(told.value), told.unit, value, name);
  const [a, b] = [JSON.parse(told.value) as unknown, JSON.parse(value) as unknown];
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (told.bare) return "unclear";
  if (Array.isArray(a) !== Array.isArray(b)) return "unclear";
  if (typeof a === typeof b) return JSON.stringify(a) === JSON.stringify(b) ? "same" : "other";
  if (String(a) === String(b)) return "same";
  // What is empty may stand for what is off.
  if (isEmpty(a) || isEmpty(b) || typeof a === "object" || typeof b === "object") return "unclear";
  return "other";
}

function isEmpty(value: unknown): boolean {
  return value === "" || value === 0 || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}

/** Paths with and without `./` are one, strings that hold their own quotes are shown with or without them; a difference of case alone may be made up by the code. */
function compareStrings(a: string, b: string): "same" | "other" | "unclear" {
  if (trimmed(a) === trimmed(b)) return "same";
  return a.trim().toLowerCase() === b.trim().toLowerCase() ? "unclear" : "other";
}

function trimmed(text: string): string {
  const inner = /^(["'`])(.*)\1$/.exec(text)?.[2] ?? text;
  return inner.replace(/^\.\//, "").replace(/\/$/, "");
}

/** A number of code without a unit is of the one its name tells; of an unknown one, it can only be found to agree. */
function compareUnits(told: number, unit: Unit, value: string, name: string): "same" | "other" | "unclear" {
  const real = JSON.parse(value) as unknown;
  const written = typeof real === "string" ? readNumber(real) : null;
  const number = typeof real === "number" ? real : Number(written?.told.value);
  if (!Number.isFinite(number) || (written && written.end !== (real as string).length)) return "unclear";
  const { of, factors } = FACTORS[unit];
  const known = written?.told.unit ?? SUFFIXES.find(([suffix]) => suffix.test(name.slice(-64)))?.[1] ?? null;
  const units =
    known === null ? Object.values(FACTORS).filter((one) => one.of === of) : FACTORS[known].of === of ? [FACTORS[known]] : [];
  const isSame = units.some((one) => one.factors.some((theirs) => factors.some((ours) => isNear(told * ours, number * theirs))));
  return isSame ? "same" : known !== null && units.length > 0 ? "other" : "unclear";
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.abs(a) * 1e-9;
}

/** How the text would write `value`, keeping its quotes; null when that is not plain. */
export function rewriteTold(reference: string, value: string): string | null {
  if (NOTHING.has(value)) return null;
  const real = JSON.parse(value) as unknown;
  if (typeof real === "number")
    return reference.includes("_") || reference.includes(",") ? grouped(real, reference) : String(real);
  if (typeof real === "boolean") return String(real);
  if (Array.isArray(real) && reference.startsWith("[")) return listLike(real, reference);
  if (typeof real !== "string" || /["'`\\\n|]/.test(real)) return null;
  const quote = reference[0];
  if (quote === "'" || quote === '"') return `${quote}${real}${quote}`;
  return isPlainWord(real) && /^[a-z./]/.test(reference) && !/^(?:true|false)$/.test(reference) ? real : JSON.stringify(real);
}

/** A list of plain items, in the quotes of `like`. */
function listLike(items: readonly unknown[], like: string): string | null {
  const quote = /["']/.exec(like)?.[0] ?? '"';
  const written = items.map((item) =>
    typeof item === "string" && !/["'`\\\n|]/.test(item)
      ? `${quote}${item}${quote}`
      : typeof item === "number"
        ? String(item)
        : null,
  );
  return written.includes(null) ? null : `[${written.join(", ")}]`;
}

function grouped(value: number, like: string): string {
  const sign = like.includes("_") ? "_" : ",";
  return Number.isInteger(value) ? String(value).replaceAll(/\B(?=(\d{3})+$)/g, sign) : String(value);
}
