import type { WrittenCall } from "../model.js";
import { afterBrackets } from "./identifiers.js";
import { isPunct } from "./js-imports.js";
import type { JsToken, JsTokens } from "./js-tokens.js";
import { readCall } from "./written-call.js";

/** A function that a code sample declares without a body: it shows the signature of something that exists. */
export interface ShownSignature {
  token: JsToken;
  call: WrittenCall;
}

/** Reads `function boil(litres: number): Promise<void>;` out of the tokens of `code`. Linear. */
export function readSignatures(code: string, { tokens, partners }: JsTokens): ShownSignature[] {
  const shown: ShownSignature[] = [];
  for (let at = 0; at < tokens.length - 1; at++) {
    const token = tokens[at] as JsToken;
    if (token.kind !== "name" || token.text !== "function" || isPunct(tokens[at - 1], ".")) continue;
    const name = tokens[at + 1] as JsToken;
    if (name.kind !== "name") continue;
    const close = closeOf(code, tokens, partners, at + 2);
    const end = close === -1 ? -1 : typeEnd(tokens, partners, close);
    if (end === -1) continue;
    const call = readCall(code.slice(name.start, (tokens[end] as JsToken).end), name.end - name.start);
    if (call) shown.push({ token: name, call });
  }
  return shown;
}

/** Index of the parenthesis that closes the parameters, after optional type parameters; -1 when there is none. */
function closeOf(code: string, tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, from: number): number {
  const first = tokens[from];
  if (isPunct(first, "(")) return partners.get(from) ?? -1;
  if (first === undefined || !isPunct(first, "<")) return -1;
  const after = afterBrackets(code.slice(first.start, first.start + 1_000), 0, "<", ">") + first.start;
  const open = tokens.findIndex((token, index) => index >= from && token.start >= after);
  return isPunct(tokens[open], "(") ? (partners.get(open) ?? -1) : -1;
}

/** Index of the last token of the declaration that closes its parameters at `close`; -1 when a body follows. */
function typeEnd(tokens: readonly JsToken[], partners: ReadonlyMap<number, number>, close: number): number {
  const next = tokens[close + 1];
  if (next === undefined || isPunct(next, ";")) return close;
  if (!isPunct(next, ":")) return isPunct(next, "{") ? -1 : close;
  let at = close + 2;
  for (; at < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    if (isPunct(token, ";")) return at - 1;
    const before = tokens[at - 1] as JsToken;
    const continues = [":", "|", "&", "<", ",", "=>"].some((sign) => isPunct(before, sign));
    if (isPunct(token, "{") && !continues) return -1;
    if (token.kind === "name" && DECLARATORS.has(token.text) && !continues) return at - 1;
    const partner = partners.get(at);
    if (partner !== undefined && partner > at) at = partner;
  }
  return at - 1;
}

const DECLARATORS = new Set([
  "function",
  "export",
  "declare",
  "const",
  "let",
  "var",
  "class",
  "interface",
  "type",
  "async",
  "import",
]);
