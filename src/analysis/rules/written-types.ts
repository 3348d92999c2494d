/** Types that can be told apart by their text alone: those made of TypeScript's own words. */
import { splitTopLevel } from "./type-brackets.js";

const PRIMITIVES = new Set(["string", "number", "boolean", "bigint", "symbol", "void", "undefined", "null"]);

/**
 * Whether both types are made of TypeScript's primitives alone, in unions, arrays and promises, and `written` has a part that `declared`
 * has not: a text may leave parts out.
 */
export function areOtherTypes(written: string | null, declared: string | null): boolean {
  if (written === null || declared === null || written.length > 256 || declared.length > 256) return false;
  const [a, b] = [normal(written), normal(declared)];
  if (a === null || b === null) return false;
  const parts = new Set(b.split("|"));
  return a.split("|").some((one) => !parts.has(one));
}

/** One spelling of a type; null when it holds a name that may be an alias. */
function normal(type: string): string | null {
  const parts = splitTopLevel(type.trim(), "|").map(part);
  if (parts.some((one) => one === null)) return null;
  return [...new Set(parts)].sort().join("|");
}

function part(text: string): string | null {
  const type = text.trim();
  if (PRIMITIVES.has(type)) return type;
  if (type.startsWith("Promise<") && type.endsWith(">")) return wrap("Promise", normal(type.slice(8, -1)));
  if (type.startsWith("Array<") && type.endsWith(">")) return wrap("Array", normal(type.slice(6, -1)));
  if (type.endsWith("[]")) return wrap("Array", normal(type.slice(0, -2)));
  if (type.startsWith("(") && type.endsWith(")")) return normal(type.slice(1, -1));
  return null;
}

function wrap(name: string, inner: string | null): string | null {
  return inner === null ? null : `${name}<${inner}>`;
}
