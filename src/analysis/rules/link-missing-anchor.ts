import { editDistance, slipsIn } from "../../base/nearest.js";
import { slugOf } from "../documents/slugs.js";
import type { AnchorFact, WorldFile } from "../model.js";
import { marksGate } from "./gates.js";
import { linkTarget } from "./link-targets.js";
import { drift, ok, rule, unknown, weakOk } from "./rule.js";
import { listSome } from "./text.js";

/** A link's fragment names no heading and no id of its target. */
export const linkMissingAnchor = rule({
  id: "link/missing-anchor",
  summary: "The fragment of a link names no heading of its target",
  reads: ["anchor"],
  needs: ["closed set: anchors of the target"],
  gates: ["open anchors"],
  fix: "suggest",
  judge(claim, context) {
    const target = linkTarget(claim, context);
    if (target.kind === "route") return unknown("host-route", target.why);
    if (target.kind === "foreign") return unknown("foreign", target.why);
    if (isHostAnchor(claim.anchor)) return ok(false);
    const analysis = context.world.analysis(target.path);
    if (!analysis?.document) return unknown("open-set", "the target is no document that was read");
    if (
      analysis.document.class === "generated" ||
      analysis.facts.some((fact) => fact.kind === "open" && fact.set === "anchors")
    ) {
      return unknown("open-set", "the target makes anchors at build time");
    }
    const marked = marksGate(claim, context);
    const anchors = slugs(analysis);
    const wanted = claim.anchor.replace(/^user-content-/, "");
    if (anchors.has(wanted)) return ok(marked === null);
    const lower = wanted.toLowerCase();
    const folded = [...anchors].find((slug) => slug.toLowerCase() === lower);
    if (folded !== undefined) return weakOk(`#${folded} differs in case`, marked === null);
    if (marked) return unknown(marked);
    const usual = usualSlugs(analysis);
    const isPage = analysis.document.front_matter || context.world.sites.holds(target.path);
    const made = isPage ? madeByItsSite(wanted, analysis, usual) : null;
    if (made !== null) return unknown("open-set", made);
    const replacement = onlySlip(wanted, usual);
    return drift({
      message: `${claim.target === "" ? "This document" : `\`${target.path}\``} has no heading for \`#${claim.anchor}\``,
      suggestion: replacement === null ? null : { text: `Link to #${replacement}`, replacement },
      evidence: { kind: "closed-set", summary: `its anchors are ${listSome(usual)}`, facts: [`anchors:${target.path}`] },
      fix: replacement === null ? null : "suggest",
      cause: `anchor:${target.path}#${claim.anchor}`,
    });
  },
});

/** Fragments that code hosts and site generators serve on any page: the top, line marks, text fragments. */
function isHostAnchor(anchor: string): boolean {
  if (anchor === "" || anchor === "top" || anchor === "readme" || anchor === "_top" || anchor.startsWith(":~:text")) return true;
  return /^L?\d+(C\d+)?(-L?\d+(C\d+)?)?$/.test(anchor.slice(0, 64));
}

function anchorFacts(analysis: WorldFile): AnchorFact[] {
  return analysis.facts.filter((fact) => fact.kind === "anchor");
}

/** Why the site of a page may give it the anchor `wanted`, which no code host does; null when nothing says so. */
function madeByItsSite(wanted: string, analysis: WorldFile, usual: readonly string[]): string | null {
  if (usual.length === 0 && analysis.document?.front_matter) return "the target is made out of its front matter";
  const lower = wanted.toLowerCase();
  const keys = analysis.document?.front_keys ?? [];
  if (keys.some((key) => slugOf(key).replaceAll("_", "-") === lower)) return "a key of the front matter is shown under that name";
  const verbatim = anchorFacts(analysis).some(({ text }) => text?.trim().toLowerCase().replaceAll(/\s/g, "-") === lower);
  if (verbatim) return "a site may keep the punctuation of its headings";
  const unnumbered = lower.replace(/-\d{1,3}$/, "");
  const marked = anchorFacts(analysis).some(({ text }) => text !== null && isMarked(text, lower, unnumbered));
  return marked ? "a site may read what its heading has in brackets as marks" : null;
}

/** `### returning [-MY]`, `### StateTree %{#state-tree}%`: a heading with something in brackets behind it, which some plugin of a site reads. */
function isMarked(text: string, wanted: string, unnumbered: string): boolean {
  const at = text.slice(0, HEADING_MAX).search(/[%[{<]/);
  if (at < 1) return false;
  const slug = slugOf(text.slice(0, at));
  return slug === wanted || slug === unnumbered || text.includes(`{#${wanted}}`);
}

const HEADING_MAX = 256;

/** By analysis, which never changes once made: every link of a table of contents asks for the same. */
const slugsOf = new WeakMap<WorldFile, ReadonlySet<string>>();

function slugs(analysis: WorldFile): ReadonlySet<string> {
  const known = slugsOf.get(analysis);
  if (known) return known;
  const found = new Set(anchorFacts(analysis).flatMap((fact) => fact.slugs));
  slugsOf.set(analysis, found);
  return found;
}

function usualSlugs(analysis: WorldFile): string[] {
  return anchorFacts(analysis).map((fact) => fact.slugs[0] ?? "");
}

/** Longer anchors are not compared: the comparison is quadratic. */
const COMPARED_MAX = 64;

/** The one anchor a slip of the finger away; null when none is, or two are alike. */
function onlySlip(wanted: string, slugs: readonly string[]): string | null {
  if (wanted.length > COMPARED_MAX) return null;
  const limit = slipsIn(wanted.length);
  const near = [...new Set(slugs)]
    .filter((slug) => slug.length <= COMPARED_MAX && Math.abs(slug.length - wanted.length) <= limit)
    .map((slug) => ({ slug, distance: editDistance(wanted, slug) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  const [best, second] = near;
  return best && (!second || second.distance > best.distance) ? best.slug : null;
}
