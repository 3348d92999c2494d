import { editDistance } from "../../base/nearest.js";
import { baseName, extensionOf, folderOf } from "../../base/paths.js";
import type { LinkClaim, Suggestion } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import type { World } from "../world/world.js";
import { artefactGate, marksGate } from "./gates.js";
import { linkTarget } from "./link-targets.js";
import { onlyNamesake, rewrite, tombstoneOf } from "./places.js";
import { type Drift, drift, type JudgeContext, ok, rule, unknown } from "./rule.js";
import { judgeRoute } from "./site-routes.js";
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
  needs: ["closed set: file tree", "tombstone, or near-miss, for routes of a site"],
  gates: ["G8", "host rendering"],
  fix: "safe",
  judge(claim, context) {
    const target = linkTarget(claim, context);
    if (target.kind === "route") return judgeRoute(claim, target.why, context);
    if (target.kind === "foreign") return unknown("foreign", target.why);
    const marked = marksGate(claim, context);
    const { tree } = context.world;
    if (target.path === "" || tree.has(target.path)) return ok(marked === null);
    if (marked) return unknown(marked);
    const artefact = artefactGate(target.path, context);
    if (artefact) return unknown(artefact);
    const route = routeOf(claim, target.path, context) ?? servedFrom(claim, context);
    if (route !== null) return unknown("host-route", route);
    if (context.world.isUnreadable(target.path)) return unknown("open-set", "what stands there cannot be read");
    if (context.world.isOpen(target.path)) return unknown("open-set", "inside another repository, or not checked out");
    if (isBuiltPage(target.path, context)) return unknown("artefact", "pages of HTML that were never here are built");
    // One entry that differs in case only is the next rule's.
    if (tree.ignoringCase(target.path).length === 1) return unknown("ambiguous", "differs in case only");
    return missing(claim, target.path, context);
  },
});

/**
 * Why a link is a route of a site, whatever makes that; null when it is none. Front matter is written for one; a file of that name with
 * an extension proves nothing by itself, for on a code host the link is dead.
 */
function routeOf({ target }: LinkClaim, path: string, context: JudgeContext): string | null {
  const { path: document, traits, world } = context;
  if (isReadmeOfPackage(document, world)) return null;
  const [first = ""] = path.split("/", 1);
  const isAtRoot = target.startsWith("/") && !world.tree.has(first);
  if (isAtRoot && !wasHere(path, first, context) && slipAtRoot(path, context) === null)
    return "nothing at the root ever began like that";
  const pages = [".md", ".mdx"].map((extension) => path + extension).filter((page) => world.tree.hasFile(page));
  const leads = pages.some((page) => world.analysis(page)?.document?.front_matter);
  if (leads || (pages.length > 0 && traits?.front_matter)) return "leads to a page with front matter, which belongs to a site";
  if (extensionOf(path) !== "") return null;
  if (traits?.front_matter) return "a page with front matter belongs to a site";
  const folder = folderOf(path);
  const isLost = pages.length === 0 && !world.tree.hasFolder(folder) && !wasHere(path, folder, context);
  return isLost ? "neither it nor its folder was ever here" : null;
}

/** Folders of an application whose files a page finds at the top of the site, wherever its text is kept. */
const SERVED = ["public", "static", "src"];

/** Where the package of a page keeps the picture that the page shows under an address of the site; null when it has none. */
function servedFrom({ form, target }: LinkClaim, { path, world }: JudgeContext): string | null {
  const home = world.packages.home(path)?.folder ?? "";
  if (form !== "html" || target.startsWith(".") || folderOf(path) === home) return null;
  const found = SERVED.map((folder) => [home, folder, target].filter((part) => part !== "").join("/"));
  const file = found.find((one) => world.tree.hasFile(one));
  return file === undefined ? null : `the site serves ${file} under that address`;
}

/** The one file that is called as `path` but for a slip in the folder at the root: `doc/api.md` for `docs/api.md`; null when none is. */
function slipAtRoot(path: string, { world }: JudgeContext): string | null {
  const [first = "", ...rest] = path.split("/");
  if (rest.length === 0 || extensionOf(path) === "") return null;
  const [only, another] = world.tree.named(baseName(path)).filter((file) => {
    const [folder = "", ...others] = file.split("/");
    return others.join("/") === rest.join("/") && editDistance(folder, first) === 1;
  });
  return another === undefined ? (only ?? null) : null;
}

function isBuiltPage(path: string, context: JudgeContext): boolean {
  return extensionOf(path) === ".html" && tombstoneOf([path], context) === null;
}

/** Whether history knows the path, or the folder. */
function wasHere(path: string, folder: string, context: JudgeContext): boolean {
  return [path, folder].some((one) => one !== "" && tombstoneOf([one], context) !== null);
}

/** Code hosts and registries show the README of a repository or package, whatever its front matter is for. */
function isReadmeOfPackage(document: string, { packages }: World): boolean {
  if (!baseName(document).toLowerCase().startsWith("readme.")) return false;
  const folder = folderOf(document);
  return folder === "" || packages.home(document)?.folder === folder;
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
  const folder = folderOf(path);
  const siblings = context.world.tree.filesIn(folder).map(baseName);
  const near = withExtension(baseName(path), siblings) ?? nearMiss(baseName(path), siblings)?.name;
  const found = near ? (folder === "" ? near : `${folder}/${near}`) : (slipAtRoot(path, context) ?? onlyNamesake(path, context));
  return found === null ? null : moved(claim, path, found, context);
}

/** The one sibling that is called `name` but for its extension, which was left out; null when there is none or more than one. */
function withExtension(name: string, siblings: readonly string[]): string | null {
  const called = siblings.filter((sibling) => sibling.slice(0, sibling.length - extensionOf(sibling).length) === name);
  return called.length === 1 && called[0] !== name ? (called[0] as string) : null;
}
