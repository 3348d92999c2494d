import { baseName, folderOf, resolvePath } from "../../base/paths.js";
import type { CommandFileClaim, UnknownReason } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { speaksOfThisProject, tellsToMake } from "./first-person.js";
import { artefactGate, marksGate, twoRevisionsGate, userSideGate } from "./gates.js";
import { candidatePaths, hasCommonStem, rewrite, tombstoneOf } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/** Programs that print, copy or open whatever is there; what they are given may be made by a run. */
const READERS = new Set(["cat", "code", "less", "head", "tail", "cp", "mv", "ln"]);

/** What Node.js adds to the name of its entry file. */
const ENTRY_ENDINGS = [".js", ".json", "/index.js"];

/**
 * A command is given a file that does not exist.
 *
 * A document for those who work here asserts that it does, unless it named the file before; any other document needs a tombstone.
 */
export const commandMissingFile = rule({
  id: "command/missing-file",
  summary: "A command is given a file that does not exist",
  reads: ["command-file"],
  needs: ["closed set: file tree, or tombstone"],
  gates: ["G4", "G8"],
  fix: "safe",
  judge(claim, context) {
    const { tree } = context.world;
    const paths = placesOf(claim, context);
    if (paths.length === 0) return unknown("ambiguous", "the folder it runs in cannot be told");
    const firstPerson = speaksOfThisProject(context);
    const closed = marksGate(claim, context) ?? userSideGate(claim, context);
    if (paths.some((path) => tree.has(path))) return ok(closed === null && firstPerson);
    if (claim.program === "node" && paths.some((path) => ENTRY_ENDINGS.some((ending) => tree.hasFile(path + ending))))
      return ok(false);
    if (closed) return unknown(closed);
    const artefact = paths.map((path) => artefactGate(path, context)).find((one) => one !== null);
    if (artefact) return unknown(artefact);
    const elsewhere = tree.endingWith(claim.target)[0];
    if (elsewhere !== undefined) return unknown("alive-elsewhere", `${elsewhere} ends with it`);
    if (paths.some((path) => context.world.isOpen(path)))
      return unknown("open-set", "inside another repository, or not checked out");
    return judgeMissing(claim, paths, firstPerson, context);
  },
});

/** The paths that the file may have: in the folder that the commands went to, else from the document, its package, the root. */
function placesOf({ target, package: selector }: CommandFileClaim, context: JudgeContext): string[] {
  if (selector === null) return candidatePaths(target, context);
  if (selector.by !== "dir") return [];
  const { path, world } = context;
  const bases = [world.packages.home(path)?.folder ?? "", "", folderOf(path)].map((base) => resolvePath(base, selector.dir));
  const live = bases.filter((base): base is string => base !== null && world.tree.hasFolder(base));
  const found = [...new Set(live)].map((base) => resolvePath(base, target));
  return found.filter((one): one is string => one !== null && one !== "");
}

function judgeMissing(claim: CommandFileClaim, paths: readonly string[], firstPerson: boolean, context: JudgeContext): Outcome {
  const tombstone = tombstoneOf(paths, context);
  const bare = !claim.target.includes("/");
  if (tombstone) {
    if (bare && hasCommonStem(claim.target) && !firstPerson) return unknown("user-side", "a name that every project has");
    const unseen = firstPerson ? null : twoRevisionsGate(claim, tombstone.died, 0, context);
    if (unseen) return unknown(unseen);
  } else {
    const doubt = doubtOf(claim, paths, firstPerson, context);
    if (doubt) return unknown(doubt);
  }
  const path = tombstone?.path ?? (paths[0] as string);
  const successor = tombstone?.successor ?? null;
  const near = successor === null ? nearSibling(paths, context) : null;
  const to = successor?.path ?? near?.path ?? null;
  const replacement = to === null ? null : rewriteAt(claim, near?.original ?? path, to, context);
  return drift({
    message: successor ? `\`${path}\` was renamed to \`${successor.path}\`` : `\`${path}\` does not exist`,
    suggestion: replacement === null ? null : { text: `Run ${replacement}`, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor?.path ?? null, [`file:${path}`])
      : { kind: "closed-set", summary: `no file \`${path}\` exists`, facts: [`file:${path}`] },
    fix: successor && claim.package === null ? "safe" : replacement === null ? null : "suggest",
    cause: `file:${path}`,
  });
}

/** Why a file without a past may well be the reader's. */
function doubtOf(
  claim: CommandFileClaim,
  paths: readonly string[],
  firstPerson: boolean,
  context: JudgeContext,
): UnknownReason | null {
  if (!firstPerson || claim.named_before || tellsToMake(claim, context)) return "user-side";
  const inLiveFolder = paths.some((path) => path.includes("/") && context.world.tree.hasFolder(path.slice(0, path.indexOf("/"))));
  return READERS.has(claim.program) && !inLiveFolder ? "never-here" : null;
}

function rewriteAt(claim: CommandFileClaim, original: string, to: string, context: JudgeContext): string | null {
  if (claim.package === null) return rewrite(claim.reference, original, to, context, false);
  const folder = original.slice(0, original.length - claim.target.length);
  return original.endsWith(claim.target) && to.startsWith(folder) ? to.slice(folder.length) : null;
}

function nearSibling(paths: readonly string[], { world }: JudgeContext): { path: string; original: string } | null {
  for (const path of paths) {
    const folder = folderOf(path);
    const near = nearMiss(baseName(path), world.tree.filesIn(folder).map(baseName));
    if (near) return { path: folder === "" ? near.name : `${folder}/${near.name}`, original: path };
  }
  return null;
}
