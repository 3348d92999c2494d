import { hash } from "node:crypto";
import { compareText } from "../base/order.js";
import { slugOf } from "./documents/slugs.js";
import {
  type Claim,
  type Finding,
  type Fired,
  type FixKind,
  type Grounds,
  isFired,
  type Judgement,
  type Place,
  type Severity,
  type Suggestion,
  type UnknownClaim,
} from "./model.js";
import { editsOf } from "./repair/edits.js";
import { CONFIDENCE_FULL_SEVERITY, CONFIDENCE_MIN, NUMBERS, type RuleId } from "./rules/weights.js";

/** A finding with what only the score and `explain` need. */
export interface JudgedFinding extends Finding {
  probation: boolean;
  judgement: Judgement;
  grounds: Grounds;
  /** Where it is shown instead of at its claim: in documents that are right, the code is what drifted. */
  placed: { path: string; line: number } | null;
}

/**
 * The findings of one document, suppressed ones among them, in reading order: one for each rule, heading path and reference; further
 * places are occurrences. `severities` are those that a configuration sets.
 */
export function findingsOf(
  judgements: readonly Judgement[],
  severities: ReadonlyMap<string, Severity> = new Map(),
): JudgedFinding[] {
  const byId = new Map<string, JudgedFinding>();
  for (const judgement of judgements) {
    const finding = toFinding(judgement, severities);
    if (finding === null) continue;
    const further = judgement.claim.occurrences.map(placeOf);
    const key = `${finding.verdict} ${finding.id}`;
    const first = byId.get(key);
    if (first === undefined) byId.set(key, { ...finding, occurrences: further });
    else {
      first.occurrences.push(placeOf(judgement.claim), ...further);
      first.grounds.blocks = [...new Set([...first.grounds.blocks, ...finding.grounds.blocks])].sort(compareText);
      joinFix(first, finding);
    }
  }
  return [...byId.values()].sort(byPlace);
}

/** A finding is mended only when all of its places are: the fix is no better than the least certain of them. */
function joinFix(first: JudgedFinding, { fix, suggestion }: JudgedFinding): void {
  first.fix = lesserFix(first.fix, fix);
  if (first.suggestion === null) return;
  const { edits: mine = [], ...rest } = first.suggestion;
  const edits = [...mine, ...(suggestion?.edits ?? [])];
  first.suggestion = first.fix === null ? rest : { ...rest, edits };
}

function lesserFix(a: FixKind | null, b: FixKind | null): FixKind | null {
  if (a === null || b === null) return null;
  return a === "safe" ? b : a;
}

function placeOf({ line, column, end_line, end_column }: Omit<Place, "start" | "end">): Omit<Place, "start" | "end"> {
  return { line, column, end_line, end_column };
}

function toFinding(judgement: Judgement, severities: ReadonlyMap<string, Severity>): JudgedFinding | null {
  const { claim, path, rule, weight } = judgement;
  const verdict = firedOf(judgement);
  if (verdict === null || verdict.confidence < CONFIDENCE_MIN) return null;
  const probation = verdict.probation ?? false;
  const severity =
    severities.get(rule) ?? (probation ? "note" : raised(severityOf(rule as RuleId, verdict.confidence), rule, verdict));
  return {
    id: findingId(rule, path, claim),
    rule,
    severity,
    confidence: verdict.confidence,
    path,
    line: claim.line,
    column: claim.column,
    end_line: claim.end_line,
    end_column: claim.end_column,
    reference: claim.reference,
    message: verdict.message,
    suggestion: severity === "note" && verdict.verify !== undefined ? { text: verdict.verify } : withEdits(judgement, verdict),
    evidence: verdict.evidence,
    ...verdictOf(judgement, verdict),
    state: "settled",
    weight,
    occurrences: [],
    related: verdict.related ?? [],
    fix: verdict.fix,
    cause: verdict.cause,
    probation,
    judgement,
    placed: verdict.placed ?? null,
    grounds: { blocks: [claim.block_hash], evidence: evidenceHash(verdict) },
  };
}

