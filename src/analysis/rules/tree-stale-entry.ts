import { baseName, extensionOf, folderOf } from "../../base/paths.js";
import type { TreeEntryClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { DrawnTrees } from "./drawn-trees.js";
import { artefactGate, marksGate, userSideGate } from "./gates.js";
import { tombstoneOf } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/**
 * A file tree drawn in a document has an entry that does not exist.
 *
 * Which folder the tree shows is not written down: it is the one that nearly all of its entries resolve in. A tree that resolves in
 * none is the reader's.
 */
export const treeStaleEntry = rule({
  id: "tree/stale-entry",
  summary: "A drawn file tree shows a file or folder that does not exist",
  reads: ["tree-entry"],
  needs: ["closed set: file tree below the folder that the other entries resolve in"],
  gates: ["G8"],
  fix: "suggest",
  judge(claim, context) {
    const folder = new DrawnTrees(context).folderOf(claim);
    if (folder === null) return unknown("user-side", "its entries resolve in no one folder");
    const path = folder === "" ? claim.target : `${folder}/${claim.target}`;
    const closed = marksGate(claim, context) ?? userSideGate(claim, context);
    if (context.world.tree.has(path)) return ok(closed === null);
    if (closed) return unknown(closed);
    return judgeMissing(claim, path, folder, context);
  },
});

/** What the author says of an entry that need not be there. */
const NOT_TRACKED =
  /\b(generated|build|built|output|created|optional|ignored?|gitignored?|auto|new|your|yours|example|e\.g|not committed|runtime|artifacts?|cache|todo|planned|future|removed|deprecated|legacy|will)\b/i;

function judgeMissing(claim: TreeEntryClaim, path: string, folder: string, context: JudgeContext): Outcome {
  const { tree } = context.world;
  const artefact = artefactGate(path, context) ?? (extensionOf(path) === "" ? artefactGate(`${path}/x`, context) : null);
  if (artefact) return unknown(artefact);
  if (NOT_TRACKED.test(claim.remark)) return unknown("artefact", `its line says: ${claim.remark}`);
  if (context.world.isOpen(path)) return unknown("open-set", "inside another repository, or not checked out");
  const parent = folderOf(path);
  if (parent !== folder && !tree.hasFolder(parent)) return unknown("subject-drifted", `${parent} does not exist`);
  if (tree.ignoringCase(path).length > 0) return unknown("ambiguous", "differs in case only");
  const tombstone = tombstoneOf([path], context);
  const to = tombstone?.successor?.path ?? nearSibling(path, parent, context);
  const replacement = to !== null && folderOf(to) === parent ? baseName(to) : undefined;
  return drift({
    message: tombstone?.successor ? `\`${path}\` was renamed to \`${tombstone.successor.path}\`` : `\`${path}\` does not exist`,
    suggestion:
      to === null
        ? { text: "Drop the entry" }
        : { text: `Show \`${to}\``, ...(replacement === undefined ? {} : { replacement }) },
    ...(to === null ? { verify: "Verify that the drawing shows what is there now, not an example or a plan" } : {}),
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, tombstone.successor?.path ?? null, [`file:${path}`])
      : {
          kind: "closed-set",
          summary: `the other entries are in \`${folder || "."}\`, \`${path}\` is not`,
          facts: [`file:${path}`],
        },
    fix: replacement === undefined ? null : "suggest",
    cause: `file:${path}`,
  });
}

function nearSibling(path: string, parent: string, { world }: JudgeContext): string | null {
  const siblings = [...world.tree.filesIn(parent), ...world.tree.foldersIn(parent)].map(baseName);
  const near = nearMiss(baseName(path), siblings);
  return near === null ? null : parent === "" ? near.name : `${parent}/${near.name}`;
}
