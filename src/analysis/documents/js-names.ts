import { isMember, isName, isPunct } from "./js-imports.js";
import type { JsToken, JsTokens } from "./js-tokens.js";
import { isReserved } from "./symbol-shape.js";

/** A name that a code sample uses, with every place of it; `owner` is what stands before its dot. */
export interface UsedName {
  owner: string | null;
  name: string;
  call: boolean;
  places: JsToken[];
}

export interface JsNames {
  /** Names the sample declares in any way: they are its own. */
  declared: Set<string>;
  /** Names declared with a body or a value (gate G10), methods of classes included. */
  defined: Set<string>;
  used: UsedName[];
  /** Property names of objects and types, with every place. */
  keys: UsedName[];
}

const NAME_MIN = 3;
const VALUE_DECLARATORS = new Set(["const", "let", "var"]);
const TYPE_DECLARATORS = new Set(["class", "interface", "enum", "type", "namespace"]);
const NO_METHODS = new Set(["if", "for", "while", "switch", "catch", "function", "with", "return", "await"]);
/** Objects of the language and its hosts: what they hold is not ours. */
const GLOBALS = new Set(
  "console process Math JSON Object Array Promise document window module exports require global globalThis Buffer Number String Date Symbol Reflect Error Set Map WeakMap WeakSet RegExp Boolean BigInt Intl performance navigator localStorage sessionStorage location history crypto fetch URL URLSearchParams setTimeout setInterval clearTimeout clearInterval setImmediate queueMicrotask AbortController AbortSignal TypeError RangeError SyntaxError Proxy Function Uint8Array ArrayBuffer TextEncoder TextDecoder Request Response Headers FormData Blob File expect describe test beforeEach afterEach beforeAll afterAll".split(
    " ",
  ),
);

/** Reads which names a code sample declares and which it uses. Keywords, short names, globals and property keys are left out. */
export function readNames(read: JsTokens): JsNames {
  const names: JsNames = { declared: new Set(), defined: new Set(), used: [], keys: [] };
  declare(read, names);
  const byKey = new Map<string, UsedName>();
  for (let at = 0; at < read.tokens.length; at++) use(read.tokens, at, byKey, names.declared);
  names.used = [...byKey.values()];
  names.keys = readKeys(read.tokens);
  return names;
}

function declare({ tokens, partners }: JsTokens, names: JsNames): void {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind === "name" && !isPunct(tokens[at - 1], ".")) {
      if (VALUE_DECLARATORS.has(token.text)) declareValues(tokens, partners, at, names);
      else if (TYPE_DECLARATORS.has(token.text)) declareType(tokens, at, names);
      else if (token.text === "function") declareFunction(tokens, partners, at, names);
      else if (isPunct(tokens[at + 1], "(")) declareMethod(tokens, partners, at, names);
    }
    if (isPunct(token, "=>")) declareArrow(tokens, partners, at, names);
  }
}

/** `const a = …`, `const { b, c: d } = …`, `let e`. */
function declareValues(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, at: number, names: JsNames): void {
  const next = tokens[at + 1];
  if (next?.kind === "name") {
    names.declared.add(next.text);
    if (hasValue(tokens, at + 2)) names.defined.add(next.text);
    return;
  }
  const close = partners.get(at + 1);
  if (close === undefined) return;
  for (const name of boundNames(tokens, at + 1, close)) names.declared.add(name);
}

/** Whether `=` follows, after an optional type. */
function hasValue(tokens: readonly JsToken[], from: number): boolean {
  for (let at = from; at < Math.min(tokens.length, from + 40); at++) {
    if (isPunct(tokens[at], "=")) return true;
    if (isPunct(tokens[at], ";") || (tokens[at]?.kind === "name" && VALUE_DECLARATORS.has(tokens[at]?.text ?? ""))) return false;
  }
  return false;
}

function declareType(tokens: readonly JsToken[], at: number, names: JsNames): void {
  const name = tokens[at + 1];
  if (name?.kind !== "name" || isReserved(name.text)) return;
  const next = tokens[at + 2];
  const isDeclaration = isPunct(next, "{") || isPunct(next, "=") || isPunct(next, "<") || next?.kind === "name";
  if (!isDeclaration || isName(tokens[at - 1], "import")) return;
  names.declared.add(name.text);
  names.defined.add(name.text);
}

function declareFunction(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, at: number, names: JsNames): void {
  const nameAt = isPunct(tokens[at + 1], "*") ? at + 2 : at + 1;
  const name = tokens[nameAt]?.kind === "name" ? tokens[nameAt] : undefined;
  const open = findOpen(tokens, name ? nameAt + 1 : nameAt);
  const close = open === -1 ? undefined : partners.get(open);
  if (close !== undefined) for (const parameter of boundNames(tokens, open, close)) names.declared.add(parameter);
  if (!name) return;
  names.declared.add(name.text);
  if (close !== undefined && hasBody(tokens, close + 1)) names.defined.add(name.text);
}

