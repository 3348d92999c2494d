import { type Stamped, stampIn } from "../../domains/method.js";

/** An answer for programs: its public shape, indented, in the order of reading, and the state that it is of. */
export function renderJson<T extends object>(asked: Stamped<T>): string {
  return `${JSON.stringify({ ...asked.answer, ...stampIn(asked) }, null, 2)}\n`;
}
