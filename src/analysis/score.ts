import { type DocumentScore, type Finding, isFired, type Judgement } from "./model.js";
import { CONFIDENCE_MIN } from "./rules/weights.js";

/** Sums of one document's verdicts: `ok` weighs what was found true, `drift` what was found untrue. */
export interface Sums {
  ok: number;
  drift: number;
}

/** Damping of long documents: many broken claims lower the score even among very many true ones. */
const DRIFT_DAMPING = 30;

/**
 * `O = Σ w(OK) + 0.5·Σ w(WEAK_OK)`, over claims that could have lost; `D = Σ over causes of max(w·c)` of the cause's findings, STALE
 * with factor 0.5.
 */
export function sumVerdicts(judgements: readonly Judgement[]): Sums {
  let ok = 0;
  const untrue: Harm[] = [];
  for (const { verdict, weight } of judgements) {
    if (verdict.verdict === "OK" && verdict.checked) ok += weight;
    else if (verdict.verdict === "WEAK_OK" && verdict.checked) ok += 0.5 * weight;
    else if (isFired(verdict) && verdict.confidence >= CONFIDENCE_MIN) untrue.push({ ...verdict, weight });
  }
  return { ok, drift: driftOf(untrue) };
}

interface Harm {
  verdict: Finding["verdict"];
  cause: string;
  weight: number;
  confidence: number;
}

/** What STALE counts beside DRIFT. */
const STALE_FACTOR = 0.5;

/** `Σ over causes of max(w·c)`, STALE halved. */
export function driftOf(findings: readonly Harm[]): number {
  const causes = new Map<string, number>();
  for (const { cause, verdict, weight, confidence } of findings) {
    const harm = weight * confidence * (verdict === "STALE" ? STALE_FACTOR : 1);
    causes.set(cause, Math.max(causes.get(cause) ?? 0, harm));
  }
  return [...causes.values()].reduce((total, value) => total + value, 0);
}

/** `O/(O+D) × 1/(1+D/30)`, [0, 1], rounded to 4 places; null when nothing was checkable. */
export function scoreOf({ ok, drift }: Sums): number | null {
  if (ok + drift === 0) return null;
  return round((ok / (ok + drift)) * (1 / (1 + drift / DRIFT_DAMPING)));
}

/** Mean of the documents' scores, weighted by what was checkable in each; null when no document has one. */
export function projectScore(documents: readonly { score: number | null; sums: Sums }[]): number | null {
  let weighted = 0;
  let total = 0;
  for (const { score, sums } of documents) {
    if (score === null) continue;
    weighted += score * (sums.ok + sums.drift);
    total += sums.ok + sums.drift;
  }
  return total === 0 ? null : round(weighted / total);
}

/** Confidence from which one finding alone makes a document drift, and the weight it needs. */
const DRIFT_ALONE = { confidence: 0.85, weight: 0.5 } as const;
/** `Σ w·c` from which findings of two rules together do. */
const DRIFT_TOGETHER = 1.0;

/** Whether findings make their document drift. Findings on probation never do. */
export function isDrifting(findings: readonly (Finding & { probation?: boolean })[]): boolean {
  const counted = findings.filter((finding) => !finding.probation);
  const isAlone = ({ verdict, confidence, weight }: Finding) =>
    verdict !== "STALE" && confidence >= DRIFT_ALONE.confidence && weight >= DRIFT_ALONE.weight;
  if (counted.some(isAlone)) return true;
  const rules = new Set(counted.map((finding) => finding.rule));
  return rules.size >= 2 && driftOf(counted) >= DRIFT_TOGETHER;
}

/** Claims that were decided: OK or WEAK_OK that could have lost, DRIFT and STALE. */
export function countChecked(judgements: readonly Judgement[]): number {
  return judgements.filter(({ verdict }) => {
    if (isFired(verdict)) return verdict.confidence >= CONFIDENCE_MIN;
    return verdict.verdict !== "UNKNOWN" && verdict.verdict !== "SUPPRESSED" && verdict.checked;
  }).length;
}

/** Score and flag of one document. */
export function scoreDocument(
  path: string,
  judgements: readonly Judgement[],
  findings: readonly Finding[],
): DocumentScore & { sums: Sums } {
  const sums = sumVerdicts(judgements);
  return { path, score: scoreOf(sums), drift_detected: isDrifting(findings), checked: countChecked(judgements), sums };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
