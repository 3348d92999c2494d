/** Which findings can be mended, and by which edits: every fix is tried in memory before anything is written. */
import type { JudgedFinding } from "../../analysis/findings.js";
import type { Edit } from "../../analysis/model.js";
import { applyEdits, overlap, splitsCharacter } from "../../analysis/repair/edits.js";
import type { Root } from "../../worktree/guard.js";
import { readReplaceable } from "../../worktree/replace.js";
import type { ProjectModel } from "../project.js";
import { findingsIf, placesOf, type Tally, tally, tallyKey } from "./trial.js";

export interface Wanted {
  /** Also fixes of which a person should see the text first. */
  suggested: boolean;
  /** Whether a finding is to be mended. */
  includes(finding: JudgedFinding): boolean;
}

/** One finding and the edits that mend it. */
export interface PlannedFix {
  finding: JudgedFinding;
  edits: readonly Edit[];
}

/** All fixes of one document, to be written at once. */
export interface PlannedDocument {
  path: string;
  hash: string;
  before: string;
  after: string;
  fixes: readonly PlannedFix[];
}

/** A fix that is not made, and why. */
export interface RefusedFix {
  finding: JudgedFinding;
  reason: string;
}

export interface Plan {
  documents: PlannedDocument[];
  refused: RefusedFix[];
}

/** Classes of documents that are not edited: others write them, or they speak of another time. */
const UNTOUCHED = new Set(["generated", "historical", "mirror"]);

/** Plans the fixes of what the model finds now. */
export async function planFixes(model: ProjectModel, root: Root, wanted: Wanted): Promise<Plan> {
  const findings = model.findings();
  const refused: RefusedFix[] = [];
  const drafts: Draft[] = [];
  for (const [path, fixes] of byDocument(findings, wanted)) {
    const document = readDocument(model, root, path);
    if ("reason" in document) refused.push(...fixes.map(({ finding }) => ({ finding, reason: document.reason })));
    else drafts.push(...choose(document, fixes, refused));
  }
  const kept = await tried(model, drafts, tally(findings), refused);
  return { documents: written(kept), refused };
}

interface Document {
  path: string;
  hash: string;
  text: string;
}

interface Draft extends PlannedFix {
  document: Document;
}

function byDocument(findings: readonly JudgedFinding[], { suggested, includes }: Wanted): Map<string, PlannedFix[]> {
  const documents = new Map<string, PlannedFix[]>();
  for (const finding of findings) {
    const edits = finding.suggestion?.edits ?? [];
    if (edits.length === 0 || !(finding.fix === "safe" || (suggested && finding.fix === "suggest"))) continue;
    if (!includes(finding)) continue;
    documents.set(finding.path, [...(documents.get(finding.path) ?? []), { finding, edits: distinct(edits) }]);
  }
  return documents;
}

function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [`${edit.start}-${edit.end}-${edit.text}`, edit])).values()];
}

/** The document as it was judged; or why it is left alone. */
function readDocument(model: ProjectModel, root: Root, path: string): Document | { reason: string } {
  const record = model.files.get(path);
  const kind = record?.analysis?.document?.class;
  if (kind !== undefined && UNTOUCHED.has(kind)) return { reason: `a ${kind} document is not edited` };
  const found = readReplaceable(root, path);
  if ("refused" in found) return { reason: found.refused };
  if (found.hash !== record?.hash) return { reason: "it changed since it was judged" };
  return { path, ...found };
}

/** The fixes whose edits fit the text, and each other. */
function choose(document: Document, fixes: readonly PlannedFix[], refused: RefusedFix[]): Draft[] {
  const taken: Edit[] = [];
  const chosen: Draft[] = [];
  for (const { finding, edits } of fixes) {
    const reason = misfit(document.text, edits, taken);
    if (reason !== null) refused.push({ finding, reason });
    else {
      taken.push(...edits);
      chosen.push({ document, finding, edits });
    }
  }
  return chosen;
}

function misfit(text: string, edits: readonly Edit[], taken: readonly Edit[]): string | null {
  for (const [index, edit] of edits.entries()) {
    if (edit.start > edit.end || edit.end > text.length) return "its place is not in the file";
    if (splitsCharacter(text, edit.start) || splitsCharacter(text, edit.end)) return "its place splits a character";
    if (edits.slice(0, index).some((other) => overlap(edit, other))) return "its own edits overlap";
    if (taken.some((other) => overlap(edit, other))) return "another fix edits the same characters";
  }
  return null;
}

/** Tries all together; where that is no good, halves, so that few trials find the one that does harm. */
async function tried(model: ProjectModel, drafts: Draft[], before: Tally, refused: RefusedFix[]): Promise<Draft[]> {
  const kept: Draft[] = [];
  const waiting = drafts.length === 0 ? [] : [drafts];
  for (let some = waiting.shift(); some !== undefined; some = waiting.shift()) {
    const fault = await faultOf(model, [...kept, ...some], before);
    if (fault === null) kept.push(...some);
    else if (some.length === 1) refused.push({ finding: (some[0] as Draft).finding, reason: fault });
    else {
      const half = some.length >> 1;
      waiting.unshift(some.slice(0, half), some.slice(half));
    }
  }
  return kept;
}

/** Why these fixes together are not good; null when what they mend is gone and nothing new is found. */
async function faultOf(model: ProjectModel, drafts: readonly Draft[], before: Tally): Promise<string | null> {
  const texts = new Map(written(drafts).map(({ path, after }) => [path, after]));
  const after = await findingsIf(model, texts);
  const counts = tally(after);
  const left = new Map(before);
  for (const { finding } of drafts) {
    const key = tallyKey(finding);
    left.set(key, (left.get(key) ?? 0) - placesOf(finding));
  }
  for (const { finding } of drafts) {
    if ((counts.get(tallyKey(finding)) ?? 0) > (left.get(tallyKey(finding)) ?? 0)) return "it would still be found afterwards";
  }
  const fresh = after.find((finding) => (counts.get(tallyKey(finding)) ?? 0) > (left.get(tallyKey(finding)) ?? 0));
  return fresh === undefined
    ? null
    : `something new would be found: ${fresh.message} (${fresh.path}:${fresh.line}, ${fresh.rule})`;
}

function written(drafts: readonly Draft[]): PlannedDocument[] {
  const documents = new Map<string, Draft[]>();
  for (const draft of drafts) documents.set(draft.document.path, [...(documents.get(draft.document.path) ?? []), draft]);
  return [...documents.values()].map((some) => {
    const { path, hash, text } = (some[0] as Draft).document;
    const after = applyEdits(
      text,
      some.flatMap(({ edits }) => edits),
    );
    return { path, hash, before: text, after, fixes: some.map(({ finding, edits }) => ({ finding, edits })) };
  });
}
