/** Whether anything at some paths has changed, told by their stats, and only where these prove it. */
import { lstatSync, type Stats, statSync } from "node:fs";
import { NS_PER_MS, stepOf } from "./stats.js";

export interface Evidence {
  /** Whether nothing changed since it was taken. */
  holds(): boolean;
}

export interface EvidencePaths {
  /** Files and folders of the working tree: they are there, and are no links. */
  inside: readonly string[];
  /** Files elsewhere, by absolute paths; links are followed, and one that is not there must stay away. */
  outside: readonly string[];
  /** The device that `inside` must be on: of another it is not known what its times mean. */
  device: number;
}

/**
 * Evidence that what is read at these paths is still as it was at `since` (epoch milliseconds) and ever after. null when the stats
 * cannot prove that: a path changed so shortly before `since` that one more change need not show, or is not what it must be. What
 * changes a file or the entries of a folder also sets its ctime, and nobody can set that back.
 */
export function takeEvidence({ inside, outside, device }: EvidencePaths, since: number): Evidence | null {
  const own = inside.map(lookAt);
  if (own.some((stats) => stats === null || stats.isSymbolicLink() || stats.dev !== device)) return null;
  const others = outside.map(lookBeyond);
  if ([...own, ...others].some((stats) => stats !== null && !isSettled(stats, since))) return null;
  return {
    holds: () =>
      inside.every((path, at) => isSame(lookAt(path), own[at] ?? null)) &&
      outside.every((path, at) => isSame(lookBeyond(path), others[at] ?? null)),
  };
}

function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function lookBeyond(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** Whether a change at `since` or later would have left a later time. */
function isSettled({ ctimeMs }: Stats, since: number): boolean {
  return since - ctimeMs >= stepOf(Math.round(ctimeMs * NS_PER_MS));
}

function isSame(a: Stats | null, b: Stats | null): boolean {
  if (a === null || b === null) return a === b;
  return a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.dev === b.dev && a.size === b.size;
}
