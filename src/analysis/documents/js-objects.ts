import type { Receiver } from "../model.js";
import { isMember, isName, isPunct, type JsImport } from "./js-imports.js";
import type { JsToken, JsTokens } from "./js-tokens.js";

/** Keys of one object that are kept with each of them. */
const SIBLINGS_MAX = 50;
const DECLARATORS = new Set(["const", "let", "var"]);

/**
 * The keys of the objects that a code sample hands to what it imports, each with who gets them: `boil({ litres: 1 })`,
 * `new Kettle(options)` where the sample says `const options = { … }`. Keys of inner objects are none.
 */
export function readGivenKeys(read: JsTokens, imports: readonly JsImport[]): Map<JsToken, Receiver> {
  const given = new Map<JsToken, Receiver>();
  const imported = importedNames(imports);
  if (imported.size === 0) return given;
  const { tokens, partners } = read;
  for (let at = 0; at + 1 < tokens.length; at++) {
    const callee = imported.get((tokens[at] as JsToken).text);
    const end = isPunct(tokens[at + 1], "(") ? partners.get(at + 1) : undefined;
    if (callee === undefined || end === undefined || isMember(tokens, at) || isName(tokens[at - 1], "function")) continue;
    const form = isName(tokens[at - 1], "new") ? "new" : "call";
    for (const [argument, open] of objectArguments(read, at + 1, end)) {
      const keys = keysOf(read, open);
      const siblings = keys.map(({ text }) => text).slice(0, SIBLINGS_MAX);
      for (const key of keys) given.set(key, { ...callee, form, argument, siblings });
    }
  }
  return given;
}

/** Local name → where it is from. What `require` gives as a whole is the default export. */
function importedNames(imports: readonly JsImport[]): Map<string, { specifier: string; imported: string }> {
  const names = new Map<string, { specifier: string; imported: string }>();
  for (const { specifier, names: taken, whole } of imports) {
    if (whole !== null) names.set(whole, { specifier, imported: "default" });
    for (const { name, local } of taken) if (local !== null) names.set(local, { specifier, imported: name });
  }
  return names;
}

/** Place of the argument → index of the `{` of the object that it is. */
function objectArguments(read: JsTokens, open: number, close: number): Map<number, number> {
  const { tokens, partners } = read;
  const found = new Map<number, number>();
  let argument = 0;
  for (let at = open + 1; at < close; at++) {
    const isWhole = (end: number) => isPunct(tokens[end + 1], ",") || end + 1 === close;
    const isFirst = at === open + 1 || isPunct(tokens[at - 1], ",");
    const partner = partners.get(at);
    if (isFirst && isPunct(tokens[at], "{") && partner !== undefined && isWhole(partner)) found.set(argument, at);
    else if (isFirst && tokens[at]?.kind === "name" && isWhole(at)) {
      const literal = literalCalled(read, (tokens[at] as JsToken).text);
      if (literal !== null) found.set(argument, literal);
    }
    if (isPunct(tokens[at], "...")) return found;
    if (partner !== undefined && partner > at) at = partner;
    else if (isPunct(tokens[at], ",")) argument++;
  }
  return found;
}

/** Index of the `{` behind `const name =`; null when the sample declares no such object, or several. */
function literalCalled({ tokens }: JsTokens, name: string): number | null {
  let found: number | null = null;
  for (let at = 1; at + 2 < tokens.length; at++) {
    if (!isName(tokens[at], name) || tokens[at - 1]?.kind !== "name" || !DECLARATORS.has(tokens[at - 1]?.text ?? "")) continue;
    if (found !== null || !isPunct(tokens[at + 1], "=") || !isPunct(tokens[at + 2], "{")) return null;
    found = at + 2;
  }
  return found;
}

/** Names of the properties of the object literal at `open`; computed, quoted and spread ones are left out. */
function keysOf({ tokens, partners }: JsTokens, open: number): JsToken[] {
  const close = partners.get(open) ?? open;
  const keys: JsToken[] = [];
  for (let at = open + 1; at < close; at++) {
    let key = tokens[at] as JsToken;
    while (MODIFIERS.has(key.text) && tokens[at + 1]?.kind === "name") key = tokens[++at] as JsToken;
    const next = tokens[at + 1];
    if (key.kind === "name" && [":", ",", "}", "("].some((sign) => isPunct(next, sign))) keys.push(key);
    while (at < close && !isPunct(tokens[at], ",")) {
      const partner = partners.get(at);
      at = partner !== undefined && partner > at ? partner + 1 : at + 1;
    }
  }
  return keys;
}

const MODIFIERS = new Set(["async", "get", "set"]);
