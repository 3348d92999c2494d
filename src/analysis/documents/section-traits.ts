import type { Section } from "../model.js";
import type { SectionHead } from "./blocks.js";
import type { Sentences, Word } from "./sentences.js";

const MAKE = new Set(["create", "creating", "add", "adding", "make", "put", "place", "save"]);
const MADE = new Set(
  "file files folder folders directory directories module modules component components script scripts".split(" "),
);
const STARTED = new Set("project projects app application workspace repository package".split(" "));
/** Words between the verb and what is made. */
const REACH = 5;

/** Gathers the traits of each section while its blocks are read. */
export class SectionTraits {
  /** By section; most have none. */
  private readonly installs = new Map<number, Set<string>>();
  private readonly clones = new Map<number, string>();
  private readonly hosts = new Map<number, Set<string>>();
  private readonly creates = new Set<number>();

  constructor(private readonly heads: readonly SectionHead[]) {}

  install(section: number, names: readonly string[]): void {
    addAll(this.installs, section, names);
  }

  /** Notes the repositories that commands of the section clone; the last is where the reader is from then on. */
  clone(section: number, urls: readonly string[]): void {
    const last = urls.at(-1);
    if (last !== undefined) this.clones.set(section, last);
  }

  link(section: number, hosts: readonly string[]): void {
    addAll(this.hosts, section, hosts);
  }

  create(section: number): void {
    this.creates.add(section);
  }

  /** Notes whether the words of a block tell the reader to make something. */
  read(section: number, { words }: Sentences): void {
    if (!this.creates.has(section) && words.some((_word, at) => tellsToMake(words, at))) this.create(section);
  }

  /** `lineOf` turns an offset in the file into a line. */
  list(lineOf: (offset: number) => number): Section[] {
    return this.heads.map((head, at) => ({
      headings: head.headings,
      line: at === 0 ? 1 : lineOf(head.offset),
      installs: [...(this.installs.get(at) ?? [])].sort(),
      creates: this.creates.has(at),
      ...(this.clones.has(at) ? { clones: this.clones.get(at) as string } : {}),
      hosts: [...(this.hosts.get(at) ?? [])].sort(),
    }));
  }
}

function addAll(sets: Map<number, Set<string>>, section: number, values: readonly string[]): void {
  if (values.length === 0) return;
  const set = sets.get(section) ?? new Set();
  for (const value of values) set.add(value);
  sets.set(section, set);
}

/** "Create `src/x.ts`", "add a new file", "put it in `src/plugins`", "make a folder called …": said to the reader, not of a function. */
function tellsToMake(words: readonly Word[], at: number): boolean {
  const word = words[at] as Word;
  if (word.ref || !MAKE.has(word.text) || !isImperative(words, at)) return false;
  const ahead = words.slice(at + 1, at + 1 + REACH).filter((one) => one.sentence === word.sentence);
  if (word.text === "put" || word.text === "place" || word.text === "save")
    return ahead.some((one, i) => isInto(one) && isPlace(ahead.slice(i + 1, i + 4)));
  const end = ahead.findIndex((one) => !one.ref && ENDS_OBJECT.has(one.text));
  const object = end === -1 ? ahead : ahead.slice(0, end);
  const creates = word.text === "create" || word.text === "creating";
  return isPlace(object) || (creates && object.some((one) => STARTED.has(one.text)));
}

/** What follows these words is no longer what is made. */
const ENDS_OBJECT = new Set("to for from of in into with that which when using by extensions extension".split(" "));

function isInto(word: Word): boolean {
  return word.text === "in" || word.text === "into" || word.text === "inside" || word.text === "under" || word.text === "as";
}

function isPlace(words: readonly Word[]): boolean {
  return words.some((word) => word.path || MADE.has(word.text));
}

const BEFORE_IMPERATIVE = new Set(
  "first then now next and you please can must should need let's simply just also or start by".split(" "),
);
const BEFORE_TO = new Set("need want have like wish going you".split(" "));

/** The verb begins its sentence, or follows a word that leads to an order. */
function isImperative(words: readonly Word[], at: number): boolean {
  const word = words[at] as Word;
  const before = words[at - 1];
  if (!before || before.sentence !== word.sentence) return true;
  if (before.text === "to") {
    const earlier = words[at - 2];
    return !earlier || earlier.sentence !== word.sentence || BEFORE_TO.has(earlier.text);
  }
  return !before.ref && (BEFORE_IMPERATIVE.has(before.text) || word.opens === ":" || word.opens === ",");
}
