import { baseName, folderOf } from "../../base/paths.js";
import type { PathClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { speaksOfThisProject, tellsToMake } from "./first-person.js";
import { artefactGate, definedHereGate, marksGate } from "./gates.js";
import { candidatePaths, rewrite } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";

/**
 * A document for those who work here names a path that does not exist, and nothing tells that it ever did.
 *
 * The file tree is closed, but not every path in prose asserts something: it must begin with a folder that lives, and either be
 * nearly one that lives or stand where files are listed and explained.
 */
export const pathMissing = rule({
  id: "path/missing",
  summary: "A document for contributors or agents names a path that does not exist",
  reads: ["path"],
  needs: ["closed set: file tree", "near-miss, or a list of files"],
  gates: ["G4", "G6", "G8", "G10"],
  fix: "suggest",
  judge(claim, context) {
    if (!speaksOfThisProject(context)) return unknown("user-side", "a document for users");
    const { tree } = context.world;
    const target = claim.target.replace(/\/+$/, "");
    if (!target.includes("/")) return unknown("never-here", "a bare name");
    const paths = candidatePaths(target, context);
    if (paths.some((path) => tree.has(path))) return ok(false);
    const elsewhere = tree.endingWith(target)[0] ?? tree.foldersEndingWith(target)[0];
    if (elsewhere !== undefined) return unknown("alive-elsewhere", `${elsewhere} ends with it`);
    const home = paths.find((path) => path.includes("/") && tree.hasFolder(path.slice(0, path.indexOf("/"))));
    if (home === undefined) return unknown("never-here", "it begins with no folder of this project");
    return judgeMissing(claim, home, paths, context);
  },
});

function judgeMissing(claim: PathClaim, path: string, paths: readonly string[], context: JudgeContext): Outcome {
  const closed =
    marksGate(claim, context) ??
    (tellsToMake(claim, context) ? "user-side" : null) ??
    definedHereGate(claim.target, context) ??
    paths.map((one) => artefactGate(one, context)).find((one) => one !== null) ??
    null;
  if (closed) return unknown(closed);
  if (paths.some((one) => context.world.isOpen(one))) return unknown("open-set", "inside another repository, or not checked out");
  const twin = paths.flatMap((one) => twinsOf(one, context))[0];
  if (twin !== undefined) return unknown("ambiguous", `${twin} has another extension`);
  const near = nearPath(paths, context);
  if (near === null && !claim.asserted) return unknown("never-here", "nothing says that it should exist");
  const replacement = near === null ? null : rewrite(claim.reference, near.original, near.path, context, false);
  return drift({
    message: `\`${path}\` does not exist`,
    suggestion: replacement === null ? null : { text: `Write ${replacement}`, replacement },
    evidence: {
      kind: near === null ? "closed-set" : "near-miss",
      summary: near === null ? `no file or folder \`${path}\` exists` : `\`${near.path}\` exists, \`${path}\` does not`,
      facts: [`file:${path}`],
    },
    fix: replacement === null ? null : "suggest",
    cause: `file:${path}`,
  });
}

/** Files of the same folder and stem: a module may be named by what it is built to. */
function twinsOf(path: string, { world }: JudgeContext): string[] {
  const stem = stemOf(baseName(path));
  return world.tree.filesIn(folderOf(path)).filter((file) => file !== path && stemOf(baseName(file)) === stem);
}

function stemOf(base: string): string {
  const dot = base.indexOf(".", 1);
  return dot === -1 ? base : base.slice(0, dot);
}

/** The one sibling of what is claimed that is nearly called so. */
function nearPath(paths: readonly string[], { world }: JudgeContext): { path: string; original: string } | null {
  for (const path of paths) {
    const folder = folderOf(path);
    if (!world.tree.hasFolder(folder)) continue;
    const siblings = [...world.tree.filesIn(folder), ...world.tree.foldersIn(folder)].map(baseName);
    const near = nearMiss(baseName(path), siblings);
    if (near) return { path: folder === "" ? near.name : `${folder}/${near.name}`, original: path };
  }
  return null;
}
