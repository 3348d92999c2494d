import { z } from "zod";
import { table } from "../storage/table.js";

export const queue = table(
  "Queue",
  z.object({
    id: z.int(),
    project_id: z.int(),
    task_type: z.string(),
    coalescing_key: z.string(),
    payload: z.string(),
    priority: z.int(),
    status: z.enum(["pending", "in_progress", "completed", "failed", "cancelled"]),
    hits: z.int(),
    retries: z.int(),
    max_retries: z.int(),
    available_at: z.string(),
    leased_by: z.string().nullable(),
    leased_at: z.string().nullable(),
    error_message: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    crashes: z.int(),
    crashes_alone: z.int(),
    crashed_lease_at: z.string().nullable(),
  }),
  "recorded",
);
export type QueueRow = z.output<typeof queue.row>;
