import type { Report } from "../../analysis/model.js";
import { type Stamped, stampIn } from "../../domains/method.js";

/** A report for programs: the public shape, indented, in the order of reading, and the state that it is of. */
export function renderJson(asked: Stamped<Report>): string {
  return `${JSON.stringify({ ...asked.answer, ...stampIn(asked) }, null, 2)}\n`;
}
