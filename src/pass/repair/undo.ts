/** Takes fixes back: the old text is put where the new one stands, if nobody edited those lines since. */
import type { Edit } from "../../analysis/model.js";
import { type Anchor, relocate } from "../../analysis/repair/anchors.js";
import { applyEdits } from "../../analysis/repair/edits.js";
import { LockstepError } from "../../base/errors.js";
import type { FixBook } from "../../domains/documentation/fix-book.js";
import type { Fix } from "../../domains/documentation/fixes.js";
import type { Undoing, UndoneFix, UndoResult } from "../../domains/documentation/repair.js";
import type { Root } from "../../worktree/guard.js";
import { readReplaceable, replaceText } from "../../worktree/replace.js";
import { movedFixes, openFixes } from "./write.js";

/** Fixes of a run that are taken back in one go. */
const FIXES_MAX = 200;

/** Takes back what `which` names, newest first. Throws UNKNOWN_FIX and NOTHING_TO_UNDO. */
export async function undoFixes(root: Root, book: FixBook, which: Undoing): Promise<UndoResult> {
  const undone: UndoneFix[] = [];
  const refused: { fix_id: string; path: string; reason: string }[] = [];
  for (const { fix_id } of await chosenFixes(root, book, which)) {
    // An undo before this one may have moved it.
    const [fix] = await book.list({ root: root.path, fix_id, open: true });
    if (fix === undefined) continue;
    const outcome = await undoOne(root, book, fix);
    if ("reason" in outcome) refused.push({ fix_id, path: fix.path, reason: outcome.reason });
    else undone.push(outcome);
  }
  return { undone, refused };
}

async function chosenFixes(root: Root, book: FixBook, which: Undoing): Promise<Fix[]> {
  if (which.by === "fix") return [await namedFix(root, book, which.fix_id)];
  const pass = which.by === "pass" ? which.pass : null;
  const open = await book.list({ root: root.path, pass, open: true, limit: FIXES_MAX });
  const written: Fix[] = [];
  for (const fix of open) {
    if (isWritten(root, fix)) written.push(fix);
    // It was noted, but the document was never replaced.
    else await book.settle({ root: root.path, dropped: [fix.fix_id] });
    if (which.by === "last" && written.length > 0) break;
  }
  if (written.length > 0) return written;
  const what = pass === null ? "no fix" : `no fix of pass ${pass}`;
  throw new LockstepError("NOTHING_TO_UNDO", `There is ${what} to undo in ${root.path}. \`lockstep fixes list\` shows all.`);
}

async function namedFix(root: Root, book: FixBook, fix_id: string): Promise<Fix> {
  const [fix] = await book.list({ root: root.path, fix_id });
  if (fix === undefined) {
    throw new LockstepError("UNKNOWN_FIX", `No fix has the id \`${fix_id}\` in ${root.path}. \`lockstep fixes list\` shows all.`);
  }
  if (fix.state === "undone") throw new LockstepError("NOTHING_TO_UNDO", `The fix \`${fix_id}\` was undone already.`);
  return fix;
}

/** A run that was ended between note and writing leaves a planned fix; whether it was written, its text tells. */
function isWritten(root: Root, fix: Fix): boolean {
  if (fix.state !== "planned") return true;
  const found = readReplaceable(root, fix.path);
  return "text" in found && fix.anchors.every((anchor) => relocate(anchor, found.text) !== null);
}

async function undoOne(root: Root, book: FixBook, fix: Fix): Promise<UndoneFix | { reason: string }> {
  const found = readReplaceable(root, fix.path);
  if ("refused" in found) return { reason: found.refused };
  const places = fix.anchors.map((anchor) => relocate(anchor, found.text));
  const lost = fix.anchors.filter((_, index) => places[index] === null);
  if (lost.length > 0) return { reason: editedSince(lost) };
  const edits = (places as Anchor[]).map(inverse);
  const after = applyEdits(found.text, edits);
  const others = (await openFixes(book, root.path, fix.path)).filter(({ fix_id }) => fix_id !== fix.fix_id);
  const reason = replaceText(root, fix.path, { hash: found.hash, text: after });
  if (reason !== null) return { reason };
  await book.settle({ root: root.path, undone: [fix.fix_id], moved: movedFixes(others, found.text, after, edits) });
  return { fix_id: fix.fix_id, path: fix.path, rule: fix.rule, line: places[0]?.line ?? 1 };
}

function inverse({ start, end, before }: Anchor): Edit {
  return { start, end, text: before };
}

/** `line 3 was edited since`, `lines 12–14 were edited since`. */
function editedSince(anchors: readonly Anchor[]): string {
  const first = Math.min(...anchors.map(({ line }) => line));
  const last = Math.max(...anchors.map(({ line, lines }) => line + lines - 1));
  return first === last ? `line ${first} was edited since` : `lines ${first}–${last} were edited since`;
}
