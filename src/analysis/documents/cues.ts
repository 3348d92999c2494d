/** Words of a sentence that say it does not speak of today's tree, for one thing named in it. */
import type { Mark } from "../model.js";
import { isVersion } from "./section-marks.js";
import type { Sentences, Word } from "./sentences.js";

const set = (words: string) => new Set(words.split(" "));

const PASSIVE = set("was were is are got has have been being");
const GONE = set("removed deleted dropped renamed replaced superseded deprecated obsolete gone moved");
const ADVERBS = set(
  "been being now since later also already fully completely officially just recently therefore thus then long both all",
);
const BEFORE = set("formerly previously old legacy deprecated obsolete removed deleted dropped renamed replaces replaced");
const ARTICLES = set("the a an our its their your this that these those");
/** A word between a cue and what it speaks of that turns it to something else. */
const TURNS = set(
  "with by via using through calling call calls run running runs to from in into for on at as of and or when if than",
);
const INSTEAD: readonly (readonly [string, string])[] = [
  ["replacement", "for"],
  ["instead", "of"],
  ["rather", "than"],
  ["prior", "to"],
  ["known", "as"],
  ["no", "longer"],
];
const CHANGES = set(
  "added removed renamed replaced moved supported deprecated add remove rename replace move support deprecate dropped deleted",
);
const JOINS = set("and or plus nor");
/** Existential sentences that deny nothing of the tree: "there is no need to call `x`". */
const NO_WHAT = set("need reason point limit guarantee difference way harm problem doubt longer");
const DENIED = set("supported available implemented exist exists existing");
const NEGATIONS = set("not isn't aren't doesn't don't cannot can't wasn't isn’t aren’t doesn’t don’t");
const AHEAD = 4;

/** Marks that the sentence puts on what stands at content offsets `start`…`end` of the block. */
export function sentenceMarks(sentences: Sentences, start: number, end: number): Mark[] {
  const { words } = sentences;
  const after = sentences.indexAt(end);
  const before = sentences.indexAt(start) - 1;
  const own = words[sentences.indexAt(start)] ?? words[before];
  if (!own) return [];
  const sentence = own.start >= start && own.start < end ? own.sentence : sentenceAt(words, before, after);
  const following = take(words, after, 1, sentence);
  const preceding = take(words, before, -1, sentence);
  const marks: Mark[] = [];
  const isPast = isGoneAfter(following) || isGoneBefore(preceding) || namesPastVersion(following, preceding);
  if (isPast || isLogged(preceding)) marks.push("historical");
  if (isFuture(following, preceding)) marks.push("future");
  if (isDenied(following, preceding)) marks.push("negated");
  if (isExample(preceding)) marks.push("example");
  return marks;
}

/** Words of a sentence that are looked at on each side. */
const SENTENCE_WORDS_MAX = 60;

function take(words: readonly Word[], from: number, step: 1 | -1, sentence: number): Word[] {
  const taken: Word[] = [];
  for (let at = from; at >= 0 && at < words.length && taken.length < SENTENCE_WORDS_MAX; at += step) {
    const word = words[at] as Word;
    if (word.sentence !== sentence) break;
    taken.push(word);
  }
  return taken;
}

function sentenceAt(words: readonly Word[], before: number, after: number): number {
  return words[before]?.sentence ?? words[after]?.sentence ?? 0;
}

/** "`x` was removed", "`x` no longer works", "`x` used to …", "`x` (deprecated)", "`x` and `y` have been renamed". */
function isGoneAfter(following: readonly Word[]): boolean {
  const first = following[0];
  if (first && !first.ref && first.opens === "(" && (GONE.has(first.text) || first.text === "legacy")) return true;
  let seen = 0;
  for (let at = 0; at < following.length && seen < AHEAD; at++) {
    const word = following[at] as Word;
    if (word.ref) {
      if (!onlyJoins(following.slice(0, at))) return false;
      continue;
    }
    if (!JOINS.has(word.text)) seen++;
    if (TURNS_AFTER.has(word.text)) return false;
    const next = following[at + 1]?.text ?? "";
    if (word.text === "no" && next === "longer") return true;
    if (word.text === "used" && next === "to") return !BE.has(following[at - 1]?.text ?? "") && at <= 1 && first?.opens !== ",";
    if (PASSIVE.has(word.text) && isGone(following, at + 1)) return true;
    if (seen === 1 && GONE.has(word.text) && (next === "in" || next === "since" || next === "as")) return true;
  }
  return false;
}

const BE = set("is are was were be been being can could may might get gets");
const TURNS_AFTER = set("with by via using through calling run");

/** After an auxiliary: at most two adverbs, then a word of ending. "is not removed" and "is removed by `x`" differ in their subject only. */
function isGone(words: readonly Word[], from: number): boolean {
  for (let at = from; at < words.length && at <= from + 2; at++) {
    const word = words[at] as Word;
    if (word.ref) return false;
    if (GONE.has(word.text)) return true;
    if (!ADVERBS.has(word.text)) return false;
  }
  return false;
}

function onlyJoins(words: readonly Word[]): boolean {
  return words.every(
    (word) => word.ref || JOINS.has(word.text) || ARTICLES.has(word.text) || word.text === "as" || word.text === "well",
  );
}

