/** Looks at the spools of all projects, and queues what hooks told. */
import type { Logger } from "pino";
import { SHARED_PROJECT } from "../domains/documentation/projects.js";
import { spoolOf, takeSpool } from "../doors/spool.js";
import type { Meters } from "../pass/metrics.js";
import type { ProjectSession } from "../pass/session.js";
import { findRepository } from "../worktree/repository.js";

/** Priorities of what git did, and of a sweep. */
const PRIORITY = { git: 4, sweep: 5 } as const;

export interface SpoolsOptions {
  sessions(): readonly ProjectSession[];
  meters: Meters;
  log: Logger;
}

/** Gives the function that looks. Projects in one working tree share its spool, and hear of it together. */
export function spools({ sessions, meters, log }: SpoolsOptions): () => void {
  /** Spool → why it was refused, which is said once. */
  const refused = new Map<string, string>();

  function look(path: string, heirs: readonly ProjectSession[]): void {
    const reason = takeSpool(path, ({ lines, malformed, overflow }) => {
      meters.add("spool_lines_count", SHARED_PROJECT, lines);
      meters.add("spool_malformed_count", SHARED_PROJECT, malformed);
      if (malformed > 0)
        log.warn({ path, malformed, hint: "they are skipped; a sweep finds what they spoke of" }, "spool has noise");
      if (overflow) log.warn({ path, hint: "everything is looked at instead" }, "spool too large");
      for (const session of heirs) {
        if (overflow) session.queueSweep(PRIORITY.sweep);
        else if (lines > 0) session.queueGit(PRIORITY.git);
      }
    });
    if (reason === null) refused.delete(path);
    else if (refused.get(path) !== reason) {
      refused.set(path, reason);
      log.warn({ path, reason, hint: "`lockstep git-hooks install` says how it should be; sweeps go on" }, "spool refused");
    }
  }

  return () => {
    const places = new Map<string, ProjectSession[]>();
    for (const session of sessions()) {
      const repository = findRepository(session.project.root);
      if (repository === null) continue;
      const path = spoolOf(repository);
      places.set(path, [...(places.get(path) ?? []), session]);
    }
    for (const [path, heirs] of places) look(path, heirs);
  };
}
