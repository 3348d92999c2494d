import { baseName, extensionOf, folderOf } from "../../base/paths.js";
import type { LinkClaim, Suggestion } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { artefactGate, marksGate } from "./gates.js";
import { linkTarget } from "./link-targets.js";
import { onlyNamesake, rewrite, tombstoneOf } from "./places.js";
import { type Drift, drift, type JudgeContext, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/**
 * A relative link leads to nothing.
 *
 * The file tree is a closed set, so no tombstone is needed; one tells where the target went.
 */
export const linkMissingFile = rule({
  id: "link/missing-file",
  summary: "A link leads to a file or folder that does not exist",
  reads: ["link"],
  needs: ["closed set: file tree"],
  gates: ["G8", "host rendering"],
  fix: "safe",
  judge(claim, context) {
    const target = linkTarget(claim, context);
    if (target.kind === "route") return unknown("host-route", target.why);
    if (target.kind === "foreign") return unknown("foreign", target.why);
    const marked = marksGate(claim, context);
    const { tree } = context.world;
    if (target.path === "" || tree.has(target.path)) return ok(marked === null);
    if (marked) return unknown(marked);
    const artefact = artefactGate(target.path, context);
    if (artefact) return unknown(artefact);
    const route = routeOf(target.path, context);
    if (route !== null) return unknown("host-route", route);
    if (context.world.isOpen(target.path)) return unknown("open-set", "inside another repository, or not checked out");
    // One entry that differs in case only is the next rule's.
    if (tree.ignoringCase(target.path).length === 1) return unknown("ambiguous", "differs in case only");
    return missing(claim, target.path, context);
  },
});

/** Why a link without an extension is a route of a site generator, wherever that is; null when it is none. */
function routeOf(path: string, { traits, world }: JudgeContext): string | null {
  if (extensionOf(path) !== "") return null;
  if ([".md", ".mdx"].some((extension) => world.tree.hasFile(path + extension))) return "the page exists with its extension";
  return traits?.front_matter ? "a page with front matter belongs to a site" : null;
}

function missing(claim: LinkClaim, path: string, context: JudgeContext): Drift {
  const tombstone = tombstoneOf([path], context);
  const successor = tombstone?.successor ?? null;
  const suggestion = successor ? moved(claim, path, successor.path, context) : guess(claim, path, context);
  return drift({
    message: successor ? `\`${path}\` was renamed to \`${successor.path}\`` : `\`${path}\` does not exist`,
    suggestion,
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor?.path ?? null, [`file:${path}`])
      : { kind: "closed-set", summary: `no file or folder \`${path}\` exists`, facts: [`file:${path}`] },
    fix: successor ? "safe" : suggestion?.replacement ? "suggest" : null,
    cause: `file:${path}`,
    ...(claim.form === "reference" && !claim.used ? { weight_factor: 0.5 } : {}),
  });
}

function moved(claim: LinkClaim, from: string, to: string, context: JudgeContext): Suggestion {
  const replacement = rewrite(claim.reference, from, to, context, true);
  return { text: `Link to ${replacement}`, replacement };
}

function guess(claim: LinkClaim, path: string, context: JudgeContext): Suggestion | null {
  const siblings = context.world.tree.filesIn(folderOf(path)).map(baseName);
  const near = nearMiss(baseName(path), siblings);
  const folder = folderOf(path);
  const found = near ? (folder === "" ? near.name : `${folder}/${near.name}`) : onlyNamesake(path, context);
  return found === null ? null : moved(claim, path, found, context);
}
