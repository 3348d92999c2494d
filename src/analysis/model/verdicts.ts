/** Verdicts: what a rule says of a claim. */
import type { Span } from "../../base/positions.js";
import type { Claim } from "./claims.js";
import type { Subject } from "./sync.js";

export const UNKNOWN_REASONS = [
  "open-set",
  "never-here",
  "no-history",
  "historical",
  "future",
  "negated",
  "placeholder",
  "foreign",
  "user-side",
  "ambiguous",
  "parse-error",
  "language",
  "host-route",
  "artefact",
  "alive-elsewhere",
  "subject-drifted",
  "limit",
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

export type Severity = "error" | "warning" | "note";
export type FixKind = "safe" | "suggest";

/** What proves a finding. `commit` is null for a change of the working tree that is not committed. */
export interface Evidence {
  kind: "closed-set" | "tombstone" | "near-miss" | "contradiction";
  /** One sentence for people: "renamed to `heatWater` in 3f2a91c, 2025-03-01". */
  summary: string;
  facts: string[];
  commit?: string | null;
  date?: string | null;
  before?: string;
  after?: string;
}

export interface Suggestion {
  /** One sentence: what to write instead. */
  text: string;
  /** The text to put in place of the reference, when there is exactly one. */
  replacement?: string;
  /** The same as edits of the finding's file, all its places among them; present where a fix exists. */
  edits?: Edit[];
}

/** Puts `text` in the place of a span; offsets are UTF-16 units of the file as it was judged, half open, as in claims. */
export interface Edit extends Span {
  text: string;
}

/** Value of one gate for one claim, for `explain`. */
export interface GateValue {
  gate: string;
  open: boolean;
  detail: string;
}

/** Who said that a finding is not to be reported: a `lockstep-ignore` beside the text, the configuration, or `lockstep ack`. */
export interface Suppression {
  by: "comment" | "config" | "acknowledgement";
  reason: string | null;
  /** Last day on which it holds, `2026-11-21`; null: for good. */
  until: string | null;
}

export type Verdict =
  | { verdict: "OK"; checked: boolean; gates: GateValue[]; subject?: Subject }
  | { verdict: "WEAK_OK"; checked: boolean; gates: GateValue[]; note: string; subject?: Subject }
  | { verdict: "UNKNOWN"; reason: UnknownReason; gates: GateValue[]; note?: string }
  /** What would be DRIFT or STALE, had nobody said otherwise. */
  | { verdict: "SUPPRESSED"; suppression: Suppression; drift: Fired; gates: GateValue[] }
  | Fired;

/** What makes a finding. STALE: bound code moved on after the text was last confirmed, and nothing contradicts the text. */
export interface Fired {
  verdict: FiredVerdict;
  message: string;
  suggestion: Suggestion | null;
  /** What to verify: said in place of the suggestion when the finding is only a note, which is a hint. */
  verify?: string;
  evidence: Evidence;
  fix: FixKind | null;
  /** The event in the tree that made the claim untrue; findings of one cause share it. */
  cause: string;
  confidence: number;
  /** How the confidence came about: factor name → value. */
  arithmetic: Record<string, number>;
  gates: GateValue[];
  related?: { path: string; line: number }[];
  /** Factor on the rule's weight (unused reference definitions: 0.5). */
  weight_factor?: number;
  /** Too little measured yet: shown as a note, never sets the drift flag. */
  probation?: boolean;
  /** What it speaks of; where it is left out, existence itself is what the claim can agree with. */
  subject?: Subject;
  /** The document is right, by its kind of sync: the code is what drifted. */
  authority?: "document";
  /** Where the finding is shown instead of at its claim. */
  placed?: { path: string; line: number };
  /** Text and code both moved since they agreed. */
  conflict?: true;
}

export type FiredVerdict = "DRIFT" | "STALE";

export function isFired(verdict: Verdict): verdict is Fired {
  return verdict.verdict === "DRIFT" || verdict.verdict === "STALE";
}

/** A claim of a document with the rule that judged it and what it said. */
export interface Judgement {
  path: string;
  claim: Claim;
  rule: string;
  weight: number;
  verdict: Verdict;
}
