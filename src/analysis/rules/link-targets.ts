/** How code hosts and site generators read the link of a document. */
import { baseName, folderOf, resolvePath } from "../../base/paths.js";
import type { AnchorClaim, LinkClaim } from "../model.js";
import type { World } from "../world/world.js";
import type { JudgeContext } from "./rule.js";

export type LinkTarget =
  | { kind: "path"; path: string }
  /** A page of the code host, or a route of a site: nothing in the tree can prove it. */
  | { kind: "route"; why: string }
  | { kind: "foreign"; why: string };

/** Where `claim` leads. */
export function linkTarget(claim: LinkClaim | AnchorClaim, context: JudgeContext): LinkTarget {
  const { world, path } = context;
  const { target } = claim;
  if (isPart(path)) return { kind: "route", why: "a part of other pages, where its links are followed" };
  if (target === "") return { kind: "path", path };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target.slice(0, 64)) || target.startsWith("//")) return ownPage(target, world);
  if (world.sites.holds(path) && (target.startsWith("/") || !/\.mdx?$/i.test(target.slice(-256)))) {
    return { kind: "route", why: "a route of the site" };
  }
  if (target.startsWith("/") && world.isSubfolder) return { kind: "route", why: "counts from the top of the repository" };
  const resolved = resolvePath(folderOf(path), target);
  if (resolved === null) return { kind: "route", why: "leaves the project" };
  return { kind: "path", path: resolved };
}

/** `_sidebar.md`, `_usage.mdx`: site generators put such documents into other pages, and show none of them by itself. */
function isPart(path: string): boolean {
  return baseName(path).startsWith("_");
}

/** Absolute URLs of this repository's own pages on its default branch are relative links. */
function ownPage(target: string, { hosted, isSubfolder, keys }: World): LinkTarget {
  keys.note("config");
  const address = target.slice(target.indexOf("//") + 2);
  if (!hosted || hosted.defaultBranch === null || isSubfolder) return { kind: "foreign", why: "another host" };
  const lower = address.toLowerCase();
  if (!lower.startsWith(`${hosted.address}/`)) return { kind: "foreign", why: "another host" };
  const rest = address.slice(hosted.address.length + 1).replace(/^-\//, "");
  const [page, branch, ...segments] = rest.split("/");
  if (page !== "blob" && page !== "tree" && page !== "raw") return { kind: "route", why: "a page of the code host" };
  if (branch !== hosted.defaultBranch) return { kind: "foreign", why: "frozen at another revision" };
  const path = resolvePath("", segments.join("/"));
  return path === null ? { kind: "route", why: "leaves the project" } : { kind: "path", path };
}
