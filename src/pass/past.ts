/** The past of one project: its history out of git, kept up with HEAD, and the answers judging asks of it. */
import { type HistoryData, noHistory } from "../analysis/names/history-data.js";
import type { Question } from "../analysis/names/history-view.js";
import { buildNameIndex, type NameIndex } from "../analysis/names/name-index.js";
import type { HistoryRecord } from "../domains/documentation/history.js";
import type { Git } from "../worktree/git.js";
import { readHistory } from "../worktree/history.js";
import type { Answers, HistoryFacts } from "./history-view.js";
import {
  createTombstones,
  type LiveNames,
  type OutlineReader,
  type TextReaders,
  type Tombstones,
  type WorkingTree,
} from "./tombstones.js";

export interface PastOptions {
  git: Git | null;
  /** Why there is no git, for people. */
  note: string;
  /** What an earlier run recorded. */
  history: HistoryData | null;
  readers?: TextReaders;
  readOutline?: OutlineReader;
}

export interface PastOfProject {
  facts(): HistoryFacts;
  /** The paths that the file at `path` had before it was renamed, newest first. */
  formerPaths(path: string): string[];
  data(): HistoryData;
  /** Reads on when HEAD has moved; gives what to record, null when it stands where it stood. */
  refresh(deadlineMs: number, onProgress?: (done: number) => void): Promise<HistoryRecord | null>;
  answer(questions: readonly Question[], answers: Answers): Promise<void>;
  /** A file of the working tree changed, came or went. */
  forgetFile(): void;
  /** Tells it what lives now; before any question. */
  attach(live: LiveNames, working: WorkingTree): void;
  close(): Promise<void>;
}

export function openPast({ git, note, history, readers, readOutline }: PastOptions): PastOfProject {
  let data = history ?? noHistory(note);
  let index: NameIndex = buildNameIndex(data);
  let read = false;
  let tombstones: Tombstones | null = null;

  function take(next: HistoryData): HistoryRecord {
    const record = difference(data, next, history !== null || read);
    data = next;
    index = buildNameIndex(next);
    tombstones?.moveTo(index);
    return record;
  }

  return {
    facts: () => ({
      status: data.status,
      pathsNamed: (base) => index.basenames(base),
      deadPages: (name) => index.deadPages(name),
    }),
    formerPaths: (path) => index.formerPaths(path),
    data: () => data,
    async refresh(deadlineMs, onProgress) {
      if (git === null) {
        if (read || history?.head === null) return null;
        read = true;
        return take(noHistory(note));
      }
      const elsewhere = git.wasElsewhere;
      await git.refresh();
      const since = read || history !== null ? data : null;
      if (read && !elsewhere && git.head === data.head && git.shallow === (data.status.kind === "shallow")) return null;
      const next = await readHistory(git, { since, deadlineMs, ...(onProgress ? { onProgress } : {}) });
      const moved = next !== since;
      // What was answered with another commit checked out does not hold, also when HEAD has come back since.
      const record = moved || elsewhere ? take(next) : null;
      read = true;
      return record;
    },
    async answer(questions, answers) {
      await tombstones?.answer(questions, answers);
    },
    forgetFile: () => tombstones?.forgetFile(),
    attach(live, working) {
      const reading = { ...(readers ? { readers } : {}), ...(readOutline ? { readOutline } : {}) };
      tombstones = createTombstones({ git, index, live, working, ...reading });
    },
    close: async () => git?.close(),
  };
}

/** What the ledger must write to hold `next` where it holds `before`. */
function difference(before: HistoryData, next: HistoryData, recorded: boolean): HistoryRecord {
  const added = next.events.length - before.events.length;
  const extends_ =
    recorded &&
    before.head !== null &&
    added >= 0 &&
    next.events[added] === before.events[0] &&
    next.events.at(-1) === before.events.at(-1);
  const { head, status } = next;
  if (extends_) return { how: "extend", head, status, events: next.events.slice(0, added) };
  return { how: "replace", head, status, events: next.events };
}
