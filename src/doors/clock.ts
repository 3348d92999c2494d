/** The clock: node-cron tells the time, and every task only puts a job into the inbox. */
import { createTask, type ScheduledTask } from "node-cron";
import type { Logger } from "pino";
import type { Clock } from "../base/time.js";

/** One timed job. */
export interface ClockJob {
  name: string;
  /** Cron expression in UTC, or `off`. */
  schedule: string;
  /** A run that was missed, because no daemon ran or the machine slept, is made up for once. */
  catchUp: boolean;
}

export interface ClockOptions {
  jobs: readonly ClockJob[];
  /** Puts the job into the inbox; called again before it ran, it changes nothing. */
  enqueue(name: string, delayMs: number): void;
  /** When the job last ended well, epoch milliseconds; null when it never did. */
  lastSuccess(name: string): number | null;
  now: Clock;
  /** Number in [0, 1). */
  random(): number;
  log: Logger;
}

export interface CronClock {
  /** Queues once each job with catch-up whose last success is older than 1.5 periods. Call at start and after a wake. */
  catchUp(): void;
  /** When the job runs next, epoch milliseconds; null when it is off. */
  next(name: string): number | null;
  /** Ticks that were missed since the start; a metric, nothing more. */
  missed(): number;
  stop(): Promise<void>;
}

/** Jobs that catch up are spread over this time, so that a start is not a stampede. */
const JITTER_MS_MAX = 30_000;
/** Age, in periods, from which a run counts as missed. */
const MISSED_PERIODS = 1.5;

/** Starts the clock. Expressions were checked by the configuration. */
export function startClock({ jobs, enqueue, lastSuccess, now, random, log }: ClockOptions): CronClock {
  let missed = 0;
  const running = jobs
    .filter(({ schedule }) => schedule !== "off")
    .map((job) => ({ job, task: taskOf(job, () => enqueue(job.name, 0), log) }));
  for (const { task } of running) {
    task.on("execution:missed", () => {
      missed++;
    });
    void task.start();
  }
  return {
    catchUp() {
      for (const { job, task } of running) {
        if (!job.catchUp) continue;
        const last = lastSuccess(job.name);
        const period = periodOf(task);
        if (period === null || (last !== null && now() - last <= MISSED_PERIODS * period)) continue;
        enqueue(job.name, Math.floor(random() * Math.min(JITTER_MS_MAX, period)));
      }
    },
    next: (name) =>
      running
        .find(({ job }) => job.name === name)
        ?.task.getNextRuns(1)[0]
        ?.getTime() ?? null,
    missed: () => missed,
    async stop() {
      await Promise.all(running.map(({ task }) => task.destroy()));
    },
  };
}

function taskOf(job: ClockJob, run: () => void, log: Logger): ScheduledTask {
  return createTask(job.schedule, run, {
    name: job.name,
    timezone: "UTC",
    noOverlap: true,
    suppressMissedWarning: true,
    logger: adapter(log),
  });
}

/** Without a logger node-cron colours stdout itself. */
function adapter(log: Logger) {
  const text = (message: string | Error) => ({ detail: message instanceof Error ? message.message : message });
  return {
    info: (message: string) => log.debug(text(message), "clock"),
    warn: (message: string) => log.warn(text(message), "clock"),
    error: (message: string | Error, error?: Error) => log.error({ ...text(message), err: error }, "clock"),
    debug: (message: string | Error, error?: Error) => log.debug({ ...text(message), err: error }, "clock"),
  };
}

/** Time between the next two runs, milliseconds; null when there are no two. */
function periodOf(task: ScheduledTask): number | null {
  const [first, second] = task.getNextRuns(2);
  return first && second ? second.getTime() - first.getTime() : null;
}
