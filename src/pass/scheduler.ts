/** Takes jobs out of the inbox and has them done: passes of several projects side by side, chores one after the other. */
import type { Logger } from "pino";
import { messageOf } from "../base/errors.js";
import { type Clock, isoTime } from "../base/time.js";
import type { Ledger } from "../domains/ledger.js";
import type { Job } from "../inbox/queue.js";

/** What may be leased together. */
interface Place {
  /** Most jobs leased at once; they are of one project. */
  limit: number;
  /** Projects that must wait, a git operation running in them. */
  except(): readonly number[];
}

/** Jobs of some kinds that are done together, and by whom. */
export interface Lane extends Place {
  name: string;
  task_types: readonly string[];
  /** Leases of this lane at a time. */
  atOnce: number;
  /** What is as a rule short enough to be done beside a full lane, one lease at a time: it need not wait for what takes minutes. */
  express?: Place;
  /** Does the jobs. What it finished it takes out of the inbox itself, in the transaction that records it. */
  run(jobs: readonly Job[]): Promise<void>;
  /** Whether a failure is nobody's fault (disk full, busy): the jobs go back, no retry is counted, and the lane rests a while. */
  isInnocent(error: unknown): boolean;
}

export interface SchedulerOptions {
  ledger: Ledger;
  lanes: readonly Lane[];
  instance: string;
  now: Clock;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** In [0, 1), spreads retries. */
  random(): number;
  log: Logger;
}

export interface Scheduler {
  /** Looks into the inbox now: something was added. */
  wake(): void;
  /** Leases nothing until `resume` was called with every `reason`; what runs goes on. */
  pause(reason: string): void;
  resume(reason: string): void;
  /** Leases nothing more, has `abort` end what runs, and waits for it; jobs that did not finish go back as they were. */
  drain(abort: () => Promise<void>): Promise<void>;
}

/** The inbox is looked into at least this often, so that a wake that was missed costs a second. */
const LOOK_MS_MAX = 1_000;
/** A job that may run already, but waits for its project's turn, is looked for this often. */
const LOOK_MS_MIN = 50;
/** Rest after a failure that was nobody's fault: the cause is rarely gone sooner. */
const TROUBLE_MS = 1_000;

interface Turn {
  lane: Lane;
  running: Set<Promise<void>>;
  /** Those of them that stand beside a full lane, and take no place of it. */
  beside: Set<Promise<void>>;
  /** Nothing is leased before this time, monotonic. */
  restUntil: number;
  /** The machine was to blame for the last failure to lease: said once. */
  blamed: boolean;
}

/** Starts leasing. */
export function startScheduler({
  ledger: { inbox, write },
  lanes,
  instance,
  now,
  monotonic,
  random,
  log,
}: SchedulerOptions): Scheduler {
  const turns = lanes.map(
    (lane): Turn => ({
      lane,
      running: new Set(),
      beside: new Set(),
      restUntil: Number.NEGATIVE_INFINITY,
      blamed: false,
    }),
  );
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const pauses = new Set<string>();
  let woken = false;
  /** Jobs that could not be put back when they failed, for want of disk: until they are, nothing else of their project is leased. */
  const stranded: { project_id: number; ids: number[] }[] = [];

  function look(): void {
    if (stopped) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(look, Math.min(...turns.map(lookAt)));
  }

  /** Leases for one lane, and gives when to look again. */
  function lookAt(turn: Turn): number {
    try {
      fill(turn);
      return waitOf(turn);
    } catch (error) {
      // The machine's own trouble is told by the lane; it is no news every second.
      const isInnocent = turn.lane.isInnocent(error);
      if (!isInnocent || !turn.blamed) log.error({ err: error, hint: "leasing is tried again every second" }, "inbox failed");
      turn.blamed = isInnocent;
      turn.restUntil = monotonic() + TROUBLE_MS;
      return TROUBLE_MS;
    }
  }

  /** Leases until the lane is full or nothing waits. */
  function fill(turn: Turn): void {
    const { lane, running, beside } = turn;
    if (pauses.size === 0) putBackStranded();
    for (let place = openPlace(turn); place !== null; place = openPlace(turn)) {
      const { limit } = place;
      const request = { instance, now: isoTime(now()), task_types: lane.task_types, limit, except: place.except() };
      const next = inbox.nextAvailable(request);
      const jobs = next === null || next > request.now ? [] : write(() => inbox.lease(request));
      turn.blamed = false;
      if (jobs.length === 0) return;
      const done = run(turn, jobs).finally(() => {
        running.delete(done);
        beside.delete(done);
        look();
      });
      running.add(done);
      if (place === lane.express) beside.add(done);
    }
  }

  /** Where there is room for one lease more; null when there is none. */
  function openPlace(turn: Turn): Place | null {
    const { lane, beside, restUntil } = turn;
    if (pauses.size > 0 || restUntil > monotonic()) return null;
    if (!isFull(turn)) return lane;
    return beside.size === 0 ? (lane.express ?? null) : null;
  }

  function isFull({ lane, running, beside }: Turn): boolean {
    return running.size - beside.size >= lane.atOnce;
  }

  function putBackStranded(): void {
    for (let [first] = stranded; first !== undefined; [first] = stranded) {
      const { project_id, ids } = first;
      write(() => inbox.release({ project_id, ids, now: isoTime(now()) }));
      stranded.shift();
      log.warn({ project_id, jobs: ids.length, hint: "tried again without counting a retry" }, "jobs put back");
    }
  }

  /** When the lane's next job may run; a full lane looks again when something ends. */
  function waitOf(turn: Turn): number {
    const next = isFull(turn) ? null : inbox.nextAvailable({ task_types: turn.lane.task_types });
    return next === null ? LOOK_MS_MAX : Math.min(LOOK_MS_MAX, Math.max(LOOK_MS_MIN, Date.parse(next) - now()));
  }

  async function run(turn: Turn, jobs: readonly Job[]): Promise<void> {
    try {
      await turn.lane.run(jobs);
    } catch (error) {
      giveBack(turn, jobs, error);
    }
  }

  function giveBack(turn: Turn, jobs: readonly Job[], error: unknown): void {
    const { lane } = turn;
    const message = messageOf(error);
    const project_id = (jobs[0] as Job).project_id;
    const ids = jobs.map(({ id }) => id);
    try {
      if (stopped || lane.isInnocent(error)) {
        turn.restUntil = monotonic() + TROUBLE_MS;
        write(() => inbox.release({ project_id, ids, now: isoTime(now()) }));
        log.warn(
          { project_id, jobs: ids.length, reason: message, hint: "tried again without counting a retry" },
          "jobs put back",
        );
        return;
      }
      const dead = write(() =>
        ids.filter((id) => inbox.fail({ project_id, id, error: message, at: now(), random: random() }) === "dead"),
      );
      log.error({ project_id, jobs: ids.length, dead_letters: dead.length, lane: lane.name, err: error }, "jobs failed");
    } catch (second) {
      // Their lease stays until they are put back; it is void at the next start.
      stranded.push({ project_id, ids });
      log.error({ project_id, jobs: ids.length, err: second }, "jobs could not be put back");
    }
  }

  look();
  return {
    wake() {
      if (woken || stopped) return;
      woken = true;
      setImmediate(() => {
        woken = false;
        look();
      });
    },
    pause(reason) {
      pauses.add(reason);
    },
    resume(reason) {
      pauses.delete(reason);
      look();
    },
    async drain(abort) {
      stopped = true;
      if (timer) clearTimeout(timer);
      await abort();
      await Promise.all(turns.flatMap(({ running }) => [...running]));
    },
  };
}
