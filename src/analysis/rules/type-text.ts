/**
 * Types as they are written, in TypeScript and in JSDoc, read as sets of what a value may be. Whatever cannot be told from the text,
 * such as a type parameter, an outside type or a condition, makes the whole type open.
 */
import { splitTopLevel, topLevel } from "./type-brackets.js";

export type Atom =
  | { kind: "primitive"; name: "string" | "number" | "boolean" | "bigint" | "symbol" }
  | { kind: "array"; of: TypeSet | null }
  | { kind: "named"; id: string }
  | { kind: "function" }
  | { kind: "structure" };

/** What a value may be; `null` and `undefined` are left out, so that `void` is the empty set. */
export type TypeSet = readonly Atom[];

/** What a name means: another type's text with what its names mean, a class or interface by its id, or null when that is not known. */
export type Scope = (name: string) => { text: string; scope: Scope } | { id: string } | null;

/** Characters of a type that is read, and aliases that are followed. */
const TEXT_MAX = 512;
const DEPTH_MAX = 12;

/** Reads `text`, whose names mean what `scope` says; null when it is open. */
export function readType(text: string, scope: Scope, depth = 0): TypeSet | null {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > TEXT_MAX || depth > DEPTH_MAX) return null;
  const arrow = topLevel(trimmed, "=>")[0];
  if (arrow !== undefined) return (topLevel(trimmed, "|")[0] ?? arrow) < arrow ? null : [{ kind: "function" }];
  if (topLevel(trimmed, "&").length > 0 || trimmed.includes(" extends ")) return null;
  const atoms: Atom[] = [];
  const parts = splitTopLevel(trimmed, "|").map((part) => part.trim());
  // A list of alternatives may begin with a bar.
  if (parts[0] === "") parts.shift();
  for (const part of parts) {
    const read = readOne(part, scope, depth + 1);
    if (read === null) return null;
    atoms.push(...read);
  }
  return atoms;
}

function readOne(written: string, scope: Scope, depth: number): TypeSet | null {
  const part = withoutModifiers(written);
  if (part === "") return null;
  if (part.startsWith("...")) return [{ kind: "array", of: readType(part.slice(3), scope, depth) }];
  if (part.startsWith("(") && part.endsWith(")")) return readType(part.slice(1, -1), scope, depth);
  if (part.startsWith("function(") || part.startsWith("function (")) return [{ kind: "function" }];
  if (part.endsWith("[]")) return [{ kind: "array", of: readType(part.slice(0, -2), scope, depth) }];
  if (part.startsWith("[")) return part.endsWith("]") ? [{ kind: "array", of: null }] : null;
  if (part.startsWith("{")) return part.endsWith("}") ? [{ kind: "structure" }] : null;
  return readLiteral(part) ?? readPredicate(part) ?? readName(part, scope, depth);
}

/** JSDoc marks what may be null, must not be, and is optional. */
function withoutModifiers(part: string): string {
  let from = 0;
  while (part[from] === "?" || part[from] === "!") from++;
  const inner = part.slice(from, part.endsWith("=") ? -1 : undefined).trim();
  return inner.startsWith("readonly ") ? inner.slice("readonly ".length).trim() : inner;
}

function readLiteral(part: string): TypeSet | null {
  const first = part[0] as string;
  if (first === '"' || first === "'" || first === "`") return part.endsWith(first) && part.length > 1 ? [STRING] : null;
  if (part === "true" || part === "false") return [BOOLEAN];
  if (!isDigit(first) && !(first === "-" && isDigit(part[1] ?? ""))) return null;
  return part.endsWith("n") ? [{ kind: "primitive", name: "bigint" }] : [NUMBER];
}

/** `value is T` is a boolean. */
function readPredicate(part: string): TypeSet | null {
  const words = part.split(" ");
  return words[1] === "is" && isName(words[0] as string) ? [BOOLEAN] : null;
}

const STRING: Atom = { kind: "primitive", name: "string" };
const NUMBER: Atom = { kind: "primitive", name: "number" };
const BOOLEAN: Atom = { kind: "primitive", name: "boolean" };
const ANY_ARRAY: Atom = { kind: "array", of: null };

// A map, for a type may be named `constructor` or `toString`.
const KNOWN = new Map<string, TypeSet>([
  ...["string", "String"].map((name) => [name, [STRING]] as const),
  ...["number", "Number", "int", "integer", "Integer", "float", "double"].map((name) => [name, [NUMBER]] as const),
  ...["boolean", "Boolean", "bool"].map((name) => [name, [BOOLEAN]] as const),
  ...["bigint", "BigInt"].map((name) => [name, [{ kind: "primitive", name: "bigint" }]] as const),
  ...["symbol", "Symbol"].map((name) => [name, [{ kind: "primitive", name: "symbol" }]] as const),
  ...["null", "undefined", "void"].map((name) => [name, []] as const),
  ["Function", [{ kind: "function" }]],
  ...["Array", "ReadonlyArray"].map((name) => [name, [ANY_ARRAY]] as const),
]);

/** Classes of the language that no text means otherwise. */
const BUILT_IN = new Set(["Date", "RegExp", "Map", "Set", "WeakMap", "WeakSet", "URL", "ArrayBuffer", "Uint8Array", "Buffer"]);
const ARRAYS = new Set(["Array", "ReadonlyArray", "Array.", "ReadonlyArray."]);

function readName(part: string, scope: Scope, depth: number): TypeSet | null {
  const angle = part.indexOf("<");
  const name = angle === -1 ? part : part.slice(0, angle).trim();
  if (angle !== -1 && !part.endsWith(">")) return null;
  if (angle !== -1 && ARRAYS.has(name)) return [{ kind: "array", of: readType(part.slice(angle + 1, -1), scope, depth) }];
  if (!isName(name)) return null;
  const meant = scope(name);
  if (meant === null) {
    if (BUILT_IN.has(name)) return [{ kind: "named", id: name }];
    return angle === -1 ? (KNOWN.get(name) ?? null) : null;
  }
  if ("id" in meant) return [{ kind: "named", id: meant.id }];
  return angle === -1 ? readType(meant.text, meant.scope, depth + 1) : null;
}

/** Whether a type is one name and nothing else. */
export function isName(text: string): boolean {
  return text.length <= 64 && /^[A-Za-z_$][\w$]*$/.test(text);
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9" && char.length === 1;
}
