import type { JsToken, JsTokens } from "./js-tokens.js";

/** One name taken from a module. */
export interface ImportedName {
  /** Name in the module; `default` for the default export. */
  name: string;
  token: JsToken;
  /** Name in the file; null when it is only handed on. */
  local: string | null;
  type_only: boolean;
}

export interface JsImport {
  specifier: string;
  /** The string token of the specifier. */
  token: JsToken;
  names: ImportedName[];
  /** Local name of `* as ns`. */
  namespace: string | null;
  /** Local names bound to the module itself without naming an export: `const x = require("x")`. */
  whole: string | null;
  type_only: boolean;
  /** Index of the first and last token of the statement. */
  first: number;
  last: number;
}

/** Reads `import`, `export … from`, `import(…)` and `require(…)` out of the tokens of a code sample. */
export function readImports({ tokens, partners }: JsTokens): JsImport[] {
  const imports: JsImport[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind !== "name" || isMember(tokens, at)) continue;
    const read = readOne(tokens, partners, at, token.text);
    if (read) imports.push(read);
  }
  return imports;
}

function readOne(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, at: number, word: string): JsImport | null {
  if (word === "import" && isPunct(tokens[at + 1], "(")) return readCall(tokens, partners, at);
  if (word === "import") return readStatic(tokens, at);
  if (word === "export") return readExportFrom(tokens, at);
  if (word === "require" && isPunct(tokens[at + 1], "(")) return readCall(tokens, partners, at);
  return null;
}

/** `import a, { b as c, type D } from "x"`, `import * as ns from "x"`, `import "x"`, `import a = require("x")`. */
function readStatic(tokens: readonly JsToken[], first: number): JsImport | null {
  let at = first + 1;
  const result = empty(first);
  if (isName(tokens[at], "type") && !isName(tokens[at + 1], "from") && !isPunct(tokens[at + 1], ",")) {
    result.type_only = true;
    at++;
  }
  const direct = tokens[at];
  if (direct?.kind === "string") return finish(result, direct, at);
  if (direct?.kind === "name") {
    if (isPunct(tokens[at + 1], "=")) return null;
    result.names.push({ name: "default", token: direct, local: direct.text, type_only: result.type_only });
    at++;
    if (isPunct(tokens[at], ",")) at++;
  }
  if (isPunct(tokens[at], "*") && isName(tokens[at + 1], "as")) {
    result.namespace = tokens[at + 2]?.text ?? null;
    at += 3;
  } else if (isPunct(tokens[at], "{")) {
    const end = readNames(tokens, at, result, "as");
    if (end === -1) return null;
    at = end;
  }
  return from(tokens, at, result);
}

function readExportFrom(tokens: readonly JsToken[], first: number): JsImport | null {
  let at = first + 1;
  const result = empty(first);
  if (isName(tokens[at], "type") && (isPunct(tokens[at + 1], "{") || isPunct(tokens[at + 1], "*"))) {
    result.type_only = true;
    at++;
  }
  if (isPunct(tokens[at], "*")) {
    at += isName(tokens[at + 1], "as") ? 3 : 1;
    return from(tokens, at, result);
  }
  if (!isPunct(tokens[at], "{")) return null;
  const end = readNames(tokens, at, result, "as");
  if (end === -1) return null;
  for (const name of result.names) name.local = null;
  return from(tokens, end, result);
}

/** `import("x")`, `require("x")`, with `const { a, b: c } =` or `const x =` before it. */
function readCall(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, first: number): JsImport | null {
  const specifier = tokens[first + 2];
  if (specifier?.kind !== "string" || !isPunct(tokens[first + 3], ")")) return null;
  const result = empty(first);
  let before = first - 1;
  if (isName(tokens[before], "await")) before--;
  if (isPunct(tokens[before], "=") && !isPunct(tokens[first + 4], ".")) {
    const target = tokens[before - 1];
    if (target?.kind === "name" && isPunct(tokens[before], "=")) result.whole = target.text;
    const open = isPunct(target, "}") ? partners.get(before - 1) : undefined;
    if (open !== undefined && readNames(tokens, open, result, ":") !== -1) result.first = open;
  }
  return finish(result, specifier, first + 3);
}

/** Reads `{ a, b as c, type D }` (or `{ a, b: c = 1 }`) at `open` into `result`; returns the index after `}`, -1 when it is something else. */
function readNames(tokens: readonly JsToken[], open: number, result: JsImport, alias: "as" | ":"): number {
  let at = open + 1;
  while (at < tokens.length && !isPunct(tokens[at], "}")) {
    let type_only = result.type_only;
    if (isName(tokens[at], "type") && tokens[at + 1]?.kind === "name" && !isName(tokens[at + 1], "as")) {
      type_only = true;
      at++;
    }
    const token = tokens[at];
    // A rest element takes no particular name.
    if (isPunct(token, "...")) {
      at += 2;
      continue;
    }
    if (token?.kind !== "name") return -1;
    at++;
    let local = token.text;
    if (isAlias(tokens[at], alias)) {
      local = tokens[at + 1]?.text ?? local;
      at += 2;
    }
    result.names.push({ name: token.text, token, local, type_only });
    while (at < tokens.length && !isPunct(tokens[at], ",") && !isPunct(tokens[at], "}")) {
      if (alias === "as") return -1;
      at++;
    }
    if (isPunct(tokens[at], ",")) at++;
  }
  return at < tokens.length ? at + 1 : -1;
}

function isAlias(token: JsToken | undefined, alias: "as" | ":"): boolean {
  return alias === "as" ? isName(token, "as") : isPunct(token, ":");
}

function from(tokens: readonly JsToken[], at: number, result: JsImport): JsImport | null {
  const specifier = tokens[at + 1];
  return isName(tokens[at], "from") && specifier?.kind === "string" ? finish(result, specifier, at + 1) : null;
}

function empty(first: number): JsImport {
  const token: JsToken = { kind: "string", text: "", start: 0, end: 0 };
  return { specifier: "", token, names: [], namespace: null, whole: null, type_only: false, first, last: first };
}

function finish(result: JsImport, token: JsToken, last: number): JsImport | null {
  return token.text === "" ? null : { ...result, specifier: token.text, token, last };
}

/** Whether the token is a member of what stands before it: `.name`, `?.name`. */
export function isMember(tokens: readonly JsToken[], at: number): boolean {
  const before = tokens[at - 1];
  return isPunct(before, ".") || isPunct(before, "?.");
}

export function isPunct(token: JsToken | undefined, text: string): boolean {
  return token !== undefined && token.kind === "punct" && token.text === text;
}

export function isName(token: JsToken | undefined, text: string): boolean {
  return token !== undefined && token.kind === "name" && token.text === text;
}
