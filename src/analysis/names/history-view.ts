/**
 * What judging may ask of history. Answers that need git are not there at once: asking for one raises `NotYetKnown`, the judge
 * collects the questions of a whole round, somebody with git answers them, and the claims that asked are judged again.
 */
import type { HistoryStatus } from "../model.js";
import type { InnerKind } from "./inner.js";
import type { AnswerTo, Reading } from "./readings.js";

/** When and where something ended. `commit` is null for the working tree. */
export interface Died {
  commit: string | null;
  date: string | null;
}

export interface FileTombstone {
  path: string;
  died: Died;
  /** Where it lives now, when it was renamed and still lives. */
  successor: { path: string; confidence: number } | null;
}

export interface SymbolTombstone {
  name: string;
  /** The type it was a member of; null for what was declared at module level. */
  owner: string | null;
  path: string;
  exported: boolean;
  died: Died;
  successor: { name: string; path: string; confidence: number } | null;
}

/** A dead script or binary of one package. */
export interface EntryTombstone {
  name: string;
  died: Died;
  successor: { name: string; confidence: number } | null;
}

/** A dead key, option or variable of the environment. */
export interface InnerTombstone {
  kind: InnerKind;
  name: string;
  /** The type, schema or call that held it; empty for what stood by itself. */
  owner: string;
  path: string;
  /** Outside types that its owner was built from, before its death or right after. */
  outside: string[];
  /** Its owner lived on without it. What died with its owner may have moved out of the project with it. */
  owner_survived: boolean;
  died: Died;
  successor: { name: string; owner: string; confidence: number } | null;
}

export type Question =
  | { ask: "file"; path: string }
  | { ask: "symbol"; name: string }
  | { ask: "member"; owner: string | null; name: string }
  | { ask: "inner"; kind: InnerKind; name: string }
  | { ask: "script"; manifest: string; name: string }
  | { ask: "bin"; manifest: string; name: string }
  | { ask: "held"; document: string; commit: string | null }
  | Reading;

/** Raised, and always caught, once for each question: no error, whose stack would cost more than the judging. */
export class NotYetKnown {
  constructor(readonly questions: readonly Question[]) {}
}

/** Asks about all of `items` at once, so that one round answers what asking one by one would take many for. May raise NotYetKnown. */
export function askAll<T, A>(items: readonly T[], ask: (item: T) => A): A[] {
  const answers: A[] = [];
  const questions: Question[] = [];
  for (const item of items) {
    try {
      answers.push(ask(item));
    } catch (error) {
      if (!(error instanceof NotYetKnown)) throw error;
      questions.push(...error.questions);
    }
  }
  if (questions.length > 0) throw new NotYetKnown(questions);
  return answers;
}

/** History as rules see it. Every method may raise NotYetKnown. */
export interface HistoryView {
  status(): HistoryStatus;
  file(path: string): FileTombstone | null;
  /** Paths that history knows with the last segment `base`, dead or live. */
  pathsNamed(base: string): string[];
  /** Dead paths of pages with the last segment `name` as routes of sites have it. */
  deadPagesCalled(name: string): string[];
  symbol(name: string): SymbolTombstone | null;
  /** A member that the type `owner` lost; for null, that some type lost while none has it now. */
  member(owner: string | null, name: string): SymbolTombstone | null;
  inner(kind: InnerKind, name: string): InnerTombstone | null;
  script(manifest: string, name: string): EntryTombstone | null;
  bin(manifest: string, name: string): EntryTombstone | null;
  /** Whether the document (or its rename ancestor) held `reference` as a whole word at the parent of `commit` (HEAD for null). */
  held(document: string, reference: string, commit: string | null): boolean;
  /** A piece of a file, as it is or was. */
  read<R extends Reading>(reading: R): AnswerTo<R>;
}
