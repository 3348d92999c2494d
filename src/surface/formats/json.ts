import type { Report } from "../../analysis/model.js";

/** A report for programs: the public shape, indented, in the order of reading. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
