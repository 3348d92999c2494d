/** Answers about projects that are worked out by this very process. */

import type { Report } from "../../analysis/model.js";
import type { CheckRequest, Explanation, ProjectService, Stamped } from "../../domains/method.js";
import { stampHere } from "../../domains/stamp.js";
import type { Cli, Step } from "./cli.js";

/** The report of a check that is done here. Throws DIR_*, CONFIG_*. */
export async function checkHere(
  { assembly }: Pick<Cli, "assembly">,
  { root, since, ...options }: CheckRequest,
  onProgress: (step: Step) => void,
): Promise<Stamped<Report>> {
  const checked = await assembly.checkOnce(root, { onProgress, since: since ?? null });
  return { ...stampHere(Date.now), answer: checked.reportWith(options) };
}

/** Throws UNKNOWN_FINDING, DIR_*, CONFIG_*. */
export async function explainHere(
  { assembly }: Pick<Cli, "assembly">,
  { root, id }: { root: string; id: string },
  onProgress: (step: Step) => void,
): Promise<Stamped<Explanation>> {
  const checked = await assembly.checkOnce(root, { onProgress, since: null });
  return { ...stampHere(Date.now), answer: checked.explain(id) };
}

/** What methods ask about projects where no daemon runs. */
export function projectsHere(cli: Pick<Cli, "assembly">): ProjectService {
  const silent = () => {};
  return {
    check: (request) => checkHere(cli, request, silent),
    explain: (request) => explainHere(cli, request, silent),
    bindings: async ({ root, ...request }) => {
      const answer = await cli.assembly.boundTexts(root, { ...request, onProgress: silent });
      return { ...stampHere(Date.now), answer };
    },
  };
}
