/** Which declaration took the place of another one (drift specification §5.3). All numbers are start values. */
import { folderOf } from "../../base/paths.js";
import type { DeclarationShape } from "./shape.js";
import { nameSimilarity } from "./similarity.js";

/** Parts of R. */
const SHARE = { signature: 0.45, body: 0.3, name: 0.15, place: 0.1 } as const;
/** A rename is at least this alike, and this far ahead of the next candidate. */
const RENAME_MIN = 0.75;
const AHEAD_MIN = 0.15;
/** Among candidates closer than that, the name decides when it is at least this alike and as far ahead. */
const NAME_MIN = 0.5;
/** Likeness of two constants with different values. */
const OTHER_VALUE = 0.3;
/** Place: same file, same folder. */
const SAME_FILE = 1;
const SAME_FOLDER = 0.4;
const CONFIDENCE_MAX = 0.98;
/**
 * A declaration that gives less than this many tokens, types and members to compare looks like every other of its kind (an empty
 * error class, a constant 1): it is renamed only to a name like its own, and never for certain.
 */
const EVIDENCE_MIN = 8;

/** A declaration and where it stood: its path, and for the new side also the path its file had before. */
export interface Placed {
  shape: DeclarationShape;
  path: string;
  /** Path at the parent; equal to `path` unless the file was renamed in the same change. */
  origin: string;
}

export interface Rename {
  to: Placed;
  /** R of the specification, in [0, 1]. */
  likeness: number;
  /** min(.98, .70 + .30·R). */
  confidence: number;
}

/**
 * The one candidate that `dead` was renamed to, or null. `rivals` are the other declarations that died in the same change: a
 * candidate that fits one of them as well is nobody's.
 */
export function uniqueRename(dead: Placed, candidates: readonly Placed[], rivals: readonly Placed[] = []): Rename | null {
  const scored = byName(candidates, (candidate) => renameLikeness(dead, candidate));
  const best = pick(dead.shape.name, scored);
  if (best === null) return null;
  const claimants = byName([dead, ...rivals], (claimant) => renameLikeness(claimant, best.placed));
  if (pick(best.placed.shape.name, claimants)?.placed.shape.name !== dead.shape.name) return null;
  return { to: best.placed, likeness: best.likeness, confidence: Math.min(CONFIDENCE_MAX, 0.7 + 0.3 * best.likeness) };
}

interface Scored {
  placed: Placed;
  likeness: number;
}

/** The best of each name, best first: the same name in two files is one candidate. */
function byName(all: readonly Placed[], likenessOf: (placed: Placed) => number): Scored[] {
  const best = new Map<string, Scored>();
  for (const placed of all) {
    const likeness = likenessOf(placed);
    if (likeness > (best.get(placed.shape.name)?.likeness ?? 0)) best.set(placed.shape.name, { placed, likeness });
  }
  return [...best.values()].sort((a, b) => b.likeness - a.likeness);
}

function pick(name: string, scored: readonly Scored[]): Scored | null {
  const [first, second] = scored;
  if (!first || first.likeness < RENAME_MIN) return null;
  if (!second || first.likeness - second.likeness >= AHEAD_MIN) return first;
  const close = scored.filter((one) => one.likeness >= RENAME_MIN && first.likeness - one.likeness < AHEAD_MIN);
  const named = close
    .map((one) => ({ one, alike: nameSimilarity(name, one.placed.shape.name) }))
    .sort((a, b) => b.alike - a.alike);
  const [nearest, next] = named;
  if (!nearest || nearest.alike < NAME_MIN) return close.length === 1 ? first : null;
  return nearest.alike - (next?.alike ?? 0) >= AHEAD_MIN ? nearest.one : null;
}

/** R = 0.45·sig + 0.30·body + 0.15·name + 0.10·place, in [0, 1]; 0 for different kinds; equal sig and body count as 1. */
export function renameLikeness(a: Placed, b: Placed): number {
  if (a.shape.kind !== b.shape.kind) return 0;
  const signature = signatureLikeness(a.shape, b.shape);
  const body = bodyLikeness(a.shape, b.shape) ?? signature;
  const name = nameSimilarity(a.shape.name, b.shape.name);
  const thin = Math.min(evidenceOf(a.shape), evidenceOf(b.shape)) < EVIDENCE_MIN;
  if (thin && name < NAME_MIN) return 0;
  if (signature === 1 && body === 1 && !thin) return 1;
  return SHARE.signature * signature + SHARE.body * body + SHARE.name * name + SHARE.place * placeLikeness(a, b);
}

function evidenceOf({ shingles, members, types, parameters }: DeclarationShape): number {
  return shingles.length + members.length + types.length + parameters.length;
}

function signatureLikeness(a: DeclarationShape, b: DeclarationShape): number {
  if (a.kind === "function") {
    const arity = a.required === b.required && a.total === b.total ? 1 : 0;
    return 0.4 * arity + 0.4 * overlap(a.types, b.types) + 0.2 * overlap(a.parameters, b.parameters);
  }
  if (a.kind === "const") {
    if (a.value === null && b.value === null) return overlap(a.types, b.types);
    return a.value === b.value ? 1 : OTHER_VALUE;
  }
  // A type without members is told by its tokens.
  return a.members.length + b.members.length === 0 ? overlap(a.types, b.types) : overlap(a.members, b.members);
}

/** null when both bodies are empty. */
function bodyLikeness(a: DeclarationShape, b: DeclarationShape): number | null {
  return a.shingles.length + b.shingles.length === 0 ? null : overlap(a.shingles, b.shingles);
}

/** Jaccard index of two lists without repetitions; 1 when both are empty. */
function overlap<T>(a: readonly T[], b: readonly T[]): number {
  const left = new Set(a);
  const right = new Set(b);
  let shared = 0;
  for (const one of left) if (right.has(one)) shared++;
  const all = left.size + right.size - shared;
  return all === 0 ? 1 : shared / all;
}

function placeLikeness(a: Placed, b: Placed): number {
  if (a.path === b.path || a.path === b.origin || a.origin === b.path) return SAME_FILE;
  const folder = folderOf(a.path);
  return folder === folderOf(b.path) || folder === folderOf(b.origin) ? SAME_FOLDER : 0;
}
