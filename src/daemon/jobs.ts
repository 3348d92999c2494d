/** Who does the jobs of the inbox, and when the clock adds some. */
import type { Logger } from "pino";
import { LockstepError, messageOf } from "../base/errors.js";
import { faultPoint } from "../base/fault-points.js";
import { shownText } from "../base/fault-wording.js";
import { type Clock, isoTime } from "../base/time.js";
import type { Config } from "../config/schema.js";
import { SHARED_PROJECT } from "../domains/documentation/projects.js";
import type { Ledger } from "../domains/ledger.js";
import type { ClockJobStatus } from "../domains/method.js";
import { lastRun } from "../domains/operations/clock-methods.js";
import type { ClockRun } from "../domains/operations/clock-runs.js";
import { type CronClock, startClock } from "../doors/clock.js";
import { PASS_TYPES } from "../inbox/job.js";
import type { Chore } from "../pass/chores/chore.js";
import type { Lane } from "../pass/scheduler.js";
import type { ProjectSession } from "../pass/session.js";
import { machineTrouble } from "../pass/trouble.js";
import type { Grounds } from "./grounds.js";
import type { Life, TroubleSource } from "./life.js";
import type { Projects } from "./projects.js";

/** Files that one pass leases. */
const FILES_A_PASS = 1_000;
/** Projects that parse at the same time. */
const PASSES_AT_ONCE = 2;
/** Jobs that are done beside those, of one project that was indexed before: nobody waits there for first indexes elsewhere. */
const JOBS_BESIDE = 20;
/** Priorities of a sweep and of chores. */
const PRIORITY = { sweep: 5, chore: 7, asked: 6 } as const;

/** Passes of the projects. */
export function passLane(projects: Projects, life: Life): Lane {
  return {
    name: "pass",
    task_types: PASS_TYPES,
    limit: FILES_A_PASS,
    atOnce: PASSES_AT_ONCE,
    except: () => idsOf(projects, (session) => session.mustWait()),
    express: {
      limit: JOBS_BESIDE,
      except: () => idsOf(projects, (session) => session.mustWait() || session.state.kind !== "ready"),
    },
    isInnocent: (error) => blame("passes", error, life),
    async run(jobs) {
      const project_id = jobs[0]?.project_id ?? SHARED_PROJECT;
      await projects.byId(project_id).pass(jobs);
      life.trouble("passes", null);
    },
  };
}

function idsOf(projects: Projects, fits: (session: ProjectSession) => boolean): number[] {
  return projects.all().flatMap((session) => (fits(session) ? [session.id] : []));
}

export interface ChoreParts {
  ledger: Ledger;
  life: Life;
  /** Told of each run that ended. */
  ended(run: ClockRun): void;
  now: Clock;
  log: Logger;
}

/** Chores, one after the other. */
export function choreLane(name: string, chores: readonly Chore[], parts: ChoreParts): Lane {
  const { ledger, life, ended, now, log } = parts;
  const byName = new Map(chores.map((chore) => [chore.name, chore]));

  function recordFailed(run: ClockRun): void {
    try {
      ledger.write(() => ledger.operations.recordClockRun(run, isoTime(now())));
    } catch (error) {
      log.warn({ err: error, job: run.job, hint: "the job itself is tried again" }, "run not recorded");
    }
  }

  return {
    name,
    task_types: [...byName.keys()],
    limit: 1,
    atOnce: 1,
    except: () => [],
    isInnocent: (error) => blame("chores", error, life),
    async run(jobs) {
      for (const { id, project_id, task_type } of jobs) {
        const started = now();
        const run = { job: task_type, started_at: isoTime(started) };
        try {
          faultPoint("chore.begun");
          await byName.get(task_type)?.run();
        } catch (error) {
          // What the machine is to blame for is no outcome: the job goes back, and is done when it can be.
          if (machineTrouble(error) === null) {
            const error_message = messageOf(error).slice(0, MESSAGE_LENGTH_MAX);
            const failed = { ...run, took_ms: now() - started, outcome: "failed", error_message } as const;
            recordFailed(failed);
            ended(failed);
          }
          throw error;
        }
        const done = { ...run, took_ms: now() - started, outcome: "done", error_message: null } as const;
        ledger.write(() => {
          ledger.inbox.finish({ project_id, ids: [id], now: isoTime(now()) });
          ledger.operations.recordClockRun(done, isoTime(now()));
        });
        ended(done);
        log.debug({ chore: task_type, took_ms: done.took_ms }, "chore done");
      }
      life.trouble("chores", null);
    },
  };
}

/** Of an error's text, what is kept with the run. */
const MESSAGE_LENGTH_MAX = 2_000;

/** Remembers what is wrong with the machine, if that is why work failed. */
function blame(source: TroubleSource, error: unknown, life: Life): boolean {
  const what = machineTrouble(error);
  if (what !== null) life.trouble(source, what);
  return what !== null;
}

