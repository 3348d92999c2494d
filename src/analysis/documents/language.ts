/** The 50 most common function words of English prose. */
const ENGLISH = words(
  "the of and to a in is that for it as with be on by this are or an at from you not can if will your use when which has have all but its also any do we i no into more than other only so there these",
);
/** Function words of other languages in Latin script that are no English words. */
const OTHERS = words(
  "der das und ist nicht ein eine mit für von zu auf den dem sich werden oder wird le la les des et est une pour dans que qui sur pas avec sont el los las y es en con por para del como più não uma os com se il di che è per della sono het een van de niet op voor met yang untuk dengan ini dari pada adalah nie jest się bir ve için",
);
/** Share of function words below which prose is not English (a start value; English prose has 30 to 50 %). */
const ENGLISH_SHARE = 0.15;
/** Share of words with other letters than a to z above which prose with few English words is of another language. */
const OTHER_LETTERS_SHARE = 0.15;
/** Fewer words than this tell nothing. */
const WORDS_MIN = 30;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/**
 * Counts the words of a document's prose. Terse English (lists of commands, tables) has few function words too: the prose counts as
 * foreign only if it also shows another language.
 */
export class LanguageCount {
  private all = 0;
  private english = 0;
  private others = 0;
  private otherLetters = 0;

  add(word: string): void {
    // Scripts without blanks between words: each character counts as a word.
    const weight = isWide(word) ? word.length : 1;
    this.all += weight;
    if (ENGLISH.has(word)) this.english++;
    else if (OTHERS.has(word)) this.others++;
    if (hasOtherLetters(word)) this.otherLetters += weight;
  }

  /** Whether the prose is not English, so that its sentences cannot be read. */
  get isForeign(): boolean {
    if (this.all < WORDS_MIN || this.english >= this.all * ENGLISH_SHARE) return false;
    return this.others > this.english || this.otherLetters > this.all * OTHER_LETTERS_SHARE;
  }
}

function hasOtherLetters(word: string): boolean {
  for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) > 0xbf && word[at] !== "’") return true;
  return false;
}

/** Han, kana and hangul. */
function isWide(word: string): boolean {
  const code = word.charCodeAt(0);
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af);
}
