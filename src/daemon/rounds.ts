/** What is looked at every second: projects whose root is gone, trees that nobody watches, memory that nobody needs. */
import type { Logger } from "pino";
import { isWatching } from "../doors/watcher/thread.js";
import type { ProjectSession } from "../pass/session.js";
import type { Life } from "./life.js";
import type { Projects } from "./projects.js";

const ROUND_MS = 1_000;
/** A root that is gone is looked for this often. */
const MISSING_MS = 10_000;
/** A tree that cannot be watched is swept instead, the less often the longer nothing changes in it. */
export const POLL_MS: PollMs = { first: 2_000, longest: 30_000 };
/** In safe mode, always after the same time. */
export const SAFE_POLL_MS: PollMs = { first: 60_000, longest: 60_000 };
/** Watching that failed is tried again this often. */
const REARM_MS = 3_600_000;
/** Priority of these sweeps. */
const PRIORITY = 5;

export interface PollMs {
  first: number;
  longest: number;
}

interface Polled {
  next: number;
  wait: number;
  /** Sequence number at the last look: when it grew, something had changed. */
  seq: number;
}

/** When to sweep a tree that nobody watches. Pure: time handed in, milliseconds. */
export function polling({ first, longest }: PollMs): { isDue(seq: number, now: number): boolean } {
  let polled: Polled | null = null;
  return {
    isDue(seq, now) {
      if (polled === null) {
        polled = { next: now + first, wait: first, seq };
        return false;
      }
      if (polled.seq !== seq) polled = { next: Math.min(polled.next, now + first), wait: first, seq };
      if (now < polled.next) return false;
      const wait = Math.min(longest, polled.wait * 2);
      polled = { next: now + wait, wait, seq };
      return true;
    },
  };
}

/** When to try a better way of watching again. Pure: time handed in, milliseconds. */
export function retrying<T>(): { isDue(key: T, isWorse: boolean, now: number): boolean } {
  const since = new Map<T, number>();
  return {
    isDue(key, isWorse, now) {
      const begun = since.get(key) ?? now;
      if (!isWorse || now - begun >= REARM_MS) since.delete(key);
      else since.set(key, begun);
      return isWorse && now - begun >= REARM_MS;
    },
  };
}

export interface RoundsOptions {
  projects: Projects;
  life: Life;
  poll: PollMs;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

/** Starts the rounds; returns the function that ends them. */
export function startRounds({ projects, life, poll: pollMs, monotonic, log }: RoundsOptions): () => void {
  const polled = new Map<ProjectSession, ReturnType<typeof polling>>();
  const retries = retrying<ProjectSession>();
  const lookedFor = new Map<ProjectSession, number>();

  function round(session: ProjectSession): void {
    const now = monotonic();
    session.rest().catch((error: unknown) => log.warn({ err: error, hint: "memory is given back later" }, "resting failed"));
    // Hints were dropped; the first sweep that can be queued again makes up for them.
    if (life.isTroubled()) session.queueSweep(PRIORITY);
    else if (session.state.kind === "paused") {
      if (now - (lookedFor.get(session) ?? 0) < MISSING_MS) return;
      lookedFor.set(session, now);
      session.queueSweep(PRIORITY);
    } else {
      const state = projects.watchState(session);
      if (isWatching(state)) polled.delete(session);
      else if (pollOf(session).isDue(session.recorder.seq, now)) session.queueSweep(PRIORITY);
      if (retries.isDue(session, state.remedy !== null, now)) projects.rearm(session);
    }
  }

  function pollOf(session: ProjectSession): ReturnType<typeof polling> {
    const poll = polled.get(session) ?? polling(pollMs);
    polled.set(session, poll);
    return poll;
  }

  const timer = setInterval(() => {
    for (const session of projects.all()) round(session);
  }, ROUND_MS);
  timer.unref();
  return () => clearInterval(timer);
}
