/** Scripts and binaries of one version of a package.json, and what became of an entry that the next version lacks. */
import { nameSimilarity } from "./similarity.js";

/** Entries that are compared; a manifest with more is generated. */
const ENTRIES_MAX = 1_000;
/** Characters of a command that are compared. */
const COMMAND_MAX = 4_096;
/** An entry with the same text under another name; and one with a like name and command. */
const SAME_COMMAND = 0.98;
const LIKE_COMMAND = 0.88;
const NAME_MIN = 0.6;
const COMMAND_MIN = 0.5;

/** Name → command, or for binaries name → file. */
export type Entries = ReadonlyMap<string, string>;

export interface ManifestEntries {
  scripts: Entries;
  bins: Entries;
}

/** What `text` lists; null when it is no JSON object. A binary given as text alone has the package's name without its scope. */
export function manifestEntries(text: string): ManifestEntries | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { scripts, bin, name } = parsed;
  const bins = typeof bin === "string" ? { [typeof name === "string" ? withoutScope(name) : ""]: bin } : bin;
  return { scripts: textEntries(scripts), bins: textEntries(bins) };
}

function textEntries(value: unknown): Entries {
  const entries = new Map<string, string>();
  if (!isObject(value)) return entries;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === "string" && name !== "" && entries.size < ENTRIES_MAX) entries.set(name, text.slice(0, COMMAND_MAX));
  }
  return entries;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutScope(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/**
 * The entry that took the place of `name` when `before` became `after`: among the added ones the only one with the same command
 * (.98), else the only one with a like name and a like command (.88). null when there is none, or more than one.
 */
export function renamedEntry(name: string, before: Entries, after: Entries): { name: string; confidence: number } | null {
  const command = before.get(name);
  if (command === undefined) return null;
  const added = [...after].filter(([other]) => !before.has(other));
  const same = added.filter(([, text]) => text.trim() === command.trim());
  if (same.length === 1) return { name: (same[0] as [string, string])[0], confidence: SAME_COMMAND };
  if (same.length > 1) return null;
  const like = added.filter(
    ([other, text]) => nameSimilarity(name, other) >= NAME_MIN && sharedWords(command, text) >= COMMAND_MIN,
  );
  return like.length === 1 ? { name: (like[0] as [string, string])[0], confidence: LIKE_COMMAND } : null;
}

/** Jaccard index of the words of two commands. */
function sharedWords(a: string, b: string): number {
  const left = new Set(a.split(" ").filter((word) => word !== ""));
  const right = new Set(b.split(" ").filter((word) => word !== ""));
  let shared = 0;
  for (const word of left) if (right.has(word)) shared++;
  const all = left.size + right.size - shared;
  return all === 0 ? 1 : shared / all;
}