/** Timed jobs; those with catch-up are made up for when they were missed. */
const CATCH_UP: Record<keyof Config["clock"], boolean> = {
  sweep: true,
  metrics: false,
  chunks: false,
  reconcile: true,
  metrics_rollup: true,
  backup: true,
  verify: true,
  checkpoint: false,
  optimize: true,
  retention: true,
};

export interface TimedParts {
  config: Config;
  ledger: Ledger;
  projects: Projects;
  grounds: Grounds;
  lookAtSpools(): void;
  wake(): void;
  /** Why nothing can be written; null when it can. */
  blocked(): string | null;
  now: Clock;
  log: Logger;
}

export interface TimedJobs {
  clock: CronClock;
  /** Every timed job, with its last run and its next. */
  list(): ClockJobStatus[];
  /** Has a job done now, and waits for its end. Throws USAGE for a job that there is not. */
  run(name: string): Promise<ClockRun>;
  /** A run ended: tells whoever waits for it. */
  ended(run: ClockRun): void;
}

/** Starts the clock; what it adds are jobs like any other. */
export function startTimedJobs({
  config,
  ledger,
  projects,
  grounds,
  lookAtSpools,
  wake,
  blocked,
  now,
  log,
}: TimedParts): TimedJobs {
  const waiting = new Set<{ job: string; since: number; resolve(run: ClockRun): void }>();

  function enqueue(name: string, delayMs: number, priority: number = PRIORITY.chore): void {
    // What is missed now is made up for, or comes again in a minute.
    if (blocked() !== null) return;
    if (name === "sweep") {
      lookAtSpools();
      for (const session of projects.all())
        if (!grounds.isOff(session.project, "sweep")) session.queueSweep(PRIORITY.sweep, delayMs);
      return;
    }
    const job = { project_id: SHARED_PROJECT, task_type: name, coalescing_key: `clock:${name}`, priority };
    ledger.write(() => ledger.inbox.add({ ...job, available_at: isoTime(now() + delayMs) }, isoTime(now())));
    wake();
  }

  /** When a sweep last looked at the project that waits longest; null when one was never looked at. */
  function lastSweep(): number | null {
    const times = projects.all().map(({ lastSweepAt }) => lastSweepAt);
    return times.length === 0 || times.includes(null) ? null : Math.min(...times.map((at) => at ?? 0));
  }

  function lastSuccess(name: string): number | null {
    if (name === "sweep") return Math.min(...projects.all().map((session) => session.lastSweepAt ?? now()), now());
    const at = ledger.operations.listClockRuns().find(({ job }) => job === name)?.succeeded_at ?? null;
    return at === null ? null : Date.parse(at);
  }

  async function sweepNow(): Promise<ClockRun> {
    const started = now();
    await Promise.all(projects.all().map((session) => session.afterSweep(() => {})));
    return { job: "sweep", started_at: isoTime(started), took_ms: now() - started, outcome: "done", error_message: null };
  }

  const jobs = Object.entries(config.clock).map(([name, schedule]) => ({
    name,
    schedule,
    catchUp: CATCH_UP[name as keyof Config["clock"]],
  }));
  const clock = startClock({ jobs, enqueue, lastSuccess, now, random: Math.random, log });
  return {
    clock,
    list() {
      const runs = new Map(ledger.operations.listClockRuns().map((run) => [run.job, run]));
      return jobs.map(({ name, schedule }) => {
        const next = clock.next(name);
        const planned = { job: name, schedule, next: next === null ? null : isoTime(next) };
        const swept = name === "sweep" ? lastSweep() : null;
        return { ...planned, ...(swept === null ? lastRun(runs.get(name)) : sweptAt(swept)) };
      });
    },
    async run(given) {
      const name = given.replaceAll("-", "_");
      if (!jobs.some((job) => job.name === name))
        throw unknownJob(
          given,
          jobs.map((job) => job.name),
        );
      if (name === "sweep") return await sweepNow();
      const trouble = blocked();
      if (trouble !== null)
        throw new LockstepError(
          "LEDGER_REFUSED",
          `The ledger cannot be written now (${trouble}). \`lockstep status\` tells more.`,
        );
      const since = now();
      const done = new Promise<ClockRun>((resolve) => waiting.add({ job: name, since, resolve }));
      enqueue(name, 0, PRIORITY.asked);
      return await done;
    },
    ended(run) {
      for (const one of waiting) {
        // One that had begun before was asked for nothing that came after.
        if (one.job !== run.job || Date.parse(run.started_at) < one.since) continue;
        waiting.delete(one);
        one.resolve(run);
      }
    },
  };
}

function sweptAt(at: number) {
  return { last: isoTime(at), outcome: "done", took_ms: null, error: null, last_success: isoTime(at) } as const;
}

function unknownJob(name: string, known: readonly string[]): LockstepError {
  return new LockstepError("USAGE", `${shownText(name)} is no timed job. There are: ${known.join(", ")}.`);
}
