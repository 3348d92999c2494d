/** Forgetting a project: what can be worked out again goes at once, what people decided about it only when they say so. */
import { LockstepError } from "../../base/errors.js";
import type { Ledger, Stores } from "../ledger.js";

/** Files whose rows go in one transaction: facts and claims are some hundred for each. */
const FILES_A_TRANSACTION = 500;

export interface ForgottenProject {
  id: number;
  root: string;
}

/** What people decided about a project, in rows. */
export interface Decided {
  acknowledgements: number;
  fixes: number;
}

/** Throws USAGE that says how many rows would be lost, when there are any. */
export function requireNothingDecided({ root }: Pick<ForgottenProject, "root">, { acknowledgements, fixes }: Decided): void {
  if (acknowledgements + fixes === 0) return;
  const message = `With ${root}, ${acknowledgements} acknowledgements and ${fixes} fixes (their way back) would be forgotten for good. Nothing was removed; say --yes (\`yes: true\`) if that is meant.`;
  throw new LockstepError("USAGE", message, { data: { acknowledgements, fixes } });
}

/**
 * Forgets what people decided about a project, its jobs and its place among the watched projects, in the caller's transaction. What is left
 * can be worked out again, and goes by `removeInSteps` or `removeAtOnce`.
 */
export function forgetProject({ documentation, inbox }: Stores, { id: project_id, root }: ForgottenProject): void {
  documentation.dropDecided({ project_id, root });
  documentation.unwatchProject({ project_id });
  inbox.dropAll({ project_id });
}

/** Deletes all rows of a project that nobody works on any more, step by step, between which others have their turn. */
export async function removeInSteps({ documentation, write }: Ledger, project_id: number): Promise<void> {
  const step = () => write(() => documentation.removeSomeFiles({ project_id, limit: FILES_A_TRANSACTION }));
  while (step() > 0) await new Promise((resolve) => setImmediate(resolve));
  write(() => documentation.removeProject({ project_id }));
}

/** The same in the caller's transaction. */
export function removeAtOnce({ documentation }: Stores, project_id: number): void {
  while (documentation.removeSomeFiles({ project_id, limit: FILES_A_TRANSACTION }) > 0);
  documentation.removeProject({ project_id });
}
