/** Who does the jobs of the inbox, and when the clock adds some. */
import type { Logger } from "pino";
import { type Clock, isoTime } from "../base/time.js";
import type { Config } from "../config/schema.js";
import { SHARED_PROJECT } from "../domains/documentation/projects.js";
import type { Ledger } from "../domains/ledger.js";
import { type CronClock, startClock } from "../doors/clock.js";
import { PASS_TYPES } from "../inbox/job.js";
import type { Chore } from "../pass/chores/chore.js";
import type { Lane } from "../pass/scheduler.js";
import { machineTrouble } from "../pass/trouble.js";
import type { Grounds } from "./grounds.js";
import type { Life, TroubleSource } from "./life.js";
import type { Projects } from "./projects.js";

/** Files that one pass leases. */
const FILES_A_PASS = 1_000;
/** Projects that parse at the same time. */
const PASSES_AT_ONCE = 2;
/** Priorities of a sweep and of chores. */
const PRIORITY = { sweep: 5, chore: 7 } as const;

/** Passes of the projects. */
export function passLane(projects: Projects, life: Life): Lane {
  return {
    name: "pass",
    task_types: PASS_TYPES,
    limit: FILES_A_PASS,
    atOnce: PASSES_AT_ONCE,
    except: () => projects.all().flatMap((session) => (session.mustWait() ? [session.id] : [])),
    isInnocent: (error) => blame("passes", error, life),
    async run(jobs) {
      const project_id = jobs[0]?.project_id ?? SHARED_PROJECT;
      await projects.byId(project_id).pass(jobs);
      life.trouble("passes", null);
    },
  };
}

/** Chores, one after the other. */
export function choreLane(chores: readonly Chore[], parts: { ledger: Ledger; life: Life; now: Clock; log: Logger }): Lane {
  const { ledger, life, now, log } = parts;
  const byName = new Map(chores.map((chore) => [chore.name, chore]));
  return {
    name: "chore",
    task_types: [...byName.keys()],
    limit: 1,
    atOnce: 1,
    except: () => [],
    isInnocent: (error) => blame("chores", error, life),
    async run(jobs) {
      for (const { id, project_id, task_type } of jobs) {
        const started = now();
        await byName.get(task_type)?.run();
        ledger.write(() => ledger.inbox.finish({ project_id, ids: [id], now: isoTime(now()) }));
        log.debug({ chore: task_type, took_ms: now() - started }, "chore done");
      }
      life.trouble("chores", null);
    },
  };
}

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
  now: Clock;
  log: Logger;
}

/** Starts the clock; what it adds are jobs like any other. */
export function startTimedJobs({ config, ledger, projects, grounds, lookAtSpools, wake, now, log }: TimedParts): CronClock {
  function enqueue(name: string, delayMs: number): void {
    if (name === "sweep") {
      lookAtSpools();
      for (const session of projects.all())
        if (!grounds.isOff(session.project, "sweep")) session.queueSweep(PRIORITY.sweep, delayMs);
      return;
    }
    const job = { project_id: SHARED_PROJECT, task_type: name, coalescing_key: keyOf(name), priority: PRIORITY.chore };
    ledger.write(() => ledger.inbox.add({ ...job, available_at: isoTime(now() + delayMs) }, isoTime(now())));
    wake();
  }

  function lastSuccess(name: string): number | null {
    if (name === "sweep") return Math.min(...projects.all().map((session) => session.lastSweepAt ?? now()), now());
    const at = ledger.inbox.lastCompleted({ project_id: SHARED_PROJECT, task_type: name, coalescing_key: keyOf(name) });
    return at === null ? null : Date.parse(at);
  }

  const jobs = Object.entries(config.clock).map(([name, schedule]) => ({
    name,
    schedule,
    catchUp: CATCH_UP[name as keyof Config["clock"]],
  }));
  return startClock({ jobs, enqueue, lastSuccess, now, random: Math.random, log });
}

function keyOf(name: string): string {
  return `clock:${name}`;
}
