import type { Report, Severity } from "../../analysis/model.js";

/**
 * 1 when a document drifted, or with `failOn` when a finding reaches that severity; else 3 when nothing was decided, neither by the
 * check nor by people who suppressed what it found, else 0.
 */
export function exitStatus(report: Report, failOn: Severity | null = null): 0 | 1 | 3 {
  const { findings, documents, checked, suppressed } = report;
  const fails =
    failOn === null
      ? documents.some((document) => document.drift_detected)
      : findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn));
  if (fails) return 1;
  return checked === 0 && suppressed.length === 0 ? 3 : 0;
}

/** From the least. */
export const SEVERITIES: readonly Severity[] = ["note", "warning", "error"];