/** "the old `x`", "formerly `x`", "instead of `x`", with at most an article and one adjective between; "`x` or `y`" shares its cue. */
function isGoneBefore(preceding: readonly Word[]): boolean {
  const words = withoutList(preceding);
  let others = 0;
  let articles = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (word.ref) return false;
    const earlier = words[at + 1]?.text ?? "";
    if (INSTEAD.some(([one, two]) => two === word.text && one === earlier)) return true;
    if (BEFORE.has(word.text)) return !PRESENT.has(earlier) && !MODAL.has(earlier);
    if (TURNS.has(word.text)) return false;
    if (ARTICLES.has(word.text)) articles++;
    else others++;
    if (others > 1 || articles > 1) return false;
  }
  return false;
}

const PRESENT = set("not never isn't aren't gets get");
const MODAL = set("be can could should must may");

/** Drops "`a`, `b` and " right before the thing: it is one item of a list, and what stands before the list speaks of it. */
function withoutList(preceding: readonly Word[]): readonly Word[] {
  let from = 0;
  while (preceding[from] && (preceding[from]?.ref || (JOINS.has(preceding[from]?.text ?? "") && preceding[from + 1]?.ref)))
    from++;
  return preceding.slice(from);
}

/** "Added `x`, which …", "Extracted the `x`": a sentence that begins with what was done is an entry of a log. */
function isLogged(preceding: readonly Word[]): boolean {
  const first = preceding.at(-1);
  if (!first || first.ref || !DONE.has(first.text)) return false;
  const next = preceding.at(-2);
  return !next || next.ref || !TURNS.has(next.text);
}

const DONE = set("added removed introduced extracted renamed moved dropped deleted reworked rewrote refactored");

/** "until v3", "before 2.0", "up to version 3.1" anywhere in the sentence. */
function namesPastVersion(following: readonly Word[], preceding: readonly Word[]): boolean {
  return hasPastVersion(following) || hasPastVersion(preceding.toReversed());
}

function hasPastVersion(words: readonly Word[]): boolean {
  return words.some((word, at) => {
    const limits = word.text === "until" || word.text === "before" || (word.text === "to" && words[at - 1]?.text === "up");
    if (!limits || word.ref) return false;
    const next = words[at + 1];
    const second = words[at + 2];
    if (next && !next.ref && isVersion(next.text)) return true;
    if (!next || next.ref || !second || second.ref) return false;
    return isVersion(second.text) || (next.text === "version" && /^\d{1,4}$/.test(second.text));
  });
}

/** "will be removed", "is going to be added", planned, "not yet", TODO, "should be added". */
function isFuture(following: readonly Word[], preceding: readonly Word[]): boolean {
  const words = [...preceding.toReversed(), ...following];
  return words.some((word, at) => {
    if (word.ref) return false;
    const next = words[at + 1]?.text ?? "";
    const second = words[at + 2]?.text ?? "";
    if (word.text === "will" && next === "be") return CHANGES.has(second);
    if (word.text === "going" && next === "to")
      return CHANGES.has(second) || (second === "be" && CHANGES.has(words[at + 3]?.text ?? ""));
    if (word.text === "not" && next === "yet") return true;
    if (word.text === "should" && next === "be") return second === "added" || second === "created";
    return FUTURE.has(word.text);
  });
}

const FUTURE = set("planned proposed todo fixme upcoming");

/** "`x` does not exist", "there is no `x`", "has no `x`", "no such", "`x` is not supported yet". */
function isDenied(following: readonly Word[], preceding: readonly Word[]): boolean {
  const words = [...preceding.toReversed(), ...following];
  const here = preceding.length;
  return words.some((word, at) => {
    if (word.ref) return false;
    const next = words[at + 1]?.text ?? "";
    if (word.text === "no" && next === "such") return true;
    if (NEGATIONS.has(word.text)) {
      const then = next === "yet" || next === "currently" ? (words[at + 2]?.text ?? "") : next;
      return DENIED.has(then) && !isConditional(words, at);
    }
    if (word.text !== "no" || NO_WHAT.has(next)) return false;
    const earlier = words[at - 1]?.text ?? "";
    const denies =
      EXISTENTIAL.has(earlier) && (words[at - 2]?.text === "there" || earlier === "there's" || earlier === "there’s");
    const lacks = earlier === "has" || earlier === "have" || earlier === "had";
    return (denies || lacks) && at < here && here - at <= AHEAD + 1;
  });
}

/** "if it does not exist" supposes, it does not deny. */
function isConditional(words: readonly Word[], at: number): boolean {
  return words.slice(Math.max(0, at - CONDITION_REACH), at).some((word) => CONDITIONS.has(word.text));
}

const CONDITIONS = set("if when whenever unless where whether which that may might because");
const CONDITION_REACH = 5;
const EXISTENTIAL = set("is are was were there's there’s");

/** Directly after "like", "such as", "e.g.", "for example"; the further items of a list too. */
function isExample(preceding: readonly Word[]): boolean {
  const [first, second] = withoutList(preceding).filter((word) => !ARTICLES.has(word.text));
  if (!first || first.ref) return false;
  if (first.text === "like" || first.text === "e.g") return true;
  return (first.text === "as" && second?.text === "such") || (first.text === "example" && second?.text === "for");
}
