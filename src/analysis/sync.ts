/**
 * What the kind of sync of a document makes of its judgements (docs_to_code, bidirectional). Pure: what was agreed comes in, what is
 * agreed now goes out.
 */
import { hash } from "node:crypto";
import type { AgreedPair, Claim, Fired, Judgement, Subject, SyncType, Verdict } from "./model.js";
import { conflictVerdict } from "./rules/sync-conflict.js";
import { NUMBERS } from "./rules/weights.js";

export interface SyncOptions {
  type: SyncType;
  /** What was agreed of this document, by key. */
  agreed: ReadonlyMap<string, AgreedPair>;
  /** Whether `sync/conflict` may be reported of a claim: the rule is on, and nobody said to ignore it here. */
  reportsConflict(claim: Claim): boolean;
  /** Where a finding stands that speaks of the code; null when nothing of it is left. */
  placeOf(verdict: Drift): { path: string; line: number } | null;
}

export interface Synced {
  judgements: Judgement[];
  /** What is agreed after this; kept for bidirectional documents only. */
  agreed: AgreedPair[];
}

export type Drift = Fired & { verdict: "DRIFT" };

/** A text that is only behind (STALE) contradicts nothing, so nobody has to be right. */
function isDrift(verdict: Verdict): verdict is Drift {
  return verdict.verdict === "DRIFT";
}

export function syncJudgements(judgements: readonly Judgement[], options: SyncOptions): Synced {
  if (options.type === "code_to_docs") return { judgements: [...judgements], agreed: [] };
  if (options.type === "docs_to_code") return { judgements: judgements.map((one) => towardsCode(one, options)), agreed: [] };
  return bidirectional(judgements, options);
}

/** The document is right: the finding stands in the code, and the code is never edited. */
function towardsCode(judgement: Judgement, { placeOf }: SyncOptions): Judgement {
  const { verdict } = judgement;
  if (!isDrift(verdict)) return judgement;
  const placed = placeOf(verdict);
  const said = verdict.suggestion === null ? "" : `, or change the document: ${lowerFirst(verdict.suggestion.text)}`;
  return {
    ...judgement,
    verdict: {
      ...verdict,
      suggestion: { text: `Make the code do what the document says${said}` },
      fix: null,
      authority: "document",
      ...(placed === null ? {} : { placed }),
    },
  };
}

function bidirectional(judgements: readonly Judgement[], options: SyncOptions): Synced {
  const keys = keyGiver();
  const agreed: AgreedPair[] = [];
  const synced = judgements.map((judgement) => {
    const subject = subjectOf(judgement);
    if (subject === null) return judgement.verdict.verdict === "DRIFT" ? withoutSafeFix(judgement) : judgement;
    const key = keys(judgement.claim, subject);
    const before = options.agreed.get(key);
    if (isOk(judgement.verdict)) {
      agreed.push(pairOf(key, judgement.claim, subject));
      return judgement;
    }
    if (before) agreed.push(before);
    return judgement.verdict.verdict === "DRIFT" ? whoMoved(judgement, subject, before, options) : judgement;
  });
  return { judgements: synced, agreed };
}

function isOk({ verdict }: Verdict): boolean {
  return verdict === "OK" || verdict === "WEAK_OK";
}

/** Lays a mismatch at the door of whoever moved since both agreed. */
function whoMoved(judgement: Judgement, subject: Subject, before: AgreedPair | undefined, options: SyncOptions): Judgement {
  if (before === undefined) return withoutSafeFix(judgement);
  const textMoved = before.block_hash !== judgement.claim.block_hash;
  const codeMoved = before.subject_hash !== hashOf(subject.state);
  if (textMoved && codeMoved) return conflict(judgement, before, subject, options);
  if (textMoved) return towardsCode(judgement, options);
  return codeMoved ? judgement : withoutSafeFix(judgement);
}

/** Nobody knows who is right: nothing is overwritten but by a person. */
function conflict(judgement: Judgement, before: AgreedPair, subject: Subject, options: SyncOptions): Judgement {
  const { claim, verdict } = judgement;
  if (!isDrift(verdict)) return judgement;
  if (!options.reportsConflict(claim)) {
    const { replacement: _replacement, edits: _edits, ...suggestion } = verdict.suggestion ?? { text: "" };
    return { ...judgement, verdict: { ...verdict, suggestion: verdict.suggestion && suggestion, fix: null } };
  }
  const { weight } = NUMBERS["sync/conflict"];
  return { ...judgement, rule: "sync/conflict", weight, verdict: conflictVerdict(claim, verdict, before, subject) };
}

/** As code_to_docs, but nothing is written by itself. */
function withoutSafeFix(judgement: Judgement): Judgement {
  const { verdict } = judgement;
  return verdict.verdict === "DRIFT" && verdict.fix === "safe"
    ? { ...judgement, verdict: { ...verdict, fix: "suggest" } }
    : judgement;
}

/**
 * What the claim speaks of. Where a rule does not say, existence is what the claim can agree with; a contradiction says nothing of
 * that, so such a claim never agreed. null for what could not be judged.
 */
export function subjectOf({ claim, verdict }: Judgement): Subject | null {
  if (verdict.verdict === "UNKNOWN" || verdict.verdict === "SUPPRESSED") return { id: existence(claim), state: "unknown" };
  if (verdict.subject) return verdict.subject;
  if (isOk(verdict)) return { id: existence(claim), state: "present" };
  return verdict.verdict === "DRIFT" && verdict.evidence.kind !== "contradiction"
    ? { id: existence(claim), state: "absent" }
    : null;
}

function existence({ normalized }: Claim): string {
  return `exists:${normalized}`;
}

function pairOf(key: string, { block_hash }: Claim, { state }: Subject): AgreedPair {
  return { key, block_hash, subject_hash: hashOf(state), subject: state.slice(0, SHOWN_MAX), agreed_at: null };
}

const SHOWN_MAX = 200;

/** Numbers equal claims of one heading path, in reading order. */
function keyGiver(): (claim: Claim, subject: Subject) => string {
  const seen = new Map<string, number>();
  return ({ kind, container }, { id }) => {
    const place = [kind, id, ...container.headings.map((heading) => heading.trim().toLowerCase())].join("\0");
    const ordinal = seen.get(place) ?? 0;
    seen.set(place, ordinal + 1);
    return hashOf(`${place}\0${ordinal}`);
  };
}

function hashOf(text: string): string {
  return hash("sha256", text).slice(0, 16);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
