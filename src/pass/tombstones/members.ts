/** Tombstones of members of types: when a type lost them, and what took their place in it. */
import type { SymbolTombstone } from "../../analysis/names/history-view.js";
import { CHAIN_MAX, type NameIndex } from "../../analysis/names/name-index.js";
import { type Placed, type Rename, uniqueRename } from "../../analysis/names/renames.js";
import type { DeclarationShape } from "../../analysis/names/shape.js";
import { compareText } from "../../base/order.js";
import { DEATHS_MAX, type Death, deathsBefore, REMEMBERED_MAX } from "./deaths.js";
import { Recent } from "./recent.js";
import type { ChangedFile, Side } from "./sides.js";

/** Members that live in the code now. */
export interface LiveMembers {
  /** Whether the type `owner` has a member `name`; whether any type has one when `owner` is null. */
  hasMember(owner: string | null, name: string): boolean;
}

/** A member that a change took from a type which stayed, or went with it. */
interface Proven {
  owner: string;
  path: string;
  exported: boolean;
  rename: Rename | null;
}

export interface MemberSources {
  index(): NameIndex;
  live: LiveMembers;
  changedCode(commit: string | null, parent: string | null): Promise<ChangedFile[]>;
  /** What lines of files of the working tree may declare as members no longer, with the paths of those files in HEAD. */
  lostInWorkingTree(): Promise<ReadonlyMap<string, readonly string[]>>;
}

export type FindMember = (owner: string | null, name: string) => Promise<SymbolTombstone | null>;

export function memberTombstones(sources: MemberSources): FindMember {
  const proven = new Recent<readonly Proven[]>(REMEMBERED_MAX);

  async function find(
    owner: string | null,
    name: string,
    before: number,
    stepsLeft: number,
    order: "newest" | "oldest" = "newest",
  ): Promise<SymbolTombstone | null> {
    const deaths = await deathsOf(name, before, sources);
    for (const death of order === "newest" ? deaths : deaths.reverse()) {
      const proofs = (await prove(name, death)).filter((proof) => owner === null || proof.owner === owner);
      const best = proofs.find((proof) => proof.exported) ?? proofs[0];
      if (best === undefined) continue;
      const { commit, date } = death;
      const successor = await follow(proofs, death, stepsLeft);
      return { name, owner: best.owner, path: best.path, exported: best.exported, died: { commit, date }, successor };
    }
    return null;
  }

  async function prove(name: string, death: Death): Promise<readonly Proven[]> {
    const files = () => sources.changedCode(death.commit, death.parent);
    if (death.commit === null) return proveIn(name, death, await files());
    const key = `${death.commit} ${name}`;
    const known = proven.get(key);
    if (known !== undefined) return known;
    const proofs = await proveIn(name, death, await files());
    proven.set(key, proofs, 1);
    return proofs;
  }

  /** The live name that every type which lost the member put in its place; null when they differ, or when the trail ends. */
  async function follow(proofs: readonly Proven[], death: Death, stepsLeft: number): Promise<SymbolTombstone["successor"]> {
    const ends = await Promise.all(proofs.map((proof) => (proof.rename === null ? null : endOf(proof.rename, death, stepsLeft))));
    const [first] = ends;
    if (!first || ends.some((end) => end?.name !== first.name)) return null;
    return { ...first, confidence: Math.min(...ends.map((end) => end?.confidence ?? 0)) };
  }

  async function endOf({ to, confidence }: Rename, death: Death, stepsLeft: number): Promise<SymbolTombstone["successor"]> {
    const { name, owner } = to.shape;
    if (owner === null) return null;
    if (sources.live.hasMember(owner, name)) return { name, path: to.path, confidence };
    if (stepsLeft === 0) return null;
    const next = await find(owner, name, death.rank, stepsLeft - 1, "oldest");
    return next?.successor ? { ...next.successor, confidence: next.successor.confidence * confidence } : null;
  }

  return async (owner, name) =>
    sources.live.hasMember(owner, name) ? null : find(owner, name, Number.POSITIVE_INFINITY, CHAIN_MAX);
}

async function deathsOf(name: string, before: number, sources: MemberSources): Promise<Death[]> {
  const index = sources.index();
  const working = (await sources.lostInWorkingTree()).get(name);
  return deathsBefore(before, { index, events: index.memberDeaths(name), working, max: DEATHS_MAX });
}

/** The types that held the member at the parent and hold it in no file of the change any more. */
async function proveIn(name: string, death: Death, files: readonly ChangedFile[]): Promise<Proven[]> {
  const paths = new Set(death.paths);
  const touched = files.filter((file) => file.old !== null && paths.has(file.old.path));
  const dead = new Map<string, Placed[]>();
  for (const { old } of touched) {
    for (const placed of await placedIn(old, (shape) => shape.owner !== null && shape.name === name)) {
      const owner = placed.shape.owner as string;
      dead.set(owner, [...(dead.get(owner) ?? []), placed]);
    }
  }
  const proofs: Proven[] = [];
  for (const [owner, losses] of [...dead].sort(([a], [b]) => compareText(a, b))) {
    const { before, after } = await membersOf(owner, files);
    if (after.some(({ shape }) => shape.name === name)) continue;
    const names = { before: new Set(before.map(nameOf)), after: new Set(after.map(nameOf)) };
    const came = after.filter((one) => !names.before.has(nameOf(one)));
    const went = before.filter((one) => !names.after.has(nameOf(one)) && nameOf(one) !== name);
    const [first] = losses as [Placed];
    const renames = losses.map((one) => uniqueRename(one, came, went)).filter((one) => one !== null);
    const rename = renames.reduce<Rename | null>((top, one) => (top === null || one.likeness > top.likeness ? one : top), null);
    proofs.push({ owner, path: first.path, exported: losses.some(({ shape }) => shape.exported), rename });
  }
  return proofs;
}

function nameOf({ shape }: Placed): string {
  return shape.name;
}

/** The members of `owner` on both sides of a change; only files that name it are parsed. */
async function membersOf(owner: string, files: readonly ChangedFile[]): Promise<{ before: Placed[]; after: Placed[] }> {
  const before: Placed[] = [];
  const after: Placed[] = [];
  const isOwned = (shape: DeclarationShape) => shape.owner === owner;
  for (const { old, new: now } of files) {
    if (await declares(old, owner)) before.push(...(await placedIn(old, isOwned)));
    if (await declares(now, owner)) after.push(...(await placedIn(now, isOwned, old?.path)));
  }
  return { before, after };
}

async function declares(side: Side | null, owner: string): Promise<boolean> {
  return side !== null && (await side.names()).has(owner);
}

async function placedIn(side: Side | null, wanted: (shape: DeclarationShape) => boolean, origin?: string): Promise<Placed[]> {
  if (side === null) return [];
  const { path } = side;
  return (await side.shapes()).filter(wanted).map((shape) => ({ shape, path, origin: origin ?? path }));
}
