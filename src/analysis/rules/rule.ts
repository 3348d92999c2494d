/** What a rule is, and the outcomes it may give. */

import type {
  ClaimKind,
  ClaimOf,
  Confirmation,
  ConfirmedText,
  DocumentTraits,
  Fired,
  GateValue,
  Severity,
  Subject,
  UnknownReason,
  Verdict,
} from "../model.js";
import type { HistoryView } from "../names/history-view.js";
import type { World } from "../world/world.js";
import type { Sections } from "./sections.js";

/** Names that are known to be foreign, or own, whatever the evidence says; and what TypeScript itself declares. */
export interface Vocabulary {
  foreign: ReadonlySet<string>;
  own: ReadonlySet<string>;
  /** Globals of TypeScript's own declarations. */
  globals: ReadonlySet<string>;
  /** Member names, and names inside modules, of such declarations. */
  globalMembers: ReadonlySet<string>;
}

/** What a rule may look at besides its claim. */
export interface JudgeContext {
  world: World;
  history: HistoryView;
  vocabulary: Vocabulary;
  /** The document the claim stands in; traits are null for code files. */
  path: string;
  traits: DocumentTraits | null;
  /** The claims of the document by their sections, for the evidence that a section gives. */
  sections: Sections;
  /** What somebody confirmed of a bound text; null when nobody did. */
  confirmed(text: ConfirmedText): Confirmation | null;
  /** Values of the gates asked so far, for `explain`. */
  gates: GateValue[];
}

export interface RuleNumbers {
  /** How much a reader is hurt, [0, 1]. */
  weight: number;
  /** Base confidence, [0, 1]. */
  confidence: number;
  severity: Severity;
}

export interface Rule<K extends ClaimKind = ClaimKind> {
  id: string;
  /** One line: what the finding says. */
  summary: string;
  reads: readonly K[];
  /** Kinds among them that are other rules' own: of their claims it gives only findings, and no OK has its weight. */
  borrows?: readonly K[];
  /** Which claims of these kinds it reads; all when left out. */
  concerns?(claim: ClaimOf<K>): boolean;
  /** What it needs to judge: closed sets, tombstones, near-misses. */
  needs: readonly string[];
  /** Gates besides G1 to G3. */
  gates: readonly string[];
  fix: "safe" | "suggest" | null;
  judge(claim: ClaimOf<K>, context: JudgeContext): Outcome;
}

/** A verdict before its gates and arithmetic are attached. */
export type Outcome =
  | { verdict: "OK"; checked: boolean; subject?: Subject }
  | { verdict: "WEAK_OK"; checked: boolean; note: string; subject?: Subject }
  | { verdict: "UNKNOWN"; reason: UnknownReason; note?: string }
  | Drift;

/** What a rule says of a finding; the rest of it is made of that. */
export interface Drift extends Omit<Fired, "confidence" | "arithmetic" | "gates" | "authority" | "placed" | "conflict"> {
  /** Factors on the rule's base confidence; `base` replaces it. */
  factors?: Record<string, number>;
}

/** Found, in a set that could have said otherwise, or equal to `subject`. `checked` false: found, but nothing was proved. */
export function ok(checked = true, subject?: Subject): Outcome {
  return subject === undefined ? { verdict: "OK", checked } : { verdict: "OK", checked, subject };
}

/** Found by a weaker route. */
export function weakOk(note: string, checked = true): Outcome {
  return { verdict: "WEAK_OK", checked, note };
}

export function unknown(reason: UnknownReason, note?: string): Outcome {
  return note === undefined ? { verdict: "UNKNOWN", reason } : { verdict: "UNKNOWN", reason, note };
}

export function drift(finding: Omit<Drift, "verdict">): Drift {
  return { verdict: "DRIFT", ...finding };
}

/** The code moved on after the text was last confirmed; whether the text still holds is not known. */
export function stale(finding: Omit<Drift, "verdict">): Drift {
  return { verdict: "STALE", ...finding };
}

/** Declares a rule; the identity, for its types. */
export function rule<K extends ClaimKind>(definition: Rule<K>): Rule<K> {
  return definition;
}

/**
 * Attaches gates and multiplies the confidence out, rounded to 4 places. Called for every claim: an object that begins with a spread
 * would cost ten times as much (Node 20).
 */
export function finish(outcome: Outcome, numbers: RuleNumbers, gates: GateValue[]): Verdict {
  if (!("message" in outcome)) return { gates, ...outcome };
  const { factors, ...rest } = outcome;
  const arithmetic: Record<string, number> = { base: numbers.confidence, ...factors };
  const product = Object.values(arithmetic).reduce((total, factor) => total * factor, 1);
  return { arithmetic, confidence: Math.round(product * 10_000) / 10_000, gates, ...rest };
}
