import type { Report } from "../../analysis/model.js";

/** 1 when a document drifted, else 3 when nothing was decided, neither by the check nor by people who ignored it, else 0. */
export function exitStatus(report: Report): 0 | 1 | 3 {
  if (report.documents.some((document) => document.drift_detected)) return 1;
  return report.checked === 0 && countIgnored(report) === 0 ? 3 : 0;
}

/** Claims that were found to have drifted, and that people said to ignore: neither scored nor counted as checked. */
export function countIgnored({ unknown }: Report): number {
  return unknown.ignored ?? 0;
}
