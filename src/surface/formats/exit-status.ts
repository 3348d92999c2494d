import type { Report } from "../../analysis/model.js";

/** 1 when a document drifted, else 3 when nothing could be checked, else 0. */
export function exitStatus(report: Report): 0 | 1 | 3 {
  if (report.documents.some((document) => document.drift_detected)) return 1;
  return report.checked === 0 ? 3 : 0;
}
