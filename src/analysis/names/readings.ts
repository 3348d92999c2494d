/**
 * What judging may ask to be read for it: pieces of files as they are, or as they were when a text was written. Only what is asked is
 * read, so a project whose documents cite and bind nothing pays nothing.
 */
import type { Lines, Part } from "../model.js";

/** Where the cited lines, as they were when line `line` of `document` was last changed, stand in the file now. */
interface Anchored {
  ask: "anchored";
  document: string;
  line: number;
  path: string;
  cited: Lines;
}

/** Where the declaration `name` of `path` stands now, and stood when line `line` of `document` was last changed. */
interface SymbolLines {
  ask: "symbol-lines";
  document: string;
  line: number;
  path: string;
  name: string;
}

/** The text of a piece of a file now. */
interface PieceText {
  ask: "piece";
  path: string;
  piece: Part;
}

export type Reading = Anchored | SymbolLines | PieceText;

/** What each reading answers. */
export interface ReadingAnswers {
  /** null when the lines cannot be told, are gone, or are there more than once. */
  anchored: Lines | null;
  /** `then` is null when it was not there, or the text is not committed. */
  "symbol-lines": { now: Lines | null; then: Lines | null };
  /** null when there is no such piece; `cut` when it is too long to compare. */
  piece: { text: string } | "cut" | null;
}

export type AnswerTo<R extends Reading> = ReadingAnswers[R["ask"]];

/** The files whose content a reading depends on; what history says is clear. */
export function filesOf(reading: Reading): string[] {
  return "document" in reading ? [reading.document, reading.path] : [reading.path];
}
