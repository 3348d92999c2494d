/**
 * What judging may ask to be read for it: pieces of files as they are, or as they were when a text was written. Only what is asked is
 * read, so a project whose documents cite and bind nothing pays nothing.
 */
import type { Fingerprints, Lines, Outlined, Part } from "../model.js";

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

/** What a declaration looks like now. */
interface Now {
  ask: "outlined";
  path: string;
  name: string;
}

/** The members of a type that code outside it sees. */
interface TypeMembers {
  ask: "type-members";
  path: string;
  name: string;
}

/** What it looked like when the text that is bound to it was last confirmed, or else last changed. */
interface AgreedState {
  ask: "agreed";
  document: string;
  /** The binding as it is written, how many equal ones stand before it, and the hash of the words it binds. */
  binding: string;
  ordinal: number;
  words: string;
  path: string;
  name: string;
}

/** The words of a section of a document, or with a null anchor of all of it. */
interface SectionWords {
  ask: "section";
  document: string;
  anchor: string | null;
}

/** What a declaration looked like when the section that a comment of it names was last changed, or the comment first named it. */
interface AgreedByTag {
  ask: "agreed-by-tag";
  document: string;
  anchor: string | null;
  words: string;
  /** The tag as it is written. */
  tag: string;
  path: string;
  name: string;
}

/** What a declaration looked like when a document was last touched; its file changed after that. */
interface MovedOn {
  ask: "moved-on";
  document: string;
  path: string;
  name: string;
}

/** Whether lines of a document were a copy of a file, or of lines of it, when one of them was last changed. */
interface Copied {
  ask: "copied";
  document: string;
  from: number;
  to: number;
  path: string;
  copy: string;
}

export type Reading =
  | Anchored
  | SymbolLines
  | PieceText
  | Now
  | TypeMembers
  | AgreedState
  | SectionWords
  | AgreedByTag
  | MovedOn
  | Copied;

/** When text and code were last known to agree. `commit` is null for what people confirmed. */
export interface Agreed {
  commit: string | null;
  date: string | null;
  fingerprints: Fingerprints;
}

/** What each reading answers. */
export interface ReadingAnswers {
  /** null when the lines cannot be told, are gone, or are there more than once. */
  anchored: Lines | null;
  /** `then` is null when it was not there, or the text is not committed. */
  "symbol-lines": { now: Lines | null; then: Lines | null };
  /** null when there is no such piece; `cut` when it is too long to compare. */
  piece: { text: string } | "cut" | null;
  outlined: Outlined | null;
  /** `open` says why it may have more. */
  "type-members": { names: string[]; open: string | null } | null;
  /** null when the text was never committed as it is, and when the declaration was not there then. */
  agreed: Agreed | null;
  "agreed-by-tag": Agreed | null;
  /** null when the file did not change since, and when somebody is editing the document. */
  "moved-on": Agreed | null;
  copied: "whole" | "part" | null;
  /** null when the document has no such section, or cannot be read. */
  section: { words: string; line: number } | null;
}

export type AnswerTo<R extends Reading> = ReadingAnswers[R["ask"]];

/** The files whose content a reading depends on; what history says is clear. */
export function filesOf(reading: Reading): string[] {
  return [...("document" in reading ? [reading.document] : []), ...("path" in reading ? [reading.path] : [])];
}
