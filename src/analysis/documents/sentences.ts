import type { Range } from "./markdown.js";

/** A word of prose in lower case, or a place where something is named (code, a link): `ref`. */
export interface Word extends Range {
  text: string;
  sentence: number;
  ref: boolean;
  /** Whether what is named is a path. */
  path: boolean;
  /** The sign right before it, other than blanks: `(` or empty. */
  opens: string;
}

/** The words of a block's prose in order, with the things named between them. */
export class Sentences {
  readonly words: Word[] = [];

  constructor(prose: string, refs: readonly (Range & { path: boolean })[]) {
    const sorted = refs.toSorted((a, b) => a.start - b.start);
    let sentence = 0;
    let next = 0;
    let at = 0;
    let opens = "";
    while (at < prose.length || next < sorted.length) {
      const ref = sorted[next];
      if (ref && ref.start <= at) {
        this.words.push({ text: "", start: ref.start, end: ref.end, sentence, ref: true, path: ref.path, opens });
        at = Math.max(at, ref.end);
        next++;
        opens = "";
        continue;
      }
      if (at >= prose.length) break;
      const character = prose[at] as string;
      if (isWordCharacter(character)) {
        const end = wordEnd(prose, at);
        this.words.push({
          text: prose.slice(at, Math.min(end, at + 64)).toLowerCase(),
          start: at,
          end,
          sentence,
          ref: false,
          path: false,
          opens,
        });
        at = end;
        opens = "";
        continue;
      }
      if (endsSentence(prose, at)) sentence++;
      if (character === "(" || character === "[") opens = "(";
      else if (character !== " " && character !== "*" && character !== "_") opens = character;
      at++;
    }
  }

  /** Index of the word that stands at or after offset `at`. */
  indexAt(at: number): number {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.words[middle]?.start ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function wordEnd(prose: string, from: number): number {
  let end = from + 1;
  while (end < prose.length) {
    const character = prose[end] as string;
    const joins = character === "." || character === "'" || character === "’" || character === "-";
    if (!isWordCharacter(character) && !(joins && isWordCharacter(prose[end + 1] ?? ""))) break;
    end++;
  }
  return end;
}

function isWordCharacter(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return /\p{L}|\p{N}|\p{M}|\p{Cs}/u.test(character);
}

const ABBREVIATIONS = new Set(["e.g", "i.e", "etc", "vs", "cf", "approx", "incl", "resp"]);

/** Whether the sign at `at` ends a sentence: `.`, `!`, `?` before white space or the end, `;`, a full-width stop, a hard break. */
function endsSentence(prose: string, at: number): boolean {
  const character = prose[at];
  if (character === ";" || character === "。" || character === "！" || character === "？") return true;
  if (character === "\n") return prose[at - 1] === "\\" || (prose[at - 1] === " " && prose[at - 2] === " ");
  if (character !== "." && character !== "!" && character !== "?") return false;
  const next = prose[at + 1];
  if (next !== undefined && !" \n)\"'*_\t”".includes(next)) return false;
  if (character !== ".") return true;
  let start = at;
  while (start > 0 && at - start < 8 && !" \n(*_".includes(prose[start - 1] as string)) start--;
  return !ABBREVIATIONS.has(prose.slice(start, at).toLowerCase());
}
