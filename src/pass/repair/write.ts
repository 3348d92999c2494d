/** Writes planned fixes, each noted in the ledger before its document is replaced, so that it can always be taken back. */

import type { Edit } from "../../analysis/model.js";
import { type Anchor, anchorsAfter, moveAnchor } from "../../analysis/repair/anchors.js";
import { sortedEdits } from "../../analysis/repair/edits.js";
import type { FixBook } from "../../domains/documentation/fix-book.js";
import type { Fix, MovedFix, NewFix } from "../../domains/documentation/fixes.js";
import type { ProposedFix, RefusedRepair, Repaired } from "../../domains/documentation/repair.js";
import type { Root } from "../../worktree/guard.js";
import { blobIdOf, replaceText } from "../../worktree/replace.js";
import type { PlannedDocument, PlannedFix } from "./plan.js";
import { proposedFix, refusedRepair } from "./propose.js";

/** Writes the documents of a plan, one after the other; what cannot be written is given back with its reason. */
export async function writeFixes(root: Root, documents: readonly PlannedDocument[], book: FixBook): Promise<Repaired> {
  let pass: number | null = null;
  const fixes: (ProposedFix & { fix_id: string })[] = [];
  const refused: RefusedRepair[] = [];
  for (const document of documents) {
    const others = await openFixes(book, root.path, document.path);
    const noted = await book.record({ root: root.path, pass, fixes: newFixes(document) });
    const reason = replaceText(root, document.path, { hash: document.hash, text: document.after });
    if (reason !== null) {
      await book.settle({ root: root.path, dropped: noted.fix_ids });
      refused.push(...document.fixes.map(({ finding }) => refusedRepair({ finding, reason })));
      continue;
    }
    pass = noted.pass;
    const moved = movedFixes(
      others,
      document.before,
      document.after,
      document.fixes.flatMap(({ edits }) => edits),
    );
    await book.settle({ root: root.path, applied: noted.fix_ids, moved });
    fixes.push(...document.fixes.map((fix, index) => ({ ...proposedFix(fix), fix_id: noted.fix_ids[index] as string })));
  }
  return { pass, fixes, refused };
}

/** Fixes of a document whose place a new one may move. */
const OPEN_FIXES_MAX = 200;

/** The newest fixes of a document that were not undone. */
export function openFixes(book: FixBook, root: string, path: string): Promise<Fix[]> {
  return book.list({ root, path, open: true, limit: OPEN_FIXES_MAX });
}

/** Where other fixes stand after `edits` made `after` of `before`; those that are not there, or were touched, keep their place. */
export function movedFixes(fixes: readonly Fix[], before: string, after: string, edits: readonly Edit[]): MovedFix[] {
  return fixes.map(({ fix_id, anchors }) => ({
    fix_id,
    anchors: anchors.map((anchor) => moveAnchor(anchor, before, after, edits) ?? anchor),
  }));
}

function newFixes({ path, before, after, hash, fixes }: PlannedDocument): NewFix[] {
  const owned = sortedEdits(fixes.flatMap((fix) => fix.edits.map((edit) => ({ ...edit, fix }))));
  const anchors = anchorsAfter(before, after, owned);
  const after_hash = blobIdOf(after);
  return fixes.map((fix) => {
    const own = anchors.filter((_, index) => owned[index]?.fix === fix);
    return { path, ...nameOf(fix), before_hash: hash, after_hash, ...bytesOf(after, own), anchors: own };
  });
}

function nameOf({ finding }: PlannedFix) {
  return { rule: finding.rule, finding_id: finding.id, cause: finding.cause };
}

/** From the first edit's beginning to the last one's end, in bytes. */
function bytesOf(text: string, anchors: readonly Anchor[]): { range_start: number; range_end: number } {
  const start = anchors[0]?.start ?? 0;
  const end = anchors.at(-1)?.end ?? start;
  const range_start = Buffer.byteLength(text.slice(0, start));
  return { range_start, range_end: range_start + Buffer.byteLength(text.slice(start, end)) };
}
