import { isMember, isName, isPunct, type JsImport } from "./js-imports.js";
import type { JsToken, JsTokens } from "./js-tokens.js";

/** A call of an imported function, or the making of an imported class, with all of its arguments. */
export interface SampleCall {
  token: JsToken;
  specifier: string;
  /** Name in the module; `default` for the default export. */
  imported: string;
  form: "call" | "new";
  /** How many arguments it hands over, one at least. */
  count: number;
}

/**
 * The calls that a sample makes of names that it imports. Left out are those of names that it declares itself, that hand nothing over (a
 * mention), or that spread a list or leave arguments out (`...`).
 */
export function readSampleCalls(read: JsTokens, imports: readonly JsImport[], declared: Iterable<string>): SampleCall[] {
  const { tokens, partners } = read;
  const imported = new Map<string, { specifier: string; imported: string }>();
  for (const { specifier, names } of imports) {
    for (const { name, local, type_only } of names) {
      if (local !== null && !type_only) imported.set(local, { specifier, imported: name });
    }
  }
  for (const name of declared) imported.delete(name);
  const calls: SampleCall[] = [];
  for (let at = 0; at + 1 < tokens.length; at++) {
    const token = tokens[at] as JsToken;
    const callee = token.kind === "name" ? imported.get(token.text) : undefined;
    const close = callee === undefined || !isPunct(tokens[at + 1], "(") ? undefined : partners.get(at + 1);
    if (callee === undefined || close === undefined || isMember(tokens, at)) continue;
    // What follows is a body: it declares a method of that name.
    if (isPunct(tokens[close + 1], "{") || isName(tokens[at - 1], "function")) continue;
    const count = argumentsIn(read, at + 1, close);
    if (count > 0) calls.push({ token, ...callee, form: isName(tokens[at - 1], "new") ? "new" : "call", count });
  }
  return calls;
}

/** How many arguments stand between the parentheses; 0 when that cannot be told. */
function argumentsIn({ tokens, partners }: JsTokens, open: number, close: number): number {
  let count = 0;
  let isEmpty = true;
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at] as JsToken;
    if (isPunct(token, ",")) {
      if (isEmpty) return 0;
      isEmpty = true;
      continue;
    }
    if (isEmpty && (isPunct(token, "...") || token.text === "…")) return 0;
    if (isEmpty) count++;
    isEmpty = false;
    const partner = partners.get(at);
    if (partner !== undefined && partner > at) at = partner;
  }
  return count;
}
