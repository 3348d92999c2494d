/** What the place of a text says of it: headings above, labels of fences, columns of tables, titles of callouts. */
import type { Mark } from "../model.js";
import { REFERENCE_MAX } from "./limits.js";

const HISTORICAL_PARTS = [
  "changelog",
  "change log",
  "release notes",
  "migrat",
  "upgrad",
  "what's new",
  "what’s new",
  "deprecat",
  "breaking",
  "version history",
  "meeting notes",
  "meeting minutes",
  "minutes of",
];
const HISTORICAL_WORDS = new Set(["legacy", "previous", "previously"]);
const HISTORICAL_WHOLE = new Set(["before", "old", "history", "removed"]);
const FUTURE_WORDS = new Set(["roadmap", "todo", "to-do", "todos", "planned", "future", "ideas", "proposal", "proposals"]);
const MONTHS =
  "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec".split(
    " ",
  );
const VERSION_FILLERS = new Set([
  "version",
  "release",
  "released",
  "unreleased",
  "v",
  "on",
  "and",
  "latest",
  "current",
  "of",
  "the",
  ...MONTHS,
]);

/** Marks of all that stands under `heading`. */
export function headingMarks(heading: string): Mark[] {
  const marks: Mark[] = [];
  if (isCodeName(heading)) return marks;
  const text = plain(heading);
  if (isHistoricalHeading(text)) marks.push("historical");
  if (text.includes("open questions") || wordsOf(text).some((word) => FUTURE_WORDS.has(word))) marks.push("future");
  return marks;
}

/** A heading that is one call or one compound name speaks of that: `runMigrations()` is no migration guide. */
function isCodeName(heading: string): boolean {
  const name = heading.trim();
  if (name.length > 80 || name.includes(" ")) return false;
  return /^[A-Za-z_$][\w$.]*\(\)$/.test(name) || /^[a-z]+[A-Z][A-Za-z]*$/.test(name);
}

function isHistoricalHeading(text: string): boolean {
  if (HISTORICAL_WHOLE.has(text) || HISTORICAL_PARTS.some((part) => text.includes(part))) return true;
  const words = wordsOf(text);
  // "Removed APIs", "Removed in version 5": what stands below is gone.
  if (words[0] === "removed") return true;
  return words.some((word) => HISTORICAL_WORDS.has(word)) || isVersionOrDate(text);
}

/** `v1.2.3`, `[1.2.0] - 2024-01-01`, `March 3, 2024`: nothing but versions, dates and what joins them. */
function isVersionOrDate(text: string): boolean {
  const words = text.split(/[\s()[\],:–—/]/).filter((word) => word !== "" && word !== "-");
  if (words.length === 0 || words.length > 8) return false;
  const telling = words.filter((word) => isVersion(word) || isYear(word) || isDate(word));
  const numbered = (words[0] === "version" || words[0] === "release") && isDayOfMonth(words[1] ?? "");
  if (telling.length === 0 && !numbered) return false;
  return words.every((word) => telling.includes(word) || VERSION_FILLERS.has(word) || isDayOfMonth(word));
}

/** `3.1`, `v3`, `2.x`, `1.0.0-beta.2`; not a bare number. */
export function isVersion(word: string): boolean {
  return (
    word.length <= 32 &&
    (/^v\d{1,4}(\.(\d{1,6}|x)){0,3}([-+][\w.-]{1,20})?$/i.test(word) ||
      /^\d{1,4}(\.(\d{1,6}|x)){1,3}([-+][\w.-]{1,20})?$/i.test(word))
  );
}

function isDate(word: string): boolean {
  return word.length <= 10 && /^\d{4}[-./]\d{1,2}([-./]\d{1,2})?$/.test(word);
}

function isYear(word: string): boolean {
  return word.length === 4 && /^(19|20)\d\d$/.test(word);
}

function isDayOfMonth(word: string): boolean {
  return word.length <= 4 && /^\d{1,2}(st|nd|rd|th)?$/.test(word);
}

/** Marks of a paragraph, or of the list below it, that is titled: "**Deprecated**: use …", "Removed:". */
export function titleMarks(content: string): Mark[] {
  const head = content.slice(0, REFERENCE_MAX);
  if (isRetired(head) && isTitled(head)) return ["historical"];
  if (content.length > 60 || !content.endsWith(":")) return [];
  return HISTORICAL_WHOLE.has(plain(content).replace(/[:.]$/, "")) ? ["historical"] : [];
}

