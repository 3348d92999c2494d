import type { Logger } from "pino";
import type { Ledger } from "../../domains/ledger.js";
import { openRoot, readSource } from "../../worktree/guard.js";
import type { Meters } from "../metrics.js";
import type { ProjectSession } from "../session.js";
import { machineTrouble } from "../trouble.js";
import { type Chore, turn } from "./chore.js";

export interface ReconcileOptions {
  ledger: Ledger;
  /** Projects whose tree can be looked at now. */
  sessions(): readonly Pick<ProjectSession, "id" | "project" | "queueFiles" | "afterSweep" | "restNow">[];
  /** Largest file that is read, bytes. */
  fileBytes: number;
  meters: Meters;
  log: Logger;
}

/** Files hashed before others have their turn: about 10 ms. */
const FILES_A_TURN = 50;
/** Priorities of what is found, and of looking. */
const PRIORITY = 6;
/** Paths that the log names. */
const NAMED_MAX = 10;

/**
 * Hashes every file that is known, right after a sweep, and has those read again that differ: nothing had noticed that they changed.
 * What the ledger has of them is then made anew. What fails in one project is the others' concern only when it is the machine that fails.
 */
export function reconcile(options: ReconcileOptions): Chore {
  const { sessions, meters, log } = options;
  return {
    name: "reconcile",
    async run() {
      for (const session of sessions()) {
        const project_id = session.id;
        try {
          await session.afterSweep(() => {});
          const missed = await differing(session.project, options);
          meters.add("reconcile_missed_files", project_id, missed.length);
          if (missed.length === 0) continue;
          const hint = "they are read again; watching and sweeps should have seen it";
          log.warn({ project_id, files: missed.length, paths: missed.slice(0, NAMED_MAX), hint }, "changes were missed");
          // What is in memory may differ from the ledger: it is made again of that, and then brought up to the tree.
          await session.restNow();
          session.queueFiles(missed, PRIORITY);
        } catch (error) {
          if (machineTrouble(error) !== null) throw error;
          log.warn({ project_id, err: error, hint: "tried again by the next run" }, "project not reconciled");
        }
      }
    },
  };
}

/** Paths whose content is not what the ledger has. A file that changes just now is asked about twice: by then a pass has seen it. */
async function differing({ id: project_id, root: dir }: ProjectSession["project"], options: ReconcileOptions): Promise<string[]> {
  const { ledger, fileBytes } = options;
  const root = openRoot(dir);
  const paths: string[] = [];
  const files = ledger.documentation.listContents({ project_id });
  for (const [at, { path, hash }] of files.entries()) {
    const source = readSource(root, path, { fileBytes, contents: true });
    if (!("missing" in source) && !("problem" in source) && source.hash !== hash) paths.push(path);
    if (at % FILES_A_TURN === 0) await turn();
  }
  if (paths.length === 0) return [];
  const session = options.sessions().find(({ id }) => id === project_id);
  await session?.afterSweep(() => {});
  const known = new Map(ledger.documentation.listContents({ project_id }).map(({ path, hash }) => [path, hash]));
  return paths.filter((path) => {
    const source = readSource(root, path, { fileBytes, contents: true });
    return known.has(path) && "hash" in source && source.hash !== null && source.hash !== known.get(path);
  });
}