function verdictOf({ verdict }: Judgement, fired: Fired): Pick<Finding, "verdict" | "suppression"> {
  if (verdict.verdict === "SUPPRESSED") return { verdict: "SUPPRESSED", suppression: verdict.suppression };
  return { verdict: fired.conflict ? "CONFLICT" : fired.verdict };
}

/** What was found to have drifted, suppressed or not; null when nothing was. */
export function firedOf({ verdict }: Judgement): Fired | null {
  if (verdict.verdict === "SUPPRESSED") return verdict.drift;
  return isFired(verdict) ? verdict : null;
}

/** Stays the same while the same thing proves the finding: a commit of what was only changed before is no other proof. */
export function evidenceHash({ evidence, cause, suggestion }: Fired): string {
  const { kind, facts, before, after } = evidence;
  const proof = [kind, facts, before ?? null, after ?? null, cause, suggestion?.replacement ?? null];
  return hash("sha256", JSON.stringify(proof)).slice(0, 16);
}

/** The suggestion with its edits, unless the rule gave them itself or nothing is to be edited. */
function withEdits({ claim }: Judgement, { suggestion, fix }: Pick<Finding, "suggestion" | "fix">): Suggestion | null {
  if (suggestion?.replacement === undefined || suggestion.edits || fix === null) return suggestion;
  return { ...suggestion, edits: editsOf(claim, suggestion.replacement) };
}

/** A rule's severity, one step down when the confidence is low. */
function severityOf(rule: RuleId, confidence: number): Severity {
  const { severity } = NUMBERS[rule];
  if (confidence >= CONFIDENCE_FULL_SEVERITY) return severity;
  return severity === "error" ? "warning" : "note";
}

/** Groups of rules about what code promises: where the document is right, breaking it weighs more. */
const PROMISES = ["signature/", "value/", "blueprint/contract-"];

/** One step up for a promise that the document holds the code to. */
function raised(severity: Severity, rule: string, { authority }: { authority?: "document" }): Severity {
  if (authority === undefined || !PROMISES.some((group) => rule.startsWith(group))) return severity;
  return severity === "note" ? "warning" : "error";
}

/** A claim that could not be judged, as programs see it; null for one that was. */
export function unknownClaim({ path, claim, rule, verdict }: Judgement): UnknownClaim | null {
  if (verdict.verdict !== "UNKNOWN") return null;
  const { kind, reference } = claim;
  return { path, ...placeOf(claim), kind, reference, rule, reason: verdict.reason, note: verdict.note ?? null };
}

/** First 16 hex digits of SHA-256 over rule, document path, heading slugs and normalised reference: moved lines do not change it. */
export function findingId(rule: string, path: string, claim: Claim): string {
  return idAt(path, idParts(rule, claim));
}

/** What makes up the id of a finding, but for the document it stands in. */
export function idParts(rule: string, claim: Claim): string[] {
  const { block, headings } = claim.container;
  const place = block === "jsdoc" && "owner" in claim ? [(claim.owner ?? "").toLowerCase()] : headings.map(slugOf);
  return [rule, ...place, claim.normalized];
}

/** The id that a finding of these parts has in the document at `path`. */
export function idAt(path: string, [rule = "", ...rest]: readonly string[]): string {
  return hash("sha256", [rule, path, ...rest].join("\0")).slice(0, 16);
}

/** Reading order: path, line, column, rule. */
export function byPlace(a: Finding, b: Finding): number {
  return compareText(a.path, b.path) || a.line - b.line || a.column - b.column || compareText(a.rule, b.rule);
}

/** The finding as programs see it, without what is kept for ourselves. One that is placed elsewhere names its claim as related. */
export function publicFinding(judged: JudgedFinding): Finding {
  const { probation: _probation, judgement: _judgement, grounds: _grounds, placed, ...finding } = judged;
  if (placed === null) return finding;
  const { path, line } = finding;
  const place = { ...placed, column: 1, end_line: placed.line, end_column: 1 };
  return { ...finding, ...place, occurrences: [], related: [{ path, line }, ...finding.related] };
}
