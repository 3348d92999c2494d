/** Words and types that say a function gives nothing back. */

const NOTHING = new Set(["void", "undefined", "never", "null", "this", "nothing", "none", "asserts"]);

/** `Promise<T>` and its likes → `T`; every other type as it is. */
export function settledType(type: string): string {
  const inner = type.trim();
  const open = inner.startsWith("Promise.<") ? "Promise.<" : inner.startsWith("Promise<") ? "Promise<" : "";
  if (open === "") return inner;
  return inner.endsWith(">") ? inner.slice(open.length, -1).trim() : inner;
}

/** Whether a declared or written type is one of no value. */
export function isNothing(type: string): boolean {
  const parts = type.split("|").map((part) => part.trim());
  return parts.every((part) => part === "void" || part === "undefined");
}

/** Whether a text says that nothing is given back: "nothing", "void", "none". */
export function describesNothing(says: string): boolean {
  const words = says
    .toLowerCase()
    .split(/[^a-z]/)
    .filter((word) => word !== "");
  return words.slice(0, 4).some((word) => NOTHING.has(word));
}
