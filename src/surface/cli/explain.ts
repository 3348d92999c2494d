import type { Explanation } from "../../domains/method.js";
import type { Stamp } from "../../domains/stamp.js";
import { renderExplanation } from "../formats/explanation.js";
import type { Arguments } from "./arguments.js";
import { askExplanation } from "./ask.js";
import type { Cli } from "./cli.js";
import { explainHere } from "./here.js";
import { paintOf } from "./paint.js";
import { startProgress } from "./progress.js";

/** `lockstep explain ID [DIR]`: everything that led to one finding. */
export async function explain(cli: Cli, given: Arguments): Promise<number> {
  const [id = "", folder = "."] = given.positional;
  const dir = await cli.assembly.openFolder(folder);
  const explanation = await explanationOf(cli, given, dir, id);
  if (given.flag("json")) {
    cli.stdout.write(`${JSON.stringify(explanation, null, 2)}\n`);
    return 0;
  }
  const lines = (await cli.assembly.sourceLines(dir))(explanation.finding.path);
  cli.stdout.write(renderExplanation(explanation, lines, paintOf(cli, given)));
  return 0;
}

/** From the daemon when it watches the folder, else worked out here. Throws UNKNOWN_FINDING. */
export async function explanationOf(cli: Cli, given: Arguments, root: string, id: string): Promise<Explanation & Stamp> {
  const progress = startProgress(cli, given);
  try {
    const asked = given.flag("no-daemon") ? null : await askExplanation(cli, given, root, id, progress);
    if (asked !== null) return asked;
    const { answer, ...stamp } = await explainHere(cli, { root, id }, progress.update);
    return { ...answer, ...stamp };
  } finally {
    progress.stop();
  }
}
