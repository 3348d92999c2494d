import { LockstepError } from "../../base/errors.js";
import type { Undoing } from "../../domains/documentation/repair.js";
import { stampHere } from "../../domains/stamp.js";
import { renderJson } from "../formats/json.js";
import { renderUndone } from "../formats/repair.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { withFixBook } from "./fix-book.js";
import { paintOf } from "./paint.js";

/** `lockstep undo [FIX|--last|--pass N]`: puts back what a fix replaced. Throws EDITED_SINCE when it can put nothing back. */
export async function undo(cli: Cli, given: Arguments): Promise<number> {
  const which = whichOf(given);
  const { dir } = await cli.assembly.projectOf(".", cli.cwd);
  const result = await withFixBook(cli, (book) => cli.assembly.undoRepair(dir, book, which));
  if (given.flag("json")) cli.stdout.write(renderJson({ answer: { project: dir, ...result }, ...stampHere(Date.now) }));
  else if (result.undone.length > 0) cli.stdout.write(renderUndone(result, paintOf(cli, given)));
  const [first] = result.refused;
  if (first === undefined) return 0;
  if (result.undone.length > 0 || given.flag("json")) return 1;
  throw new LockstepError(
    "EDITED_SINCE",
    `${first.path} was left as it is: ${first.reason}. Take the fix \`${first.fix_id}\` back by hand.`,
  );
}

function whichOf(given: Arguments): Undoing {
  const [fix_id] = given.positional;
  const pass = given.number("pass");
  const ways = [fix_id !== undefined, pass !== undefined, given.flag("last")].filter(Boolean).length;
  if (ways > 1) throw new LockstepError("USAGE", "Give the id of a fix, `--last` or `--pass`, only one of them.");
  if (pass !== undefined) {
    if (!Number.isInteger(pass) || pass < 1) throw new LockstepError("USAGE", "`--pass` wants a whole number from 1.");
    return { by: "pass", pass };
  }
  return fix_id === undefined ? { by: "last" } : { by: "fix", fix_id };
}
