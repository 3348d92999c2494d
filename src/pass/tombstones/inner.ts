/** Tombstones of names below module level: keys of types and schemas, options, variables of the environment. */

import type { InnerTombstone } from "../../analysis/names/history-view.js";
import { type Inner, type InnerKind, innerSuccessor, SAME_SITE } from "../../analysis/names/inner.js";
import { CHAIN_MAX, type NameIndex } from "../../analysis/names/name-index.js";
import { isProjectCode } from "../../base/test-path.js";
import { DEATHS_MAX, type Death, deathsBefore, REMEMBERED_MAX } from "./deaths.js";
import { Recent } from "./recent.js";
import type { ChangedFile, Side } from "./sides.js";

/** Code files of one change that are searched for the name, or for its owner. */
const FILES_MAX = 60;

export interface InnerSources {
  index(): NameIndex;
  /** Whether some code declares the name now. */
  lives(kind: InnerKind, name: string): boolean;
  /** Code files that a commit changed; of the working tree for a commit of null. Empty when git cannot tell. */
  changedCode(commit: string | null, parent: string | null): Promise<ChangedFile[]>;
}

/** `paths`: files that lost a line with the name; null when that is not known. */
type InnerDeath = Death<readonly string[] | null>;

/** A death that is true: the parent held the declaration, and nothing in the change holds it still. */
interface Proven {
  dead: Inner;
  path: string;
  successor: Inner | null;
  outside: string[];
  ownerSurvived: boolean;
}

export function innerTombstones(sources: InnerSources): (kind: InnerKind, name: string) => Promise<InnerTombstone | null> {
  // What a commit did to a name never changes.
  const proven = new Recent<Proven | null>(REMEMBERED_MAX);

  async function prove(kind: InnerKind, name: string, death: InnerDeath): Promise<Proven | null> {
    if (death.commit === null) return proveIn(kind, name, death, await sources.changedCode(null, null));
    const key = `${death.commit} ${kind} ${name}`;
    const known = proven.get(key);
    if (known !== undefined) return known;
    const proof = await proveIn(kind, name, death, await sources.changedCode(death.commit, death.parent));
    proven.set(key, proof, 1);
    return proof;
  }

  /** The first of `deaths` that proves true. */
  async function first(
    kind: InnerKind,
    name: string,
    deaths: readonly InnerDeath[],
    left: number,
  ): Promise<InnerTombstone | null> {
    for (const death of deaths) {
      const proof = await prove(kind, name, death);
      if (proof === null) continue;
      const { dead, path, outside, ownerSurvived } = proof;
      const successor = proof.successor === null ? null : await follow(proof.successor, death, left);
      const { commit, date } = death;
      const died = { commit, date };
      return { kind, name, owner: dead.owner, path, outside, owner_survived: ownerSurvived, died, successor };
    }
    return null;
  }

  /** The live end of a rename, through later ones; null when the trail ends in a dead name. */
  async function follow({ kind, name, owner }: Inner, death: InnerDeath, left: number): Promise<InnerTombstone["successor"]> {
    if (sources.lives(kind, name)) return { name, owner, confidence: SAME_SITE };
    if (left === 0) return null;
    const deaths = deathsOf(name, death.rank, sources.index()).reverse();
    const next = await first(kind, name, deaths, left - 1);
    return next?.successor ? { ...next.successor, confidence: next.successor.confidence * SAME_SITE } : null;
  }

  return async (kind, name) =>
    sources.lives(kind, name) ? null : first(kind, name, deathsOf(name, Number.POSITIVE_INFINITY, sources.index()), CHAIN_MAX);
}

/** The working tree is always looked at, beside the deaths that commits tell of. */
function deathsOf(name: string, before: number, index: NameIndex): InnerDeath[] {
  return deathsBefore(before, { index, events: index.innerDeaths(name), working: null, max: DEATHS_MAX + 1 });
}

