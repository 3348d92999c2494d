/** How alike two names are, and whether one is nearly the other. */
import { editDistance, slipsIn } from "../../base/nearest.js";
import { subwords } from "./words.js";

/** Longer names are not compared: the distance is quadratic. UTF-16 units. */
export const NAME_LENGTH_MAX = 64;
/** Candidates that a near-miss is sought among, after a cut by length and first subword. */
const CANDIDATES_MAX = 500;
/** Shorter names are near too many others. */
const CLAIMED_LENGTH_MIN = 4;
/** A near-miss by words: at least this alike, and this far ahead of the next. */
const NEAR_MIN = 0.8;
const AHEAD_MIN = 0.1;
/** A single word must have this many letters to be nearly another single word. */
const SINGLE_WORD_LENGTH_MIN = 8;
/** Likeness of names that differ in case, `-` and `_` alone. */
const SAME_LETTERS = 0.99;

/** Shared subwords of both names: twice their number over the number of all. In [0, 1]. */
function sharedSubwords(a: string, b: string): number {
  const left = subwords(a);
  const right = subwords(b);
  if (left.length + right.length === 0) return 0;
  const rest = [...right];
  let shared = 0;
  for (const word of left) {
    const at = rest.indexOf(word);
    if (at === -1) continue;
    rest.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length);
}

/** Likeness of two names in [0, 1]: by letters or by subwords, whichever is greater. Symmetric; 0 for overlong names. */
export function nameSimilarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0 || longest > NAME_LENGTH_MAX) return 0;
  const letters = 1 - editDistance(a.toLowerCase(), b.toLowerCase()) / longest;
  return Math.max(letters, sharedSubwords(a, b));
}

export interface NearMiss {
  name: string;
  similarity: number;
}

/**
 * The one candidate that `name` is nearly, or null. Excluded are singular and plural, numbered siblings, names of different
 * convention (`Delete`, `DELETE`), and single short words; a name among the candidates is no near-miss of another.
 */
export function nearMiss(name: string, candidates: Iterable<string>): NearMiss | null {
  if (name.length < CLAIMED_LENGTH_MIN || name.length > NAME_LENGTH_MAX) return null;
  let best: NearMiss | null = null;
  let second = 0;
  for (const candidate of worthComparing(name, candidates)) {
    if (candidate === name) return null;
    const similarity = letterCore(name) === letterCore(candidate) ? SAME_LETTERS : nameSimilarity(name, candidate);
    if (best === null || similarity > best.similarity) {
      second = best?.similarity ?? 0;
      best = { name: candidate, similarity };
    } else second = Math.max(second, similarity);
  }
  if (best === null || best.similarity - second < AHEAD_MIN) return null;
  return isNear(name, best) && !areSiblings(name, best.name) ? best : null;
}

function isNear(name: string, { name: target, similarity }: NearMiss): boolean {
  const slips = slipsIn(Math.max(name.length, target.length));
  if (similarity < NEAR_MIN && editDistance(name.toLowerCase(), target.toLowerCase()) > slips) return false;
  if (name.toLowerCase() === target.toLowerCase()) return true;
  return subwords(target).length >= 2 || name.length >= SINGLE_WORD_LENGTH_MIN;
}

/** At most CANDIDATES_MAX distinct candidates, the nearest in length first, that length or first subword leave a chance. */
function worthComparing(name: string, candidates: Iterable<string>): string[] {
  const first = subwords(name)[0];
  const kept = new Set<string>();
  for (const candidate of candidates) {
    if (candidate.length > NAME_LENGTH_MAX || candidate === "") continue;
    const apart = Math.abs(candidate.length - name.length);
    const slips = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (apart <= slips || beginsWith(candidate, first)) kept.add(candidate);
  }
  const list = [...kept];
  if (list.length <= CANDIDATES_MAX) return list;
  const apart = (one: string) => Math.abs(one.length - name.length);
  return list.sort((a, b) => apart(a) - apart(b) || (a < b ? -1 : 1)).slice(0, CANDIDATES_MAX);
}

/** Whether the first subword of `name` is `first`. Most names are told by their letters alone. */
function beginsWith(name: string, first: string | undefined): boolean {
  if (first !== undefined && !name.toLowerCase().includes(first)) return false;
  return subwords(name)[0] === first;
}

/** Letters and digits in lower case. */
function letterCore(name: string): string {
  return name.toLowerCase().replaceAll("-", "").replaceAll("_", "");
}

/** Whether both names are likely to be meant as they are written: twins in number, numbered siblings, different conventions. */
function areSiblings(a: string, b: string): boolean {
  return arePluralTwins(a, b) || areNumbered(a, b) || !conventionsAgree(a, b);
}

function arePluralTwins(a: string, b: string): boolean {
  const left = subwords(a);
  const right = subwords(b);
  if (left.length !== right.length) return false;
  let twins = 0;
  for (const [i, one] of left.entries()) {
    const other = right[i] as string;
    if (one === other) continue;
    if (!isPluralOf(one, other) && !isPluralOf(other, one)) return false;
    twins++;
  }
  return twins > 0;
}

function isPluralOf(plural: string, singular: string): boolean {
  if (plural === `${singular}s` || plural === `${singular}es`) return true;
  return singular.endsWith("y") && plural === `${singular.slice(0, -1)}ies`;
}

function areNumbered(a: string, b: string): boolean {
  return a !== b && withoutDigits(a) === withoutDigits(b);
}

function withoutDigits(name: string): string {
  return [...name].filter((character) => character < "0" || character > "9").join("");
}

type Convention = "capitals" | "pascal" | "camel" | "snake" | "kebab" | "plain";

function conventionsAgree(a: string, b: string): boolean {
  const one = conventionOf(a);
  const other = conventionOf(b);
  if (one === other) return true;
  // One lower-case word shows no convention but that it starts small.
  return (one === "plain" && startsSmall(other)) || (other === "plain" && startsSmall(one));
}

function startsSmall(convention: Convention): boolean {
  return convention === "camel" || convention === "snake" || convention === "kebab";
}

function conventionOf(name: string): Convention {
  const letters = name.replaceAll("$", "");
  const lower = letters.toLowerCase();
  if (letters !== lower && letters === letters.toUpperCase()) return "capitals";
  if (letters.slice(1).includes("_")) return "snake";
  if (letters.includes("-")) return "kebab";
  if (letters === lower) return "plain";
  return letters[0] === lower[0] ? "camel" : "pascal";
}

/** Whether one name is the other with whole words before or behind it: that is another thing, and no slip. */
export function differsByAWord(a: string, b: string): boolean {
  const [short, long] = [subwords(a), subwords(b)].sort((one, other) => one.length - other.length) as [string[], string[]];
  if (short.length === long.length) return false;
  const isAt = (from: number) => short.every((word, at) => word === long[from + at]);
  return isAt(0) || isAt(long.length - short.length);
}
