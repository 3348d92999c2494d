/** `lockstep queue …`: what waits, and what failed for good. */
import { z } from "zod";
import { LockstepError } from "../../base/errors.js";
import { getProjectAt, ledgerOf } from "../documentation/find-project.js";
import { folderOrNone } from "../documentation/params.js";
import { SHARED_PROJECT } from "../documentation/projects.js";
import type { Stores } from "../ledger.js";
import { method, type ReadingContext, writingMethod } from "../method.js";

const root = folderOrNone("Folder of a project; without it, of all");

export const queueList = method({
  name: "queue.list",
  summary: "List the jobs that failed for good, newest first, and tell how many wait",
  writes: false,
  params: z.object({ root }),
  result: z.object({
    pending: z.int(),
    in_progress: z.int(),
    dead_letters: z.int(),
    failed: z.array(
      z.object({
        id: z.int(),
        project_id: z.int().describe("0 for the daemon's own"),
        task_type: z.string(),
        coalescing_key: z.string().describe("What it was to look at"),
        retries: z.int(),
        error_message: z.string().nullable(),
        created_at: z.string(),
        failed_at: z.string(),
      }),
    ),
  }),
  run: (context: ReadingContext, { root }) => {
    const ledger = ledgerOf(context);
    const project_id = root === null ? null : getProjectAt(ledger, root).id;
    const failed = ledger.inbox.listDeadLetters({ project_id }).map((job) => {
      const { id, project_id, task_type, coalescing_key, retries, error_message, created_at, failed_at } = job;
      return { id, project_id, task_type, coalescing_key, retries, error_message, created_at, failed_at };
    });
    return { ...ledger.inbox.depth({ project_id }), failed };
  },
});

const chosen = z.object({
  id: z.int().min(1).nullable().default(null).describe("The job, as `lockstep queue list` gives it"),
  all: z.boolean().default(false).describe("All jobs that failed for good"),
});

/** Throws USAGE for an id that no such job has, and when neither or both are given. */
function idsOf({ inbox }: Stores, { id, all }: z.output<typeof chosen>): number[] {
  if (all === (id !== null)) throw new LockstepError("USAGE", "Name one job by its id, or all of them with --all.");
  const known = inbox.listDeadLetters({ project_id: null }).map((job) => job.id);
  if (id === null) return known;
  if (known.includes(id)) return [id];
  throw new LockstepError(
    "USAGE",
    `No job with the id ${id} has failed for good. \`lockstep queue list\` lists those that have.`,
  );
}

export const queueRetry = writingMethod({
  name: "queue.retry",
  summary: "Try jobs that failed for good once more",
  writes: true,
  params: chosen,
  result: z.object({ retried: z.int() }),
  cli: { positional: ["id"] },
  tell: ({ ledger, now }, request) => {
    const ids = idsOf(ledger, request).filter((id) => ledger.inbox.revive({ id, now }));
    const target = { project_id: SHARED_PROJECT, entity_type: "job", entity_id: String(request.id ?? "*") };
    const audit = { ...target, action: "update", changed: ids.length > 0, changes: { ids } } as const;
    return { answer: { retried: ids.length }, audit };
  },
});

export const queueDrop = writingMethod({
  name: "queue.drop",
  summary: "Forget jobs that failed for good",
  writes: true,
  params: chosen,
  result: z.object({ dropped: z.int() }),
  cli: { positional: ["id"] },
  tell: ({ ledger }, request) => {
    const ids = idsOf(ledger, request).filter((id) => ledger.inbox.dropDead({ id }));
    const target = { project_id: SHARED_PROJECT, entity_type: "job", entity_id: String(request.id ?? "*") };
    const audit = { ...target, action: "delete", changed: ids.length > 0, changes: { ids } } as const;
    return { answer: { dropped: ids.length }, audit };
  },
});

export const queueMethods = [queueList, queueRetry, queueDrop] as const;
