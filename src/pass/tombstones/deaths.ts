/** When a name died, as git's history and the working tree tell it: what each kind of tombstone then proves. */
import type { NameIndex } from "../../analysis/names/name-index.js";

/** Deaths of one name that are looked at, newest first, until one proves true. */
export const DEATHS_MAX = 8;
/** Deaths whose proof is remembered. */
export const REMEMBERED_MAX = 20_000;
/** The working tree's changes are newer than every commit. */
const WORKING_RANK = -1;

export interface Death<Paths = readonly string[]> {
  rank: number;
  /** null for the working tree. */
  commit: string | null;
  parent: string | null;
  date: string | null;
  paths: Paths;
}

export interface DeathSources<Paths> {
  /** The index whose ranks `events` go by. */
  index: NameIndex;
  /** One event a file, newest first. */
  events: Iterable<{ commit: string; parent: string | null; date: string; path: string }>;
  /** Files of the working tree that lost the name; undefined when none did. */
  working: Paths | undefined;
  /** Deaths at most, that of the working tree among them. */
  max: number;
}

/** Deaths newer than the rank `before`, newest first; those of one commit are one. */
export function deathsBefore<Paths>(
  before: number,
  { index, events, working, max }: DeathSources<Paths>,
): Death<Paths | readonly string[]>[] {
  const deaths: Death<Paths | readonly string[]>[] = [];
  if (before > WORKING_RANK && working !== undefined) {
    deaths.push({ rank: WORKING_RANK, commit: null, parent: null, date: null, paths: working });
  }
  let paths: string[] = [];
  for (const { commit, parent, date, path } of events) {
    const rank = index.order(commit);
    if (rank >= before) break;
    if (deaths.at(-1)?.commit === commit) paths.push(path);
    else if (deaths.length < max) {
      paths = [path];
      deaths.push({ rank, commit, parent, date, paths });
    } else break;
  }
  return deaths;
}
