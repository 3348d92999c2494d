/** `lockstep clock …`: the timed jobs. */
import { z } from "zod";
import { ledgerOf } from "../documentation/find-project.js";
import { type ClockJobStatus, method, type ReadingContext } from "../method.js";
import { daemonOf } from "./daemon-of.js";
import type { ClockRunRow } from "./tables.js";

/** A job that is asked for may take minutes; what takes longer goes on without the one who asked. */
const DEADLINE_MS = 120_000;

const outcome = z.enum(["done", "failed"]);

/** What is told of the last run of a job. */
export function lastRun(run: ClockRunRow | undefined): Omit<ClockJobStatus, "job" | "schedule" | "next"> {
  if (run === undefined) return { last: null, outcome: null, took_ms: null, error: null, last_success: null };
  const { started_at, outcome, took_ms, error_message, succeeded_at } = run;
  return { last: started_at, outcome, took_ms, error: error_message, last_success: succeeded_at };
}

export const clockList = method({
  name: "clock.list",
  summary: "List the timed jobs, with their last runs and their next",
  writes: false,
  params: z.object({}),
  result: z.object({
    jobs: z.array(
      z.object({
        job: z.string(),
        schedule: z.string().nullable().describe("Cron in UTC, or off; null where no daemon runs"),
        next: z.string().nullable(),
        last: z.string().nullable().describe("Beginning of the last run that ended"),
        outcome: outcome.nullable(),
        took_ms: z.number().nullable(),
        error: z.string().nullable(),
        last_success: z.string().nullable(),
      }),
    ),
  }),
  run: (context: ReadingContext) => {
    if (context.daemon !== null) return { jobs: context.daemon.clock() };
    const runs = ledgerOf(context).operations.listClockRuns();
    return { jobs: runs.map((run) => ({ job: run.job, schedule: null, next: null, ...lastRun(run) })) };
  },
});

export const clockRun = method({
  name: "clock.run",
  summary: "Have a timed job done now, and wait for its end",
  writes: false,
  daemon: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({ job: z.string().min(1).max(64).describe("Name of the job, as `lockstep clock list` gives it") }),
  result: z.object({
    job: z.string(),
    started_at: z.string(),
    took_ms: z.number(),
    outcome,
    error_message: z.string().nullable(),
  }),
  cli: { positional: ["job"] },
  run: async (context: ReadingContext, request) => await daemonOf(context).runJob(request),
});

export const clockMethods = [clockList, clockRun] as const;
