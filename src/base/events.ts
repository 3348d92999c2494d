/** What a daemon tells those who follow it. Published after the commit, in the order of `seq`, never before. */

/**
 * - `pass.done`: `{ files, documents, took_ms }`, a pass was committed;
 * - `drift.found`, `drift.resolved`: `{ findings }`, settled findings that came or went, `EVENT_FINDINGS_MAX` at most in one event;
 * - `project.progress`: `{ step, done, total }`, how far a longer pass is; not committed state, for the eye only.
 */
export const TOPICS = ["pass.done", "drift.found", "drift.resolved", "project.progress"] as const;
export type Topic = (typeof TOPICS)[number];

/** Findings in one event; a publisher splits longer lists, so that an event stays far below a frame. */
export const EVENT_FINDINGS_MAX = 100;

export interface LockstepEvent {
  topic: Topic;
  /** Root of the project. */
  project: string;
  /** Sequence number of the project's state that the event speaks of. */
  seq: number;
  data: Record<string, unknown>;
}

/** Where events come from. A listener must not throw and must not wait. */
export interface EventSource {
  /** Calls `listener` for every event from now on; returns the function that ends it. */
  subscribe(listener: (event: LockstepEvent) => void): () => void;
}

/** A source with its publishing end. */
export interface EventHub extends EventSource {
  publish(event: LockstepEvent): void;
}

export function eventHub(): EventHub {
  const listeners = new Set<(event: LockstepEvent) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(event) {
      for (const listener of listeners) listener(event);
    },
  };
}
