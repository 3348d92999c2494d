import { LockstepError } from "../../base/errors.js";
import { nearestOf } from "../../base/nearest.js";
import type { Repaired, RepairPlan } from "../../domains/documentation/repair.js";
import { stampHere } from "../../domains/stamp.js";
import { renderJson } from "../formats/json.js";
import { renderPlan, renderRefused, renderRepaired } from "../formats/repair.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { confirm, isInteractive } from "./confirm.js";
import { withFixBook } from "./fix-book.js";
import { paintOf } from "./paint.js";
import { startProgress } from "./progress.js";

/** Some fixes could not be made. */
const SOME_LEFT = 1;

/** `lockstep fix [PATH]`: shows what the fixes change and, when agreed to, writes it. */
export async function fix(cli: Cli, given: Arguments): Promise<number> {
  const { dir, under } = await cli.assembly.projectOf(given.positional[0] ?? ".", cli.cwd);
  const repair = await plan(cli, given, dir, under);
  const json = given.flag("json");
  if (!json) cli.stdout.write(renderPlan(repair.plan, paintOf(cli, given)));
  const left = repair.plan.refused.length > 0 ? SOME_LEFT : 0;
  const writes = !given.flag("dry-run") && repair.plan.documents.length > 0;
  if (!writes || !(await isAgreed(cli, given))) {
    if (json) cli.stdout.write(toJson(dir, repair.plan, null));
    return left;
  }
  const done = await withFixBook(cli, (book) => repair.write(book));
  if (json) cli.stdout.write(toJson(dir, repair.plan, done));
  else {
    const paint = paintOf(cli, given);
    cli.stdout.write(renderRefused(done.refused, paint) + renderRepaired(done, paint));
  }
  return done.refused.length > 0 ? SOME_LEFT : left;
}

async function plan(cli: Cli, given: Arguments, dir: string, under: string) {
  const rules = rulesOf(cli, given);
  const progress = startProgress(cli, given);
  try {
    return await cli.assembly.planRepair(dir, { suggested: given.flag("suggested"), rules, under, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

/** Rules by name, `group/*` or `*`. Throws USAGE for one that does not exist. */
function rulesOf({ manifest }: Cli, given: Arguments): ReadonlySet<string> | null {
  const names = given.list("rule");
  if (names === undefined) return null;
  return new Set(
    names.flatMap((name) => {
      const group = name.endsWith("*") ? name.slice(0, -1) : null;
      const found = manifest.rules.filter((rule) => (group === null ? rule === name : rule.startsWith(group)));
      if (found.length > 0) return found;
      const near = nearestOf(name, manifest.rules);
      const hint = near === null ? `The rules are: ${manifest.rules.join(", ")}.` : `Did you mean \`${near}\`?`;
      throw new LockstepError("USAGE", `\`${name}\` is not a rule. ${hint}`);
    }),
  );
}

/** Throws USAGE where nobody can be asked. */
async function isAgreed(cli: Cli, given: Arguments): Promise<boolean> {
  if (given.flag("yes")) return true;
  if (isInteractive(cli) && !given.flag("json")) return await confirm(cli, "Write these changes?");
  throw new LockstepError(
    "USAGE",
    "Nothing was written, for there is no terminal to ask on. `lockstep fix --yes` writes the fixes.",
  );
}

function toJson(project: string, { documents, refused }: RepairPlan, done: Repaired | null): string {
  const planned = documents.flatMap(({ fixes }) => fixes).map((one) => ({ ...one, fix_id: null }));
  const answer = {
    project,
    written: done !== null,
    pass: done?.pass ?? null,
    fixes: done?.fixes ?? planned,
    refused: [...refused, ...(done?.refused ?? [])],
  };
  return renderJson({ answer, ...stampHere(Date.now) });
}
