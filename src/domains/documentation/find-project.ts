import { LockstepError } from "../../base/errors.js";
import { nearestOf } from "../../base/nearest.js";
import type { Stores } from "../ledger.js";
import type { ReadingContext } from "../method.js";
import type { Project } from "./projects.js";

/** The ledger of a call. Throws LEDGER_REFUSED where there is none, which only a call without a daemon can meet. */
export function ledgerOf({ ledger }: Pick<ReadingContext, "ledger">): Stores {
  if (ledger === null) throw noLedger();
  return ledger;
}

export function noLedger(): LockstepError {
  return new LockstepError("LEDGER_REFUSED", "There is no ledger. `lockstep start` makes one.");
}

/** The project at `root`. Throws UNKNOWN_PROJECT that names the known root nearest to it. */
export function getProjectAt(ledger: Stores, root: string): Project {
  const project = ledger.documentation.findProjectByRoot({ root });
  if (project) return project;
  throw unknownProject(
    root,
    ledger.documentation.listProjects().map((known) => known.root),
  );
}

/** The project that contains `root`, one inside of it, or one spelled alike comes into the message. */
export function unknownProject(root: string, known: readonly string[]): LockstepError {
  const related = known.find((other) => root.startsWith(`${other}/`) || other.startsWith(`${root}/`)) ?? nearestOf(root, known);
  const hint = related === null ? `\`lockstep start ${root}\` adds it.` : `Did you mean ${related}?`;
  return new LockstepError("UNKNOWN_PROJECT", `No project is watched at ${root}. ${hint}`, {
    data: related === null ? {} : { suggestion: related },
  });
}
