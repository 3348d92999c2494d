import { ts } from "ts-morph";
import type { SignatureFact } from "../model.js";
import { type CodeFile, foldedText, hasModifier, spanOf, unwrap } from "./code-file.js";
import { Defaults } from "./defaults.js";
import { addParameterKeys } from "./keys.js";
import { type Callable, parametersOf } from "./parameters.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isArrowFunction, isFunctionExpression, SyntaxKind } = ts;

/** Adds the signature of `callable` under `name`; `open` says why it may take others. The body behind a list of overloads is no call signature of its own. */
export function addSignature(file: CodeFile, name: string, callable: Callable, open: string | null = null): void {
  const bodiless = !("body" in callable) || callable.body === undefined;
  const known = file.overloads.get(name) ?? { count: 0, bodiless: false };
  if (known.bodiless && !bodiless) {
    known.bodiless = false;
    return;
  }
  const fact: SignatureFact = {
    kind: "signature",
    name,
    overload: known.count,
    parameters: parametersOf(file, callable),
    returns: callable.type ? foldedText(file, callable.type) : null,
    async: hasModifier(callable, SyntaxKind.AsyncKeyword),
    generator: "asteriskToken" in callable && callable.asteriskToken !== undefined,
    open,
    span: spanOf(file, callable),
  };
  file.facts.add(fact);
  file.signatures.set(callable, fact);
  addParameterKeys(file, name, callable);
  new Defaults(file).parameters(callable, name);
  file.overloads.set(name, { count: known.count + 1, bodiless });
}

/** Adds that what is handed out as `name` is made by a call: `copy: promisify(copy)` takes what nobody wrote down. */
export function addMadeSignature(file: CodeFile, name: string, node: ts.Node): void {
  const { count, bodiless } = file.overloads.get(name) ?? { count: 0, bodiless: false };
  file.facts.add({
    ...{ kind: "signature", name, overload: count, parameters: [], returns: null, async: false, generator: false },
    open: "it is made by a call",
    span: spanOf(file, node),
  });
  file.overloads.set(name, { count: count + 1, bodiless });
}

/** The function that `value` is, seen through parentheses and type assertions; undefined when it is none. */
export function functionOf(value: ts.Expression | undefined): ts.FunctionExpression | ts.ArrowFunction | undefined {
  if (value === undefined) return undefined;
  const inner = unwrap(value);
  return isFunctionExpression(inner) || isArrowFunction(inner) ? inner : undefined;
}
