import type { Finding } from "../../analysis/model.js";
import { SEVERITIES } from "./exit-status.js";

/** What hurts a reader most comes first; what hurts alike stays in reading order. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity, weight, confidence }: Finding) => SEVERITIES.indexOf(severity) * 10 + weight * confidence;
  return [...findings].sort((a, b) => rank(b) - rank(a));
}
