/** Work that a daemon died of: what of it is done together, and which files are not read again as they are. */
import type { Add, Job } from "../inbox/queue.js";
import type { Condemned } from "./distrust.js";
import { fileJobs, pathsOf } from "./pass-jobs.js";
import type { Tree } from "./tree.js";

/** Ends of a daemon at which a file was the only work, from which on it is taken for their cause. */
const CRASHES_ALONE_MAX = 2;
/** Files of a suspect sweep that are read together: after one more end, each of these is read alone. */
const FILES_TOGETHER = 64;

/** Files that daemons died of. */
export function condemnedOf(jobs: readonly Job[]): Condemned[] {
  const guilty = jobs.filter(({ crashes_alone }) => crashes_alone >= CRASHES_ALONE_MAX);
  return guilty.flatMap((job) =>
    pathsOf([job]).map((path) => ({ path, since: Date.parse(job.crashed_lease_at ?? job.created_at) })),
  );
}

/** Whether these jobs look at everything, and a daemon died of them. */
export function isSuspectSweep(jobs: readonly Job[]): boolean {
  return jobs.some(({ task_type, crashes }) => task_type !== "file" && crashes > 0);
}

/** Whether only the named files may be read, for one of them, or one not named, may end the daemon. */
export function readsOnlyNamed(jobs: readonly Job[], hasSuspects: () => boolean): boolean {
  if (jobs.some(({ task_type }) => task_type !== "file")) return false;
  return jobs.some((job) => job.crashes > 0 || isListed(job)) || hasSuspects();
}

/** Jobs for the next files that a suspect sweep would read, `read` being those that were read meanwhile; empty when there are none. */
export async function filesOfSweep(tree: Tree, read: ReadonlySet<string>, when: Parameters<typeof fileJobs>[1]): Promise<Add[]> {
  const { changed } = await tree.sweep();
  const next = changed.filter((path) => !read.has(path)).slice(0, FILES_TOGETHER);
  return fileJobs(next, when).map((job) => ({ ...job, payload: { ...job.payload, listed: true } }));
}

/** Paths of the jobs that are files of the project: known ones, such as a sweep listed, and such as it would list now. */
export async function namedFiles(tree: Tree, jobs: readonly Job[]): Promise<string[]> {
  const paths = pathsOf(jobs);
  const doubtful = pathsOf(jobs.filter((job) => !isListed(job)));
  if (tree.knows(doubtful)) return paths;
  const there = new Set((await tree.sweep()).changed);
  return paths.filter((path) => there.has(path));
}

/** A sweep found it: what is ignored needs not be asked again. */
function isListed({ payload }: Job): boolean {
  return payload.listed === true;
}
