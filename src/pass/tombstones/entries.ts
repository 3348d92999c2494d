/** Tombstones of scripts and binaries: the version of the package.json that lost them, and what took their place. */
import type { ManifestEvent } from "../../analysis/names/history-data.js";
import type { Died, EntryTombstone } from "../../analysis/names/history-view.js";
import { type Entries, type ManifestEntries, manifestEntries, renamedEntry } from "../../analysis/names/manifest-entries.js";
import { CHAIN_MAX, type NameIndex } from "../../analysis/names/name-index.js";
import type { Git } from "../../worktree/git.js";
import { Recent } from "./recent.js";

/** Versions of one package.json that are looked at, newest first. */
const VERSIONS_MAX = 3_000;
/** Versions that are read at once. */
const BATCH = 64;
/** Parsed versions that are remembered. */
const REMEMBERED_MAX = 5_000;

const NONE: ManifestEntries = { scripts: new Map(), bins: new Map() };

export interface EntrySources {
  git: Git;
  index(): NameIndex;
  /** Blob id of a file in HEAD. */
  headBlob(path: string): Promise<string | undefined>;
  workingText(path: string): string | null;
}

export type EntryKind = keyof ManifestEntries;

/** Answers for the package.json at `manifest`; null for a name that lives, or never was. */
export function entryTombstones(
  sources: EntrySources,
): (kind: EntryKind, manifest: string, name: string) => Promise<EntryTombstone | null> {
  const parsed = new Recent<Promise<ManifestEntries | null>>(REMEMBERED_MAX);

  function read(blob: string | null): Promise<ManifestEntries | null> {
    if (blob === null) return Promise.resolve(NONE);
    const known = parsed.get(blob);
    if (known) return known;
    const answer = sources.git.readBlob(blob).then((text) => (text === null ? null : manifestEntries(text)));
    parsed.set(blob, answer, 1);
    return answer;
  }

  return async (kind, manifest, name) => {
    const text = sources.workingText(manifest);
    const now = text === null ? null : manifestEntries(text);
    if (now === null || now[kind].has(name)) return null;
    const steps = stepsOf(manifest, now[kind], kind, await sources.headBlob(manifest));
    return find(name, now[kind], steps);
  };

  /** The working tree against HEAD, then commit by commit. */
  async function* stepsOf(manifest: string, now: Entries, kind: EntryKind, head: string | undefined): AsyncGenerator<Step> {
    const committed = head === undefined ? null : await read(head);
    if (committed) yield { died: { commit: null, date: null }, before: committed[kind], after: now };
    const versions = sources.index().manifestVersions(manifest).slice(0, VERSIONS_MAX);
    for (let at = 0; at < versions.length; at += BATCH) {
      const batch = versions.slice(at, at + BATCH);
      const sides = await Promise.all(batch.map((version) => Promise.all([read(version.old), read(version.new)])));
      for (const [i, [before, after]] of sides.entries()) {
        const { commit, date } = batch[i] as ManifestEvent;
        // A version that does not parse says nothing.
        if (before && after) yield { died: { commit, date }, before: before[kind], after: after[kind] };
      }
    }
  }
}

/** What one change did to the entries. */
interface Step {
  died: Died;
  before: Entries;
  after: Entries;
}

/** The newest step that lost `name`, with the end of its trail through the newer steps. */
async function find(name: string, now: Entries, steps: AsyncIterable<Step>): Promise<EntryTombstone | null> {
  const newer: Step[] = [];
  for await (const step of steps) {
    if (step.before.has(name) && !step.after.has(name)) {
      return { name, died: step.died, successor: follow(renamedEntry(name, step.before, step.after), now, newer) };
    }
    newer.push(step);
  }
  return null;
}

function follow(rename: EntryTombstone["successor"], now: Entries, newer: readonly Step[]): EntryTombstone["successor"] {
  let current = rename;
  let until = newer.length;
  for (let length = 0; current !== null && length < CHAIN_MAX; length++) {
    const { name, confidence } = current;
    if (now.has(name)) return current;
    const at = newer.findLastIndex((step, i) => i < until && step.before.has(name) && !step.after.has(name));
    const step = newer[at];
    if (step === undefined) return null;
    const next = renamedEntry(name, step.before, step.after);
    current = next && { name: next.name, confidence: next.confidence * confidence };
    until = at;
  }
  return null;
}
