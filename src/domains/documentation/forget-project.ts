/** Forgetting a project: what can be worked out again goes at once, what people decided about it only when they say so. */
import { LockstepError } from "../../base/errors.js";
import { type Clock, isoTime } from "../../base/time.js";
import type { Ledger } from "../ledger.js";
import { SHARED_PROJECT } from "./projects.js";

/** Files whose rows go in one transaction: facts and claims are some hundred for each. */
const FILES_A_TRANSACTION = 500;

/** A project and who forgets it. */
export interface Forgetting {
  project: { id: number; root: string };
  actor: string;
  clock: Clock;
}

/** What people decided about a project, in rows. */
export interface Decided {
  acknowledgements: number;
  fixes: number;
}

/** Throws USAGE that says how many rows would be lost, when there are any. */
export function requireNothingDecided({ root }: Forgetting["project"], { acknowledgements, fixes }: Decided): void {
  if (acknowledgements + fixes === 0) return;
  const message = `With ${root}, ${acknowledgements} acknowledgements and ${fixes} fixes (their way back) would be forgotten for good. Nothing was removed; say --yes (\`yes: true\`) if that is meant.`;
  throw new LockstepError("USAGE", message, { data: { acknowledgements, fixes } });
}

/**
 * Deletes all rows of a project that nobody works on any more. What people decided, its jobs and its place among the watched projects
 * go first and together; the rest, which may be much, in steps, between which others have their turn.
 */
export async function forgetProject(
  { documentation, operations, inbox, tell, write }: Ledger,
  forgetting: Forgetting,
): Promise<Decided> {
  const { project, actor, clock } = forgetting;
  const { id: project_id, root } = project;
  const decided = documentation.countDecided({ project_id, root });
  tell(() => {
    documentation.dropDecided({ project_id, root });
    documentation.unwatchProject({ project_id });
    inbox.dropAll({ project_id });
    const audit = { agent_id: actor, method: "projects.remove", entity_type: "project", entity_id: String(project_id) };
    operations.recordAudit(
      { ...audit, project_id: SHARED_PROJECT, action: "delete", changes: { root, ...decided } },
      isoTime(clock()),
    );
  });
  const step = () => write(() => documentation.removeSomeFiles({ project_id, limit: FILES_A_TRANSACTION }));
  while (step() > 0) await new Promise((resolve) => setImmediate(resolve));
  write(() => documentation.removeProject({ project_id }));
  return decided;
}
