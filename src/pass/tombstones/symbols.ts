/** Tombstones of declared names: when the last declaration vanished, and what took its place. */
import type { SymbolTombstone } from "../../analysis/names/history-view.js";
import type { InnerKind } from "../../analysis/names/inner.js";
import { CHAIN_MAX, type NameIndex } from "../../analysis/names/name-index.js";
import { type Placed, type Rename, uniqueRename } from "../../analysis/names/renames.js";
import { compareText } from "../../base/order.js";
import { folderOf } from "../../base/paths.js";
import { DEATHS_MAX, type Death, deathsBefore, REMEMBERED_MAX } from "./deaths.js";
import { Recent } from "./recent.js";
import type { ChangedFile, Side } from "./sides.js";

/** Names that live in the code now. */
export interface LiveNames {
  /** Paths of the code files that declare `name` at module level, or export it under this name. */
  declaring(name: string): readonly string[];
  /** Whether some code declares, or reads, such a name below module level. */
  holds(kind: InnerKind, name: string): boolean;
}

/** Code files of one change among which a successor is sought, the nearest to the dead declaration first. */
const FILES_MAX = 60;

/** A death that is true: the parent held the declaration. */
interface Proven {
  path: string;
  exported: boolean;
  rename: Rename | null;
}

export interface SymbolSources {
  index(): NameIndex;
  live: LiveNames;
  /** Code files that a commit changed; of the working tree for a commit of null. Empty when git cannot tell. */
  changedCode(commit: string | null, parent: string | null): Promise<ChangedFile[]>;
  /** Names that files of the working tree declare no longer, with the paths of those files in HEAD. */
  lostInWorkingTree(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Where the file at `path` in `commit` is now; null when it is gone. */
  pathNow(path: string, commit: string | null): Promise<string | null>;
}

export function symbolTombstones(sources: SymbolSources): (name: string) => Promise<SymbolTombstone | null> {
  // What a commit did to a name never changes.
  const proven = new Recent<Proven | null>(REMEMBERED_MAX);

  /** The newest death of `name`. */
  async function find(name: string): Promise<SymbolTombstone | null> {
    return first(name, await deathsOf(name, Number.POSITIVE_INFINITY, sources), CHAIN_MAX);
  }

  /** The first of `deaths` that proves true. */
  async function first(name: string, deaths: readonly Death[], stepsLeft: number): Promise<SymbolTombstone | null> {
    for (const death of deaths) {
      const proof = await prove(name, death);
      if (proof === null) continue;
      const { commit, date } = death;
      const successor = proof.rename === null ? null : await follow(proof.rename, death, stepsLeft);
      return { name, owner: null, path: proof.path, exported: proof.exported, died: { commit, date }, successor };
    }
    return null;
  }

  async function prove(name: string, death: Death): Promise<Proven | null> {
    if (death.commit === null) return proveIn(name, death, await sources.changedCode(null, null));
    const key = `${death.commit} ${name}`;
    const known = proven.get(key);
    if (known !== undefined) return known;
    const proof = await proveIn(name, death, await sources.changedCode(death.commit, death.parent));
    proven.set(key, proof, 1);
    return proof;
  }

  /** The live end of a rename, through later ones; null when the trail ends in a dead name. */
  async function follow({ to, confidence }: Rename, death: Death, stepsLeft: number): Promise<SymbolTombstone["successor"]> {
    const { name } = to.shape;
    const places = sources.live.declaring(name);
    if (places.length > 0) {
      const path = places.includes(to.path) ? to.path : await sources.pathNow(to.path, death.commit);
      const place = path !== null && places.includes(path) ? path : ([...places].sort(compareText)[0] as string);
      return { name, path: place, confidence };
    }
    if (stepsLeft === 0) return null;
    // Its first end after this: another declaration of the name may have come and gone later.
    const deaths = (await deathsOf(name, death.rank, sources)).reverse();
    const next = await first(name, deaths, stepsLeft - 1);
    return next?.successor ? { ...next.successor, confidence: next.successor.confidence * confidence } : null;
  }

  return async (name) => (sources.live.declaring(name).length > 0 ? null : find(name));
}

async function deathsOf(name: string, before: number, sources: SymbolSources): Promise<Death[]> {
  const index = sources.index();
  const working = (await sources.lostInWorkingTree()).get(name);
  return deathsBefore(before, { index, events: index.symbolDeaths(name), working, max: DEATHS_MAX });
}

/** Whether the parent held the declaration and the change took it away; and its successor in the same change. */
async function proveIn(name: string, death: Death, files: readonly ChangedFile[]): Promise<Proven | null> {
  const dead: Placed[] = [];
  for (const file of files) {
    if (file.old === null || !death.paths.includes(file.old.path)) continue;
    // Only one of several declarations went, such as an overload.
    if (file.new !== null && (await file.new.names()).has(name)) continue;
    const { path } = file.old;
    for (const shape of await file.old.shapes())
      if (shape.name === name && shape.owner === null) dead.push({ shape, path, origin: path });
  }
  dead.sort((a, b) => Number(b.shape.exported) - Number(a.shape.exported));
  const [first] = dead;
  if (first === undefined) return null;
  const others = await added(name, nearestFirst(files, first.path).slice(0, FILES_MAX));
  const renames = dead.map((one) => uniqueRename(one, others.candidates, others.rivals)).filter((one) => one !== null);
  const best = renames.reduce<Rename | null>((top, one) => (top === null || one.likeness > top.likeness ? one : top), null);
  return { path: first.path, exported: first.shape.exported, rename: best };
}

/** Names that came with the change, and other names that went with it. What only moved between its files is neither. */
async function added(name: string, files: readonly ChangedFile[]): Promise<{ candidates: Placed[]; rivals: Placed[] }> {
  const names = await Promise.all(
    files.map(async ({ old, new: now }) => ({ before: await old?.names(), after: await now?.names() })),
  );
  const allBefore = new Set(names.flatMap(({ before }) => [...(before ?? [])]));
  const allAfter = new Set(names.flatMap(({ after }) => [...(after ?? [])]));
  const candidates: Placed[] = [];
  const rivals: Placed[] = [];
  for (const [i, { old, new: now }] of files.entries()) {
    const came = [...(names[i]?.after ?? [])].filter((one) => !allBefore.has(one));
    const went = [...(names[i]?.before ?? [])].filter((one) => !allAfter.has(one) && one !== name);
    if (now && came.length > 0) candidates.push(...(await place(now, came, old?.path ?? now.path)));
    if (old && went.length > 0) rivals.push(...(await place(old, went, old.path)));
  }
  return { candidates, rivals };
}

async function place(side: Side, names: readonly string[], origin: string): Promise<Placed[]> {
  const wanted = new Set(names);
  return (await side.shapes())
    .filter(({ name, owner }) => owner === null && wanted.has(name))
    .map((shape) => ({ shape, path: side.path, origin }));
}

/** The same file first, then its folder, then the rest by path. */
function nearestFirst(files: readonly ChangedFile[], path: string): ChangedFile[] {
  const folder = folderOf(path);
  const distance = ({ old, new: now }: ChangedFile) => {
    if (old?.path === path) return 0;
    return folderOf(now?.path ?? old?.path ?? "") === folder ? 1 : 2;
  };
  return [...files].sort((a, b) => distance(a) - distance(b));
}