async function proveIn(
  kind: InnerKind,
  name: string,
  { paths }: InnerDeath,
  files: readonly ChangedFile[],
): Promise<Proven | null> {
  const mayHold = files.filter(({ old }) => old !== null && (paths === null || paths.includes(old.path)));
  const found = await mostTelling(kind, name, mayHold);
  if (found === null || (await isHeld(kind, name, files))) return null;
  const { dead, path, file } = found;
  const siblings = await siblingsAfter(dead, file, files);
  const outside = [...new Set([...dead.outside, ...siblings.flatMap((one) => one.outside)])];
  const successor = await successorOf(dead, file, files);
  return { dead, path, successor, outside, ownerSurvived: siblings.length > 0 };
}

/**
 * Of the declarations that the change may have taken, the one that documents most likely speak of: not that of a test or an example,
 * and rather a key of a type than one in a list of parameters.
 */
async function mostTelling(
  kind: InnerKind,
  name: string,
  files: readonly ChangedFile[],
): Promise<{ dead: Inner; path: string; file: ChangedFile } | null> {
  const isOwn = ({ old }: ChangedFile) => old !== null && isProjectCode(old.path);
  const ordered = [...files.filter(isOwn), ...files.filter((file) => !isOwn(file))];
  let first: { dead: Inner; path: string; file: ChangedFile } | null = null;
  for (const file of ordered.slice(0, FILES_MAX)) {
    if (first !== null && !isOwn(file)) break;
    const dead = await find(file.old, kind, name);
    if (dead === undefined || file.old === null) continue;
    const found = { dead, path: file.old.path, file };
    if (!dead.owner.includes("(")) return found;
    first ??= found;
  }
  return first;
}

async function find(side: Side | null, kind: InnerKind, name: string): Promise<Inner | undefined> {
  if (side === null || !(await side.holds(name))) return undefined;
  const named = (await side.inner()).filter((one) => one.kind === kind && one.name === name);
  return named.find(({ owner }) => !owner.includes("(")) ?? named[0];
}

/** Whether a file still declares the name after the change: then it only moved. */
async function isHeld(kind: InnerKind, name: string, files: readonly ChangedFile[]): Promise<boolean> {
  for (const file of files.slice(0, FILES_MAX)) if (await find(file.new, kind, name)) return true;
  return false;
}

/** What its owner holds after the change, in its own file or else in another one of the change. */
async function siblingsAfter({ kind, owner }: Inner, own: ChangedFile, files: readonly ChangedFile[]): Promise<Inner[]> {
  for (const { new: now } of [own, ...files.slice(0, FILES_MAX)]) {
    if (now === null || !(await now.holds(lastName(owner)))) continue;
    const siblings = (await now.inner()).filter((one) => one.kind === kind && one.owner === owner);
    if (siblings.length > 0) return siblings;
  }
  return [];
}

/** What took its place in the same file, else in another one of the change that has its owner. */
async function successorOf(dead: Inner, own: ChangedFile, files: readonly ChangedFile[]): Promise<Inner | null> {
  const before = (await own.old?.inner()) ?? [];
  const others = own.new === null ? files.filter((file) => file !== own).slice(0, FILES_MAX) : [own];
  for (const { new: now } of others) {
    if (now === null || (now !== own.new && !(await now.holds(lastName(dead.owner))))) continue;
    const after = await now.inner();
    const key = ({ kind, owner, name }: Inner) => `${kind} ${owner} ${name}`;
    const had = new Set(before.map(key));
    const has = new Set(after.map(key));
    const added = after.filter((one) => !had.has(key(one)));
    const lost = before.filter((one) => !has.has(key(one)));
    const found = innerSuccessor(dead, added, lost);
    if (found) return found;
  }
  return null;
}

/** `KettleOptions.lid` → KettleOptions. */
function lastName(owner: string): string {
  const end = [owner.indexOf("."), owner.indexOf("(")].filter((at) => at > 0);
  return owner.slice(0, end.length > 0 ? Math.min(...end) : undefined);
}
