/** What there is to know of a tree before it is watched: what of it is looked at, and which way of watching suits it. */
import { fileSystemType, remoteName } from "../../base/file-systems.js";
import { watchedPaths } from "../../worktree/watched-paths.js";
import { WAYS, type WatchTarget, type Way } from "./backend.js";
import type { Plan, Prepared } from "./chain.js";
import type { WatchedProject } from "./protocol.js";
import { walkFolders } from "./walk.js";

/** With more files, a watch a file costs hundreds of megabytes and seconds, and loses changes; a watch a folder hardly anything. */
const FILES_MAX = 20_000;

interface Machine {
  /** With more files than this a tree is large. */
  filesMax: number;
  /** Type number of the file system of a folder; only tests hand in their own. */
  fileSystemType(folder: string): number;
}

const MACHINE: Machine = { filesMax: FILES_MAX, fileSystemType };

/** Looks at a project as it is now. Throws DIR_*. */
export async function prepareWatch(project: WatchedProject, machine: Partial<Machine> = {}): Promise<Prepared> {
  const { filesMax, fileSystemType: typeOf } = { ...MACHINE, ...machine };
  const { root, ignore, signals, backend } = project;
  const target: WatchTarget = { root, signals, ignores: await watchedPaths(root, ignore) };
  const remote = remoteName(typeOf(root));
  const isLarge = backend === "auto" && remote === null && (await hasMoreFiles(target, filesMax));
  return { target, plan: planOf({ backend, remote, largerThan: isLarge ? filesMax : null }) };
}

interface Circumstances {
  /** `watch.backend` of the configuration. */
  backend: WatchedProject["backend"];
  /** Name of the file system when it is another machine's. */
  remote: string | null;
  /** It has more files than this, too many for a watch each; null when it has not. */
  largerThan: number | null;
}

/** Which ways to try, the best first. Pure. */
export function planOf({ backend, remote, largerThan }: Circumstances): Plan {
  const from = (way: Way) => WAYS.slice(WAYS.indexOf(way));
  if (backend !== "auto") return { ways: from(backend), reason: "watch.backend" };
  if (remote !== null) return { ways: ["poll"], reason: `on ${remote}, which tells nothing of changes made elsewhere` };
  if (largerThan !== null) return { ways: from("directories"), reason: `more than ${largerThan} files` };
  return { ways: WAYS, reason: "default" };
}

async function hasMoreFiles(target: WatchTarget, most: number): Promise<boolean> {
  let count = 0;
  await walkFolders(target, "", {
    enter: () => true,
    found(_, { files }) {
      for (const path of files) if (!target.ignores(path, false)) count++;
      return count <= most;
    },
  });
  return count > most;
}
