/** What of a document there is to confirm. */
import { FINGERPRINTS_VERSION } from "../analysis/confirmations.js";
import { headingAnchors } from "../analysis/documents/slugs.js";
import type { AnchorFact, DocumentTraits, Fingerprints } from "../analysis/model.js";
import { LockstepError } from "../base/errors.js";
import { nearestOf } from "../base/nearest.js";
import { compareText } from "../base/order.js";
import { baseName } from "../base/paths.js";
import type { BoundText } from "../domains/method.js";
import type { ProjectModel } from "./project.js";

/** Anchors that a message names when none is near to what was asked for. */
const NAMED_MAX = 5;

/** The bindings of a document, or of one of its sections and those below, in their order. Throws UNKNOWN_DOCUMENT and UNKNOWN_SECTION. */
export async function boundTexts(
  model: ProjectModel,
  { document, section }: { document: string; section: string | null },
): Promise<BoundText[]> {
  const analysis = model.files.get(document)?.analysis;
  if (!analysis?.document) throw unknownDocument(model, document);
  const anchors = headingAnchors(analysis.facts);
  const wanted = section === null ? null : sectionsAt(document, section, analysis.document, anchors);
  const bound = await model.boundNow(document);
  const { sections } = analysis.document;
  const inside = bound.filter(({ claim, text }) => {
    const isElsewhere = claim.kind === "binding" && claim.text !== undefined;
    const section = isElsewhere ? sections.findLastIndex(({ line }) => line === text.line) : claim.container.section;
    return wanted === null || (wanted.has(section) && !(isElsewhere && text.section === null));
  });
  return inside.map(({ text, target, name, tiers, now }) => {
    const { line, binding, ordinal, words } = text;
    const fingerprints = now === null ? null : fingerprintsIn(now);
    return { document, line, binding, ordinal, words, target, name, tiers, reader: FINGERPRINTS_VERSION, now: fingerprints };
  });
}

function fingerprintsIn({ sig, contract, body, deps, value }: Fingerprints): Fingerprints {
  return { sig, contract, body, deps, value };
}

/** The section that an anchor leads to, and the sections below it. */
function sectionsAt(
  document: string,
  anchor: string,
  { sections }: DocumentTraits,
  anchors: readonly AnchorFact[],
): ReadonlySet<number> {
  const line = anchors.find(({ slugs }) => slugs.includes(anchor))?.line;
  const first = sections.findIndex((one, at) => at > 0 && one.line === line);
  if (first === -1) throw unknownSection(document, anchor, anchors);
  const level = sections[first]?.headings.length ?? 0;
  const after = sections.findIndex((one, at) => at > first && one.headings.length <= level);
  const end = after === -1 ? sections.length : after;
  return new Set(Array.from({ length: end - first }, (_, at) => first + at));
}

function unknownSection(document: string, anchor: string, anchors: readonly AnchorFact[]): LockstepError {
  const known = anchors.flatMap(({ slugs }) => slugs.slice(0, 1));
  const near = nearestOf(anchor, known);
  const all = known.slice(0, NAMED_MAX).map((one) => `#${one}`);
  const hint = near !== null ? `Did you mean \`${document}#${near}\`?` : listOf(all, "It has no headings.", "Its sections are");
  return new LockstepError("UNKNOWN_SECTION", `${document} has no section \`#${anchor}\`. ${hint}`);
}

function unknownDocument(model: ProjectModel, document: string): LockstepError {
  const known = [...model.files.values()].filter(({ kind }) => kind === "document").map(({ path }) => path);
  const named = known.filter((path) => baseName(path).toLowerCase() === baseName(document).toLowerCase()).sort(compareText);
  const near = nearestOf(document, known);
  const hint =
    near !== null
      ? `Did you mean ${near}?`
      : listOf(named.slice(0, NAMED_MAX), "Write its path from the project's root.", "Did you mean one of");
  return new LockstepError("UNKNOWN_DOCUMENT", `${model.root.path} has no document ${JSON.stringify(document)}. ${hint}`);
}

function listOf(names: readonly string[], none: string, some: string): string {
  return names.length === 0 ? none : `${some}: ${names.join(", ")}.`;
}
