import type { SymbolClaim, WrittenCall } from "../model.js";
import { afterBrackets, identifierEnd } from "./identifiers.js";
import { REFERENCE_MAX } from "./limits.js";
import { readCall } from "./written-call.js";

/** A name of code as inline code or a heading writes it. `start`…`end` is the part of the text that names it. */
export interface SymbolShape {
  owner: string | null;
  name: string;
  form: SymbolClaim["form"];
  call?: WrittenCall;
  start: number;
  end: number;
}

// biome-ignore format: a list
const NO_NAMES = new Set([
  "true", "false", "null", "undefined", "this", "self", "super", "NaN", "Infinity", "string", "number", "boolean", "object", "symbol",
  "bigint", "any", "unknown", "never", "void", "function", "class", "const", "let", "var", "import", "export", "default", "from", "return",
  "if", "else", "for", "while", "do", "switch", "case", "break", "continue", "new", "delete", "typeof", "instanceof", "in", "of", "try",
  "catch", "finally", "throw", "async", "await", "yield", "static", "extends", "implements", "interface", "type", "enum", "namespace",
  "declare", "readonly", "public", "private", "protected", "abstract", "as", "is", "keyof", "infer", "satisfies", "with", "debugger",
  "constructor", "arguments", "prototype", "None", "True", "False", "nil", "elif", "def", "fn", "func",
]);

/** Whether `word` belongs to the language and names nothing. */
export function isReserved(word: string): boolean {
  return NO_NAMES.has(word);
}

const DECLARATORS = new Set(["class", "interface", "type", "enum", "function", "const"]);

/**
 * Reads `code` as a name: `a`, `A.b`, `A#b`, `a()`, `a(x, y)`, `new A()`, `@a`, `.a()`, `class A`, `A<T>`. null when it is anything else.
 * A call is named by its whole text, everything else by its name.
 */
export function readSymbol(code: string): SymbolShape | null {
  if (code.length < 2 || code.length > REFERENCE_MAX) return null;
  if (code.startsWith("new ")) return whole(readChain(code, 4), code, "new");
  if (code.startsWith("@") && code.length > 2 && !code.includes("/")) return whole(readChain(code, 1), code, "decorator");
  const space = code.indexOf(" ");
  if (space > 0 && DECLARATORS.has(code.slice(0, space))) return bare(readChain(code, space + 1), code);
  if (code.startsWith(".") && code.endsWith(")")) return whole(readChain(code, 1), code, "call");
  const chain = readChain(code, 0);
  if (!chain) return null;
  return chain.end < code.length
    ? (whole(chain, code, "call") ?? bare(chain, code))
    : shape(chain, chain.owner ? "qualified" : "bare", 0, code.length);
}

interface Chain {
  owner: string | null;
  name: string;
  start: number;
  end: number;
}

/** `A.b#c` from `start` on: names joined by `.`, `#`, `::` or `?.`. */
function readChain(code: string, start: number): Chain | null {
  let at = start;
  let nameEnd = start;
  let name = "";
  let owner: string | null = null;
  for (;;) {
    const end = identifierEnd(code, at);
    if (end === at) return null;
    if (name !== "") owner = code.slice(start, nameEnd).replace(/\.prototype$/, "");
    nameEnd = end;
    name = code.slice(at, end);
    at = end;
    const joint = jointAt(code, at);
    if (joint === 0 || identifierEnd(code, at + joint) === at + joint) break;
    at += joint;
  }
  if (owner === null && isReserved(name)) return null;
  return { owner, name, start, end: at };
}

function jointAt(code: string, at: number): number {
  if (code[at] === "." && code[at + 1] !== ".") return 1;
  if (code[at] === "#") return 1;
  if (code.startsWith("?.", at) || code.startsWith("::", at)) return 2;
  return 0;
}

/** A call or its like: the chain, type arguments, balanced parentheses, then nothing, `: type` or `=> …`. */
function whole(chain: Chain | null, code: string, form: "call" | "new" | "decorator"): SymbolShape | null {
  if (!chain) return null;
  let at = afterBrackets(code, chain.end, "<", ">");
  if (code[at] !== "(") return form === "call" || at !== code.length ? null : shape(chain, form, 0, code.length);
  at = afterBrackets(code, at, "(", ")");
  if (at === -1) return null;
  const rest = code.slice(at).trimStart();
  if (rest !== "" && !rest.startsWith(":") && !rest.startsWith("=>") && !rest.startsWith("->") && rest !== ";") return null;
  const named = shape(chain, form, 0, code.length);
  const call = form === "decorator" ? null : readCall(code, chain.end);
  return named && call ? { ...named, call } : named;
}

/** `class A`, `A<T>`, `A[]`: the span is the name alone. */
function bare(chain: Chain | null, code: string): SymbolShape | null {
  if (!chain) return null;
  const at = afterBrackets(code, chain.end, "<", ">");
  const rest = at === -1 ? "?" : code.slice(at);
  if (rest !== "" && rest !== "[]") return null;
  return shape(chain, chain.owner ? "qualified" : "bare", chain.start, chain.end);
}

function shape(chain: Chain, form: SymbolShape["form"], start: number, end: number): SymbolShape | null {
  if (chain.name.length < 2 || chain.owner === "this" || chain.owner === "super") return null;
  if (chain.owner !== null && (chain.owner.startsWith("process.env") || chain.owner.startsWith("import.meta"))) return null;
  return { owner: chain.owner, name: chain.name, form, start, end };
}
