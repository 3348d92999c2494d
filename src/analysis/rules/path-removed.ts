import { baseName, extensionOf } from "../../base/paths.js";
import type { PathClaim } from "../model.js";
import { artefactGate, historyGate, marksGate, twoRevisionsGate, userSideGate } from "./gates.js";
import { candidatePaths, hasCommonStem, rewrite, tombstoneOf } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown, weakOk } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/**
 * A document names a file or folder that the project no longer has.
 *
 * Not finding it proves nothing: the text may speak of the reader's own project. Drift needs a tombstone, the commit that removed it.
 */
export const pathRemoved = rule({
  id: "path/removed",
  summary: "A document names a file or folder that was removed or renamed",
  reads: ["path"],
  needs: ["file tree", "tombstone"],
  gates: ["G4", "G6", "G7", "G8", "G9"],
  fix: "safe",
  judge(claim, context) {
    const bare = !claim.target.includes("/");
    if (bare && !isTellingName(claim, context)) return unknown("never-here", "a bare name that history does not know once");
    return judgePath(claim, bare, context);
  },
});

function judgePath(claim: PathClaim, bare: boolean, context: JudgeContext): Outcome {
  const { tree } = context.world;
  const target = claim.target.replace(/\/+$/, "");
  const paths = bare ? [context.history.pathsNamed(target)[0] ?? target] : candidatePaths(target, context);
  const provable = context.history.status().kind === "full" && marksGate(claim, context) === null;
  if (paths.some((path) => tree.has(path))) return ok(provable && userSideGate(claim, context) === null);
  const suffix = tree.endingWith(target);
  if (suffix.length === 1) return weakOk(`found as ${suffix[0]}`, provable && userSideGate(claim, context) === null);
  const folders = tree.foldersEndingWith(target);
  if (folders.length > 0) return unknown("alive-elsewhere", `${folders[0]} ends with it`);
  if (suffix.length > 1) return unknown("alive-elsewhere", `${suffix.length} paths end with it`);
  const closed = marksGate(claim, context) ?? userSideGate(claim, context) ?? firstArtefact(paths, context);
  if (closed) return unknown(closed);
  const [writer] = context.world.names.filesHolding(baseName(target), { words: true });
  if (writer !== undefined) return unknown("alive-elsewhere", `${writer} makes or reads a file of that name`);
  if (paths.some((path) => context.world.isUnreadable(path))) return unknown("open-set", "what stands there cannot be read");
  const tombstone = tombstoneOf(paths, context);
  if (!tombstone) return unknown(historyGate(context) ?? "never-here");
  const unseen = twoRevisionsGate(claim, tombstone.died, 0, context);
  if (unseen) return unknown(unseen);
  const { successor } = tombstone;
  const twin = bare && successor === null ? twinOf(target, context) : null;
  if (twin !== null) return unknown("alive-elsewhere", `${twin} is called so too`);
  const replacement = successor ? rewrite(claim.reference, tombstone.path, successor.path, context, false) : null;
  return drift({
    message: successor ? `\`${tombstone.path}\` was renamed to \`${successor.path}\`` : `\`${tombstone.path}\` was removed`,
    suggestion:
      replacement === null ? { text: "Drop the mention, or restore the file" } : { text: `Write ${replacement}`, replacement },
    ...(replacement === null ? { verify: "Verify that the text means that file; one of the same name may be meant" } : {}),
    evidence: tombstoneEvidence(tombstone.died, successor?.path ?? null, [`file:${tombstone.path}`]),
    fix: successor && !bare ? "safe" : null,
    cause: `file:${tombstone.path}`,
    ...(bare ? { probation: true } : {}),
  });
}

/** Another live file that is called so but for the dialect of its language: a bare name may well mean that one, or the reader's. */
function twinOf(name: string, { world }: JudgeContext): string | null {
  const extension = extensionOf(name);
  if (!DIALECTS.includes(extension)) return null;
  const stem = name.slice(0, name.length - extension.length);
  return DIALECTS.flatMap((other) => world.tree.named(stem + other))[0] ?? null;
}

const DIALECTS = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"];

function firstArtefact(paths: readonly string[], context: JudgeContext) {
  for (const path of paths) {
    const closed = artefactGate(path, context);
    if (closed) return closed;
  }
  return null;
}

/** A name without a folder counts only if history knows exactly one such path and the name is no common one. */
function isTellingName({ target }: PathClaim, { history }: JudgeContext): boolean {
  const extension = extensionOf(target);
  if (extension === "" || target.startsWith(".") || hasCommonStem(target)) return false;
  return history.pathsNamed(target).length === 1;
}
