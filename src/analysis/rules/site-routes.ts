/** Links to routes of a site, where a page is known to have moved, or a route is one slip away from the one page it can mean. */
import { editDistance } from "../../base/nearest.js";
import type { LinkClaim } from "../model.js";
import { askAll } from "../names/history-view.js";
import { isDocumentPage, isServedAt, pageSegments, routeSegments } from "../names/pages.js";
import { heldWhileAlive, marksGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/** A route of one segment may be anything's. */
const SEGMENTS_MIN = 2;
/** Shorter segments are one slip away from too many others. */
const SLIP_LENGTH_MIN = 4;

/**
 * What is known of a route, `/guide/start`. What generators make of a tree is not known, so a route that no page stands for proves nothing.
 * On probation: a site may redirect.
 */
export function judgeRoute(claim: LinkClaim, why: string, context: JudgeContext): Outcome {
  const { target } = claim;
  const route = target.startsWith("/") ? routeSegments(target) : [];
  if (route.length < SEGMENTS_MIN || !context.world.sites.holds(context.path)) return unknown("host-route", why);
  const name = route.at(-1) as string;
  if (context.world.tree.pagesCalled(name).some((path) => serves(path, route))) return unknown("host-route", why);
  const marked = marksGate(claim, context);
  if (marked) return unknown(marked);
  return judgeMoved(claim, route, context) ?? judgeSlip(claim, route, context) ?? unknown("host-route", why);
}

function serves(path: string, route: readonly string[]): boolean {
  const segments = pageSegments(path);
  return segments !== null && isServedAt(segments, route);
}

/** The page that stood there was moved, while this document led to it. */
function judgeMoved(claim: LinkClaim, route: readonly string[], context: JudgeContext): Outcome | null {
  const dead = context.history.deadPagesCalled(route.at(-1) as string).filter((path) => serves(path, route));
  const tombstones = askAll(dead.filter(isDocumentPage), (path) => context.history.file(path)).filter((one) => one !== null);
  const successors = new Set(tombstones.map(({ successor }) => successor?.path));
  const [tombstone] = tombstones;
  const successor = tombstone?.successor ?? null;
  if (!tombstone || successor === null || successors.size > 1) return null;
  if (!heldWhileAlive(claim, tombstone.died, context)) return null;
  const replacement = routeOfMoved(tombstone.path, successor.path, route);
  return drift({
    message: `The page at \`${claim.target}\` was moved: it is \`${successor.path}\` now`,
    suggestion: replacement === null ? null : { text: `Link to ${replacement}`, replacement: rewritten(claim, replacement) },
    evidence: tombstoneEvidence(tombstone.died, successor.path, [`file:${tombstone.path}`]),
    fix: replacement === null ? null : "suggest",
    cause: `file:${tombstone.path}`,
    probation: true,
  });
}

/** The route of the page's new place; null when it left the folder that routes are counted from. */
function routeOfMoved(from: string, to: string, route: readonly string[]): string | null {
  const before = pageSegments(from) ?? [];
  const now = pageSegments(to) ?? [];
  const folder = before.slice(0, before.length - route.length);
  const isInside = now.length > folder.length && folder.every((segment, at) => segment === now[at]);
  return isInside ? `/${now.slice(folder.length).join("/")}` : null;
}

/** One segment of the route is a slip, and exactly one page stands where the route without it leads. */
function judgeSlip(claim: LinkClaim, route: readonly string[], context: JudgeContext): Outcome | null {
  const { tree } = context.world;
  const folder = route.slice(0, -1);
  if (tree.foldersEndingWith(folder.join("/")).length > 0) return null;
  const near = new Set<string>();
  for (const path of tree.pagesCalled(route.at(-1) as string)) {
    const segments = pageSegments(path)?.slice(-route.length) ?? [];
    if (segments.length === route.length && slips(segments, route)) near.add(segments.join("/"));
  }
  const [only, another] = near;
  if (only === undefined || another !== undefined) return null;
  const replacement = `/${only}`;
  return drift({
    message: `No page stands at \`${claim.target}\`; one does at \`${replacement}\``,
    suggestion: { text: `Link to ${replacement}`, replacement: rewritten(claim, replacement) },
    evidence: { kind: "near-miss", summary: `the only page like it is \`${replacement}\``, facts: [`file:${only}`] },
    fix: "suggest",
    cause: `route:${claim.target}`,
    probation: true,
  });
}

/** Whether exactly one segment differs, and by one slip. */
function slips(page: readonly string[], route: readonly string[]): boolean {
  const different = route.flatMap((segment, at) => (segment === page[at] ? [] : [[segment, page[at] as string] as const]));
  const [one, another] = different;
  if (!one || another) return false;
  return one[0].length >= SLIP_LENGTH_MIN && editDistance(one[0], one[1]) === 1;
}

/** The link with its route replaced; its slash at the end and its anchor stay. */
function rewritten({ reference, target }: LinkClaim, route: string): string {
  return reference.replace(target, target.endsWith("/") ? `${route}/` : route);
}
