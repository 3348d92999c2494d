/** The jobs of passes: what to look at, never what was seen. */
import type { Add, Job } from "../inbox/queue.js";

/** Every minute a sweep looks at everything again: a look that failed for good would tell nobody anything. */
const RETRIES_MAX = 12;

interface When {
  project_id: number;
  /** 0 first, 9 last. */
  priority: number;
  available_at: string;
}

/** Looks at every file, and at git. */
export function sweepJob(when: When): Add {
  return { ...when, task_type: "sweep", coalescing_key: "sweep", max_retries: RETRIES_MAX };
}

/** Looks at everything, because git did something. */
export function gitJob(when: When): Add {
  return { ...when, task_type: "git", coalescing_key: "git", max_retries: RETRIES_MAX };
}

/** One job for each path. */
export function fileJobs(paths: readonly string[], when: When): Add[] {
  return paths.map((path) => ({ ...when, task_type: "file", coalescing_key: path, payload: { path }, max_retries: RETRIES_MAX }));
}

/** Whether one of the jobs asks for more than single files. */
export function asksForSweep(jobs: readonly Job[]): boolean {
  return jobs.some(({ task_type }) => task_type !== "file");
}

export function pathsOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ task_type, payload }) =>
    task_type === "file" && typeof payload.path === "string" ? [payload.path] : [],
  );
}
