/** File and manifest events out of `git log --raw -z`. */
import type { HistoryEvent, InnerEvent, SymbolEvent } from "../analysis/names/history-data.js";
import { baseName } from "../base/paths.js";
import { type Commit, parseCommit } from "./history-commit.js";
import { type RawEntry, rawDiffParser } from "./raw-diff.js";

export interface RawHistoryReader {
  /** Takes a piece of the output; false when there is no room for more events. */
  push(chunk: Buffer): boolean;
  /** All commits, and the events of each with `symbols` among them, newest first. */
  finish(symbols: ReadonlyMap<string, (SymbolEvent | InnerEvent)[]>): { commits: Commit[]; events: HistoryEvent[] };
}

/** Commits read at most; the oldest ones of a longer line are left out. */
const COMMITS_MAX = 1_000_000;

/** `room` is told each number of new events and says whether more may follow; `onCommit` gets the number of commits so far. */
export function rawHistoryReader(room: (count: number) => boolean, onCommit: (done: number) => void): RawHistoryReader {
  const commits: { commit: Commit; events: HistoryEvent[] }[] = [];
  let open = true;
  const parse = rawDiffParser({
    onCommit(header) {
      const commit = header.charCodeAt(0) === 1 ? parseCommit(header.slice(1)) : null;
      if (commit === null) return;
      commits.push({ commit, events: [] });
      if (commits.length >= COMMITS_MAX) open = false;
      onCommit(commits.length);
    },
    onEntry(entry) {
      const current = commits.at(-1);
      if (!current || !open) return;
      const added = eventsOf(entry, current.commit);
      current.events.push(...added);
      if (added.length > 0) open = room(added.length);
    },
  });
  return {
    push(chunk) {
      parse(chunk);
      return open;
    },
    finish(symbols) {
      const events: HistoryEvent[] = [];
      for (const one of commits) {
        for (const event of one.events) events.push(event);
        for (const event of symbols.get(one.commit.id) ?? []) events.push(event);
      }
      return { commits: commits.map((one) => one.commit), events };
    },
  };
}

function eventsOf(entry: RawEntry, { id, parent, date }: Commit): HistoryEvent[] {
  const common = { commit: id, parent, date };
  const events: HistoryEvent[] = [];
  const { path, to, similarity } = entry;
  if (entry.status === "D" || entry.status === "R") events.push({ kind: "file", path, to, similarity, ...common });
  const now = to ?? path;
  if (isManifest(now)) events.push({ kind: "manifest", path: now, old: entry.old, new: entry.new, ...common });
  if (to !== null && isManifest(path) && !isManifest(to)) {
    events.push({ kind: "manifest", path, old: entry.old, new: null, ...common });
  }
  return events;
}

function isManifest(path: string): boolean {
  return baseName(path) === "package.json";
}
