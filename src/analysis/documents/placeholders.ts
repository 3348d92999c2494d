import { REFERENCE_MAX } from "./limits.js";

const STAND_INS = new Set(["foo", "bar", "baz", "qux", "xxx", "x.y.z", "foobar"]);

/** Whether a path, specifier or command word stands for something the reader puts in: `<x>`, `{x}`, `$X`, `…`, globs, `path/to`, `my-…`. */
export function isPlaceholderPath(text: string): boolean {
  const head = text.slice(0, REFERENCE_MAX);
  if (/[<>{}*?…|]/.test(head) || head.includes("...") || /\$[A-Z{(]/.test(head) || head.includes("[")) return true;
  if (/(^|\/)path\/to(\/|$)/.test(head)) return true;
  return head.split("/").some((segment) => isStandIn(segment) || segment.startsWith("your-") || segment.startsWith("my-"));
}

/** Whether a name of code stands for any name: `foo`, `xxx`, `$NAME`. */
export function isPlaceholderName(name: string): boolean {
  return STAND_INS.has(name.toLowerCase()) || /^\$[A-Z]/.test(name.slice(0, 4)) || name.includes("…");
}

function isStandIn(segment: string): boolean {
  if (STAND_INS.has(segment.toLowerCase())) return true;
  const dot = segment.indexOf(".");
  return dot > 0 && STAND_INS.has(segment.slice(0, dot).toLowerCase());
}
