/** Types that can be told apart by their text alone: those made of TypeScript's own words. */

const PRIMITIVES = new Set(["string", "number", "boolean", "bigint", "symbol", "void", "undefined", "null"]);

/** Whether both types are made of TypeScript's primitives alone, in unions, arrays and promises, and are not the same. */
export function areOtherTypes(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one.length > 256 || other.length > 256) return false;
  const [a, b] = [normal(one), normal(other)];
  return a !== null && b !== null && a !== b;
}

/** One spelling of a type; null when it holds a name that may be an alias. */
function normal(type: string): string | null {
  const parts = unionParts(type.trim()).map(part);
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

function unionParts(type: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < type.length; at++) {
    const char = type[at] as string;
    if (char === "<" || char === "(") depth++;
    else if (char === ">" || char === ")") depth--;
    else if (char === "|" && depth === 0) {
      parts.push(type.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, type.slice(start)];
}
