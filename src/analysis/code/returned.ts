/** What documented functions give back and throw. */
import { ts } from "ts-morph";
import type { Returned } from "../model.js";
import { type CodeFile, foldedText, hasModifier } from "./code-file.js";
import type { Callable } from "./parameters.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  forEachChild,
  isBlock,
  isClassLike,
  isFunctionLike,
  isIdentifier,
  isNewExpression,
  isReturnStatement,
  isThrowStatement,
  SyntaxKind,
} = ts;

/** What `callable` gives back. Its body is looked at only when `looksInside`: that enters every statement of it. */
export function returnedBy(file: CodeFile, callable: Callable, looksInside: boolean): Returned {
  const inside = looksInside ? inspect(callable) : { gives: "unknown" as const, throws: [] };
  return {
    type: callable.type ? foldedText(file, callable.type) : null,
    async: hasModifier(callable, SyntaxKind.AsyncKeyword),
    generator: "asteriskToken" in callable && callable.asteriskToken !== undefined,
    generics: (callable.typeParameters ?? []).map(({ name }) => name.text),
    ...inside,
  };
}

function inspect(callable: Callable): Pick<Returned, "gives" | "throws"> {
  const body = "body" in callable ? callable.body : undefined;
  // Without statements a body is a place to be filled by others.
  if (body === undefined || (isBlock(body as ts.Node) && (body as ts.Block).statements.length === 0)) {
    return { gives: "unknown", throws: [] };
  }
  const found = { value: !isBlock(body as ts.Node), throws: new Set<string>() };
  const visit = (node: ts.Node): void => {
    if (isFunctionLike(node) || isClassLike(node)) return;
    if (isReturnStatement(node) && node.expression !== undefined) found.value = true;
    if (isThrowStatement(node) && isNewExpression(node.expression) && isIdentifier(node.expression.expression)) {
      found.throws.add(node.expression.expression.text);
    }
    forEachChild(node, visit);
  };
  visit(body as ts.Node);
  const last = isBlock(body as ts.Node) ? (body as ts.Block).statements.at(-1) : undefined;
  const onlyThrows = last !== undefined && isThrowStatement(last);
  return { gives: found.value ? "value" : onlyThrows ? "unknown" : "nothing", throws: [...found.throws] };
}