const RETIRED = new Set(["deprecated", "removed", "legacy", "deprecation", "obsolete"]);

/** Whether a title begins with deprecated, removed or legacy, after markup and signs. */
export function isRetired(title: string): boolean {
  const head = title.slice(0, 80);
  if (!/deprecat|removed|legacy|obsolete/i.test(head)) return false;
  const words = wordsOf(plain(head));
  const first = words.find(
    (word) => word !== "warning" && word !== "danger" && word !== "caution" && word !== "note" && word !== "info",
  );
  return first !== undefined && RETIRED.has(first) && words.indexOf(first) <= 1;
}

/** Whether the first words are set off as a title: bold, in brackets, capitals, or closed by a colon. */
function isTitled(head: string): boolean {
  const text = head.trimStart().replace(/^[^\w*_[:]{1,8}/u, "");
  if (text.startsWith("**") || text.startsWith("__") || text.startsWith("[!")) return true;
  const word = text.split(/[\s*_]/, 1)[0] ?? "";
  return word.endsWith(":") || (word.length > 3 && word === word.toUpperCase());
}

const BEFORE_LABELS = new Set(["before", "old", "was", "previously", "deprecated", "legacy", "removed", "formerly"]);
const WRONG_LABELS = new Set(["wrong", "incorrect", "bad", "don't", "dont", "don’t", "invalid"]);

/** Marks of a fence labelled before, old, wrong or ❌ by its meta, the text right before it, or its first line's comment. */
export function fenceLabelMarks(meta: string, lead: string, content: string): Mark[] {
  const firstLine = content.slice(0, REFERENCE_MAX).split("\n", 1)[0] ?? "";
  const marks = new Set<Mark>();
  if (tellsOfVersion(lead)) marks.add("historical");
  for (const label of [meta.length <= 80 ? meta : "", isLabel(lead) ? lead : "", commentOf(firstLine)]) {
    const words = wordsOf(plain(label.slice(0, 80)));
    const edge = [words[0], words.at(-1)].filter((word) => word !== undefined);
    if (words.length <= 4 && edge.some((word) => BEFORE_LABELS.has(word))) marks.add("historical");
    if (label.includes("❌") || (words.length <= 4 && edge.some((word) => WRONG_LABELS.has(word)))) marks.add("negated");
  }
  return [...marks];
}

/** "In Kettle 5.0, one could heat it so:" right before a fence: it shows what was. */
function tellsOfVersion(lead: string): boolean {
  const text = lead.trim().slice(-LEAD_MAX);
  if (!text.endsWith(":")) return false;
  const sentence = text.slice(text.lastIndexOf(". ") + 1).toLowerCase();
  const words = wordsOf(sentence);
  const at = words.indexOf("in");
  const names = at !== -1 && words.slice(at + 1, at + 4).some(isVersion);
  return names && words.some((word) => PAST.has(word));
}

/** A sentence that leads to a fence is looked for this far back, in UTF-16 units. */
const LEAD_MAX = 256;
const PAST = new Set(["was", "were", "had", "could", "used", "did", "looked", "worked"]);

function isLabel(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length > 0 && trimmed.length <= 60 && !trimmed.includes("\n") && !trimmed.endsWith(".");
}

/** The text of a line that is nothing but a comment; else empty. */
function commentOf(line: string): string {
  const text = line.trim();
  for (const open of ["//", "/*", "#", "--", "<!--"]) if (text.startsWith(open)) return text.slice(open.length);
  return "";
}

const BEFORE_COLUMNS = new Set(["before", "old", "was", "removed", "deprecated", "previous", "previously"]);

/** Marks of all cells of a column by its head: Before, Old, Wrong, ❌, or a version. */
export function columnMarks(header: string): Mark[] {
  const words = wordsOf(plain(header.slice(0, 80)));
  const marks: Mark[] = [];
  if (words.length <= 3 && words.some((word) => BEFORE_COLUMNS.has(word))) marks.push("historical");
  else if (words.some(isVersion)) marks.push("historical");
  if (header.includes("❌") || (words.length <= 2 && words.some((word) => WRONG_LABELS.has(word)))) marks.push("negated");
  return marks;
}

/** Lower case, without emphasis, code marks and outer white space. */
function plain(text: string): string {
  return text
    .replaceAll(/[*_`#]/g, "")
    .trim()
    .toLowerCase();
}

function wordsOf(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}'’.-]/u)
    .map((word) => word.replace(/^[.'’-]+|[.'’-]+$/g, ""))
    .filter((word) => word !== "");
}