/** The `(` at `from`, after optional type parameters. */
function findOpen(tokens: readonly JsToken[], from: number): number {
  if (isPunct(tokens[from], "(")) return from;
  if (!isPunct(tokens[from], "<")) return -1;
  for (let at = from; at < Math.min(tokens.length, from + 40); at++) if (isPunct(tokens[at], "(")) return at;
  return -1;
}

/** Whether `{` follows, after an optional return type. */
function hasBody(tokens: readonly JsToken[], from: number): boolean {
  if (isPunct(tokens[from], "{")) return true;
  if (!isPunct(tokens[from], ":")) return false;
  for (let at = from + 1; at < Math.min(tokens.length, from + 40); at++) {
    if (isPunct(tokens[at], "{"))
      return !isPunct(tokens[at - 1], ":") && !isPunct(tokens[at - 1], "|") && !isPunct(tokens[at - 1], "<");
    if (isPunct(tokens[at], ";")) return false;
  }
  return false;
}

/** `name(…) {` in a class or an object literal: its parameters are its own; in a class the name is defined. */
function declareMethod(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, at: number, names: JsNames): void {
  const name = (tokens[at] as JsToken).text;
  const close = partners.get(at + 1);
  if (close === undefined || NO_METHODS.has(name) || !isPunct(tokens[close + 1], "{")) return;
  for (const parameter of boundNames(tokens, at + 1, close)) names.declared.add(parameter);
  const after = partners.get(close + 1);
  // Members of an object literal are parted by commas.
  const inLiteral = isPunct(tokens[at - 1], ",") || (after !== undefined && isPunct(tokens[after + 1], ","));
  if (!inLiteral && name !== "constructor") {
    names.declared.add(name);
    names.defined.add(name);
  }
}

function declareArrow(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, at: number, names: JsNames): void {
  const before = tokens[at - 1];
  if (before?.kind === "name") {
    names.declared.add(before.text);
    return;
  }
  const open = partners.get(at - 1);
  if (open === undefined || !isPunct(before, ")")) return;
  for (const name of boundNames(tokens, open, at - 1)) names.declared.add(name);
}

/** Names that a pattern or parameter list between two brackets binds. */
function boundNames(tokens: readonly JsToken[], open: number, close: number): string[] {
  const names: string[] = [];
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind !== "name" || isReserved(token.text)) continue;
    const before = tokens[at - 1];
    const binds = [",", "(", "{", "[", "...", ":"].some((sign) => isPunct(before, sign));
    if (binds) names.push(token.text);
  }
  return names;
}

function use(tokens: readonly JsToken[], at: number, byKey: Map<string, UsedName>, declared: ReadonlySet<string>): void {
  const token = tokens[at] as JsToken;
  if (token.kind !== "name" || token.text.length < NAME_MIN || isReserved(token.text)) return;
  const owned = isMember(tokens, at);
  const owner = owned ? ownerOf(tokens, at) : null;
  if (owned && owner === null) return;
  if (!owned && (declared.has(token.text) || GLOBALS.has(token.text))) return;
  if (owner !== null && GLOBALS.has(owner.split(".")[0] ?? "")) return;
  if (isKey(tokens, at)) return;
  const key = `${owner ?? ""}.${token.text}`;
  const known = byKey.get(key);
  if (known) known.places.push(token);
  else byKey.set(key, { owner, name: token.text, call: isPunct(tokens[at + 1], "("), places: [token] });
}

/** `a` or `a.b` before the dot; null when an expression stands there. */
function ownerOf(tokens: readonly JsToken[], at: number): string | null {
  const parts: string[] = [];
  for (let i = at - 2; i >= 0 && parts.length < 4; i -= 2) {
    const part = tokens[i];
    if (part?.kind !== "name") return parts.length > 0 ? null : "";
    parts.unshift(part.text);
    if (!isMember(tokens, i)) return part.text === "this" ? "" : parts.join(".");
  }
  return null;
}

/** Names with `:` behind them that begin a property: after a bracket, comma, semicolon, or on a new line of a type. */
function readKeys(tokens: readonly JsToken[]): UsedName[] {
  const byName = new Map<string, UsedName>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind !== "name" || token.text.length < NAME_MIN || isReserved(token.text) || !isKey(tokens, at)) continue;
    const before = tokens[at - 1];
    if (before !== undefined && !["{", ",", ";", "}", "]"].some((sign) => isPunct(before, sign)) && before.kind !== "name")
      continue;
    const known = byName.get(token.text);
    if (known) known.places.push(token);
    else byName.set(token.text, { owner: null, name: token.text, call: false, places: [token] });
  }
  return [...byName.values()];
}

/** A key of an object literal, a member of a type, a named parameter, a label: a name with `:` behind it. */
function isKey(tokens: readonly JsToken[], at: number): boolean {
  const next = tokens[at + 1];
  if (isPunct(next, ":")) return !isPunct(tokens[at - 1], "?") && !isName(tokens[at - 1], "case");
  return isPunct(next, "?") && isPunct(tokens[at + 2], ":");
}
