/** What the history of a repository says of names, as plain values that are cached and stored as they are. */
import type { HistoryStatus } from "../model.js";

interface EventBase {
  /** Path at the parent, relative to the project; of a manifest, the path in the commit (at the parent when it went). */
  path: string;
  commit: string;
  /** First parent; null for a commit without one. */
  parent: string | null;
  /** When it was committed, UTC. */
  date: string;
}

/** Raised when the events of the same commits would be others: what is stored is then read again. */
export const HISTORY_READER = 4;

/** `path` was deleted (`to` null), or renamed to `to` with a similarity in percent. */
export interface FileEvent extends EventBase {
  kind: "file";
  to: string | null;
  similarity: number | null;
}

/** The file at `path` lost its last line that declares `name`. What that line was is only known from the text of the parent. */
export interface SymbolEvent extends EventBase {
  kind: "symbol";
  name: string;
}

/**
 * The file at `path` lost its last line that may declare an inner name: a member of a type, a key of a schema, an option, a
 * variable of the environment. Which of them it was, if any, is only known from the text of the parent.
 */
export interface InnerEvent extends EventBase {
  kind: "inner";
  name: string;
}

/**
 * The file at `path` lost its last line that may declare `name` as a member of a type, methods of classes among them. Whether it did,
 * and of which type, is only known from the text of the parent.
 */
export interface MemberEvent extends EventBase {
  kind: "member";
  name: string;
}

/** A package.json changed; `old` and `new` are blob ids, null where it was not there. */
export interface ManifestEvent extends EventBase {
  kind: "manifest";
  old: string | null;
  new: string | null;
}

export type HistoryEvent = FileEvent | SymbolEvent | InnerEvent | MemberEvent | ManifestEvent;

export interface HistoryData {
  version: 1;
  /** The commit it was read from; null before the first commit and without git. */
  head: string | null;
  status: HistoryStatus;
  /** Newest first; events of one commit stand together. */
  events: HistoryEvent[];
}

/** The history of a folder that has none. `note` says why, in plain words. */
export function noHistory(note: string): HistoryData {
  return { version: 1, head: null, status: { kind: "none", commits: 0, note }, events: [] };
}
