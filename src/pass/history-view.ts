/** History for rules: what the index knows at once, and what git has answered so far. */
import type { HistoryStatus } from "../analysis/model.js";
import {
  type EntryTombstone,
  type FileTombstone,
  type HistoryView,
  type InnerTombstone,
  NotYetKnown,
  type Question,
  type SymbolTombstone,
} from "../analysis/names/history-view.js";
import { holdsReference } from "../analysis/names/holds.js";
import { type AnswerTo, filesOf, type Reading, type ReadingAnswers } from "../analysis/names/readings.js";
import type { World } from "../analysis/world/world.js";

/** Answers of one kind of question by its key; an answer may be null. */
export interface Answers {
  symbols: Map<string, SymbolTombstone | null>;
  members: Map<string, SymbolTombstone | null>;
  inner: Map<string, InnerTombstone | null>;
  scripts: Map<string, EntryTombstone | null>;
  bins: Map<string, EntryTombstone | null>;
  files: Map<string, FileTombstone | null>;
  /** Text of a document at the parent of a commit; null when it was not there. */
  held: Map<string, string | null>;
  /** What was read of files, with the files that it depends on. */
  readings: Map<string, { files: readonly string[]; answer: ReadingAnswers[Reading["ask"]] }>;
}

export function emptyAnswers(): Answers {
  return {
    symbols: new Map(),
    members: new Map(),
    inner: new Map(),
    scripts: new Map(),
    bins: new Map(),
    files: new Map(),
    held: new Map(),
    readings: new Map(),
  };
}

/** One line that tells a question from every other. */
export function questionKey(question: Question): string {
  if (question.ask === "symbol") return question.name;
  if (question.ask === "member") return memberKey(question.owner, question.name);
  if (question.ask === "inner") return `${question.kind}\0${question.name}`;
  if (question.ask === "file") return question.path;
  if (question.ask === "held") return `${question.document}\0${question.commit ?? ""}`;
  if (question.ask === "script" || question.ask === "bin") return `${question.manifest}\0${question.name}`;
  return JSON.stringify(question);
}

/** Key of a member among the answers; `ownerAndName` reads it. */
function memberKey(owner: string | null, name: string): string {
  return `${owner ?? ""}\0${name}`;
}

/** Owner (empty for any) and name of a member, out of its key. */
export function ownerAndName(key: string): [owner: string, name: string] {
  const end = key.indexOf("\0");
  return [key.slice(0, end), key.slice(end + 1)];
}

export interface HistoryFacts {
  status: HistoryStatus;
  pathsNamed(base: string): string[];
  deadPages(name: string): string[];
}

/**
 * A view over `answers`. What the world says of a name or path is asked along the way, so that a judgement notes the keys on
 * which its tombstones depend.
 */
export function historyView(facts: () => HistoryFacts, answers: Answers, world: World): HistoryView {
  const ask = <T>(known: Map<string, T>, question: Question): T => {
    world.keys.note("history");
    const key = questionKey(question);
    if (!known.has(key)) throw new NotYetKnown([question]);
    return known.get(key) as T;
  };
  // What a tombstone says depends on the trail of renames, and that on every file that is not as in the last commit.
  const noteTrail = (found: object | null) => {
    if (found !== null) world.keys.note("uncommitted");
  };
  return {
    status() {
      world.keys.note("history");
      return facts().status;
    },
    pathsNamed(base) {
      world.keys.note("history");
      return facts().pathsNamed(base);
    },
    deadPagesCalled(name) {
      world.keys.note("history");
      return facts().deadPages(name);
    },
    file(path) {
      world.tree.has(path);
      const found = ask(answers.files, { ask: "file", path });
      noteTrail(found);
      return found;
    },
    symbol(name) {
      world.keys.note(`name:${name}`);
      const found = ask(answers.symbols, { ask: "symbol", name });
      noteTrail(found);
      return found;
    },
    member(owner, name) {
      world.keys.note(`name:${name}`);
      if (owner !== null) world.keys.note(`type:${owner}`);
      const found = ask(answers.members, { ask: "member", owner, name });
      noteTrail(found);
      return found;
    },
    inner(kind, name) {
      world.inner.lives(kind, name);
      const found = ask(answers.inner, { ask: "inner", kind, name });
      noteTrail(found);
      return found;
    },
    script(manifest, name) {
      world.keys.note("packages");
      return ask(answers.scripts, { ask: "script", manifest, name });
    },
    bin(manifest, name) {
      world.keys.note("packages");
      return ask(answers.bins, { ask: "bin", manifest, name });
    },
    held(document, reference, commit) {
      world.keys.note("uncommitted");
      const text = ask(answers.held, { ask: "held", document, commit });
      return text !== null && holdsReference(text, reference);
    },
    read<R extends Reading>(reading: R) {
      for (const path of filesOf(reading)) world.keys.note(`content:${path}`);
      // The answer was put there for this very question.
      return ask(answers.readings, reading).answer as AnswerTo<R>;
    },
  };
}
