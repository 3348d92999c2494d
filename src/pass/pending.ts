/**
 * When a finding becomes known. While somebody edits, half of a change looks like drift; so a new finding waits until its
 * document has been quiet for a while, and leaves no trace when it vanishes before. Pure: the time is handed in, milliseconds
 * of a monotonic clock.
 */

/** Ids of one document's findings after it was judged. */
export interface JudgedIds {
  path: string;
  ids: readonly string[];
}

export interface PendingFindings {
  /** Findings that an earlier run had already made known. */
  restore(documents: Iterable<{ path: string; id: string; state: "settled" | "pending" }>, now: number): void;
  /** Takes the findings of documents that were judged anew; returns known ones that are gone. New ones wait from `now`. */
  judged(documents: readonly JudgedIds[], now: number): { resolved: string[] };
  /** Makes known at once what the documents hold: nobody was editing. Returns what became known. */
  settleNow(): string[];
  /** Makes known what has waited since before `now - quietMs`; returns its ids with their documents. */
  take(now: number, quietMs: number): { id: string; path: string }[];
  /** When the next one will have waited long enough; null while none waits. */
  due(quietMs: number): number | null;
  isPending(id: string): boolean;
  /** Whether a finding of the document waits. */
  holds(path: string): boolean;
  size(): number;
  /** Ids of all that waits. */
  waiting(): string[];
}

/** The findings of one project. */
export function pendingFindings(): PendingFindings {
  const known = new Map<string, Set<string>>();
  const waiting = new Map<string, Map<string, number>>();

  const settle = (path: string, id: string) => {
    const ids = known.get(path) ?? new Set();
    known.set(path, ids.add(id));
  };

  function judgedOne({ path, ids }: JudgedIds, now: number): string[] {
    const settled = known.get(path) ?? new Set();
    const fresh = new Map<string, number>();
    for (const id of ids) if (!settled.has(id)) fresh.set(id, now);
    if (fresh.size > 0) waiting.set(path, fresh);
    else waiting.delete(path);
    const here = new Set(ids);
    const gone = [...settled].filter((id) => !here.has(id));
    for (const id of gone) settled.delete(id);
    if (settled.size === 0) known.delete(path);
    return gone;
  }

  function take(now: number, quietMs: number): { id: string; path: string }[] {
    const taken: { id: string; path: string }[] = [];
    for (const [path, ids] of waiting) {
      for (const [id, since] of ids) {
        if (since + quietMs > now) continue;
        ids.delete(id);
        settle(path, id);
        taken.push({ id, path });
      }
      if (ids.size === 0) waiting.delete(path);
    }
    return taken;
  }

  return {
    restore(documents, now) {
      for (const { path, id, state } of documents) {
        if (state === "settled") settle(path, id);
        else waiting.set(path, (waiting.get(path) ?? new Map()).set(id, now));
      }
    },
    judged: (documents, now) => ({ resolved: documents.flatMap((document) => judgedOne(document, now)) }),
    settleNow: () => take(Number.POSITIVE_INFINITY, 0).map(({ id }) => id),
    take,
    due(quietMs) {
      let earliest: number | null = null;
      for (const ids of waiting.values()) for (const since of ids.values()) earliest = Math.min(earliest ?? since, since);
      return earliest === null ? null : earliest + quietMs;
    },
    isPending: (id) => [...waiting.values()].some((ids) => ids.has(id)),
    holds: (path) => waiting.has(path),
    waiting: () => [...waiting.values()].flatMap((ids) => [...ids.keys()]),
    size: () => [...waiting.values()].reduce((total, ids) => total + ids.size, 0),
  };
}
