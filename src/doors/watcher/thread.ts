/** The watcher as the main thread sees it: a thread that is started again when it dies, and swept for when it was away. */
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Way } from "./backend.js";
import type { FromThread, ToThread, WatchedProject } from "./protocol.js";
import type { Settled } from "./settle.js";

/** How a project is watched just now, for `status`. */
export interface WatchState {
  /** Name of the backend; `none` while the thread starts, `poll` when sweeps take the place of watching. */
  name: Way | "none";
  reason: string;
  /** What someone can do that a better way works, which is tried again every hour; null when this is the best one. */
  remedy: string | null;
  watches: number;
}

export interface WatcherOptions {
  /** The compiled entry of the thread. */
  entry: URL;
  log: Logger;
  onSettled(root: string, settled: Settled): void;
  /** Watching of `root` ended or began again. */
  onState(root: string, state: WatchState): void;
}

export interface Watcher {
  /** Resolves when the project is watched, or knowingly is not (`state` says why). */
  arm(project: WatchedProject): Promise<WatchState>;
  disarm(root: string): void;
  state(root: string): WatchState;
  /** Whether the thread answers within `ms`. */
  ping(ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** First wait before a dead thread is started again; doubles up to the longest. */
const RESPAWN_MS = { first: 100, longest: 30_000 } as const;
/** A thread that lived this long died of something new. */
const HEALTHY_MS = 60_000;
/** Heap of the thread: 20,000 watched files take about 200 MB with chokidar. */
const HEAP_MB_MAX = 512;
/** Arming takes at most the backend's own limit; a thread that says nothing for longer is taken as gone. */
const ARM_MS_MAX = 45_000;

/** Whether changes are heard of; else only sweeps find them. */
export function isWatching({ name }: WatchState): boolean {
  return name !== "none" && name !== "poll";
}

/** A watcher that watches nothing, and says why. */
export function noWatcher(reason: string): Watcher {
  const state: WatchState = { name: "none", reason, remedy: null, watches: 0 };
  return { arm: async () => state, disarm: () => {}, state: () => state, ping: async () => true, close: async () => {} };
}

/** How a project is watched that the thread has not heard of. */
export const NOT_YET: WatchState = { name: "none", reason: "starting", remedy: null, watches: 0 };

interface Watched {
  project: WatchedProject;
  state: WatchState;
  /** What was last said to be wrong; null when nothing is. */
  told: string | null;
}

/** How a project is watched that the thread cannot watch. */
function unwatched(reason: string): WatchState {
  return { name: "poll", reason, remedy: "nothing: watching is tried again every hour", watches: 0 };
}

/** Starts the thread. */
export function startWatcher({ entry, log, onSettled, onState }: WatcherOptions): Watcher {
  const watched = new Map<string, Watched>();
  const waiting = new Map<number, (answer: FromThread | null) => void>();
  let worker: Worker | null = null;
  let tickets = 0;
  let deaths = 0;
  let bornAt = 0;
  let closed = false;
  let respawn: NodeJS.Timeout | null = null;

  function spawn(): void {
    respawn = null;
    bornAt = performance.now();
    const born = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    worker = born;
    born.on("message", (message: FromThread) => heard(message));
    born.on("error", (error) => log.error({ err: error, hint: "it is started again; sweeps go on" }, "watcher thread failed"));
    born.on("exit", () => {
      if (worker === born) died();
    });
  }

  function died(): void {
    worker = null;
    for (const answer of [...waiting.values()]) answer(null);
    if (closed) return;
    deaths = performance.now() - bornAt > HEALTHY_MS ? 0 : deaths + 1;
    const wait = Math.min(RESPAWN_MS.longest, RESPAWN_MS.first * 2 ** Math.min(deaths, 20));
    const away: WatchState = { name: "none", reason: "watcher thread is restarting", remedy: null, watches: 0 };
    for (const root of watched.keys()) setState(root, away);
    respawn = setTimeout(() => {
      spawn();
      for (const { project } of watched.values()) {
        void arm(project).then(() => onSettled(project.root, { kind: "sweep", reason: "watcher was away" }));
      }
    }, wait);
  }

  function heard(message: FromThread): void {
    if (message.type === "settled") onSettled(message.root, message.settled);
    else if (message.type === "changed") setState(message.root, message.standing);
    else if (message.type === "ended") {
      setState(message.root, unwatched(message.reason));
      onSettled(message.root, { kind: "sweep", reason: "watching ended" });
    } else waiting.get(message.ticket)?.(message);
  }

  function setState(root: string, state: WatchState): WatchState {
    const entry = watched.get(root);
    if (entry) {
      tell(root, entry, state);
      entry.state = state;
      onState(root, state);
    }
    return state;
  }

  /** Says once what keeps a project from being watched as it should be, and when that is over. */
  function tell(root: string, entry: Watched, { name, reason, remedy }: WatchState): void {
    if (name === "none") return;
    const trouble = remedy === null ? null : `${name}: ${reason}`;
    if (trouble === entry.told) return;
    entry.told = trouble;
    if (trouble === null) log.info({ root, backend: name }, "watched as it should be");
    else log.warn({ root, backend: name, reason, hint: remedy }, "watching failed, and goes on in another way");
  }

  /** Sends what `make` makes of a new ticket and waits for its answer; null when the thread died or `ms` passed. */
  function ask(make: (ticket: number) => ToThread, ms: number): Promise<FromThread | null> {
    const ticket = ++tickets;
    return new Promise((resolve) => {
      const answer = (message: FromThread | null) => {
        clearTimeout(timer);
        waiting.delete(ticket);
        resolve(message);
      };
      const timer = setTimeout(() => answer(null), ms);
      waiting.set(ticket, answer);
      if (worker) worker.postMessage(make(ticket));
      else answer(null);
    });
  }

  async function arm(project: WatchedProject): Promise<WatchState> {
    const { state = NOT_YET, told = null } = watched.get(project.root) ?? {};
    watched.set(project.root, { project, state, told });
    const answer = await ask((ticket) => ({ type: "arm", ticket, project }), ARM_MS_MAX);
    if (answer?.type === "armed") return setState(project.root, answer.standing);
    return setState(project.root, unwatched(answer?.type === "failed" ? answer.reason : "watcher thread does not answer"));
  }

  spawn();
  return {
    arm,
    disarm(root) {
      watched.delete(root);
      worker?.postMessage({ type: "disarm", root } satisfies ToThread);
    },
    state: (root) => watched.get(root)?.state ?? NOT_YET,
    ping: async (ms) => (await ask((ticket) => ({ type: "ping", ticket }), ms)) !== null,
    async close() {
      closed = true;
      if (respawn) clearTimeout(respawn);
      await worker?.terminate();
    },
  };
}
