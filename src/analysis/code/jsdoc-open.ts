/** Why the parameters of a documented declaration are no closed set for the tags of its block. */
import { ts } from "ts-morph";
import { editDistance, slipsIn } from "../../base/nearest.js";
import type { JsdocTag } from "../model.js";
import { unwrap } from "./code-file.js";
import type { Target } from "./jsdoc-targets.js";
import { PARAMETERS_MAX, TAGS_MAX } from "./limits.js";
import type { Callable } from "./parameters.js";
import { functionOf } from "./signatures.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isBlock,
  isFunctionDeclaration,
  isIdentifier,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isReturnStatement,
  isShorthandPropertyAssignment,
  isTypeAliasDeclaration,
  isVariableStatement,
} = ts;

/** Tags after which a block speaks of something else than the declaration that follows it, or of its type. */
const REDIRECTING = new Set([
  ...["callback", "typedef", "overload", "function", "func", "method", "name", "event", "alias", "memberof", "lends"],
  ...["type", "inheritdoc", "inheritDoc"],
]);

/** Why the tags may speak of something else than the parameters of `target`, which `node` declares; null when they do not. */
export function openReason(target: Target, node: ts.Node, tags: readonly JsdocTag[]): string | null {
  const redirecting = tags.find(({ tag }) => REDIRECTING.has(tag));
  if (redirecting) return `@${redirecting.tag}`;
  if (tags.length >= TAGS_MAX) return `more than ${TAGS_MAX} tags`;
  if (target.open !== null) return target.open;
  if (target.parameters !== null && target.parameters.length >= PARAMETERS_MAX) return `more than ${PARAMETERS_MAX} parameters`;
  return ofOthers(target, node, tags);
}

/** The block names a type parameter where a parameter belongs, or documents the functions that the declaration makes. */
function ofOthers({ callable, parameters }: Target, node: ts.Node, tags: readonly JsdocTag[]): string | null {
  if (callable === null) return null;
  const own = new Set((parameters ?? []).flatMap(({ name }) => name ?? []));
  const named = tags.flatMap(({ tag, name }) => (tag === "param" && name !== null ? [name.split(/[.[]/)[0] as string] : []));
  const strangers = named.filter((name) => !own.has(name) && name !== "this");
  if (strangers.length === 0) return null;
  const types = typeParametersOf(callable, node);
  if (strangers.some((name) => types.includes(name))) return "a type parameter stands among the tags";
  const made = madeBy(callable);
  if (made === null) return null;
  const isOfMade = strangers.some((name) => made.includes(name));
  // Nothing of its own is documented, or anything near it: then all of it speaks of what comes out.
  const isOfNone = strangers.length === named.length && named.length !== own.size && !hasSlip(strangers, own);
  return isOfMade || isOfNone ? "its block documents what it returns" : null;
}

function hasSlip(names: readonly string[], own: ReadonlySet<string>): boolean {
  return names.some((name) => [...own].some((one) => editDistance(name, one) <= slipsIn(Math.max(name.length, one.length))));
}

/** Those of the function, and of the type that is declared by it. */
function typeParametersOf(callable: Callable, node: ts.Node): string[] {
  const around = isInterfaceDeclaration(node) || isTypeAliasDeclaration(node) ? node.typeParameters : undefined;
  return [...(callable.typeParameters ?? []), ...(around ?? [])].map(({ name }) => name.text);
}

/** Names of the parameters of all functions that `callable` returns, bare or in an object; null when it returns none. */
function madeBy(callable: Callable): string[] | null {
  const body = "body" in callable ? callable.body : undefined;
  if (body === undefined) return null;
  const statements = isBlock(body) ? [...body.statements] : [];
  const returned = isBlock(body) ? statements.flatMap((one) => (isReturnStatement(one) ? (one.expression ?? []) : [])) : [body];
  const found = returned.flatMap((value) => functionsIn(value, statements));
  return found.length === 0 ? null : found.flatMap(namesOf);
}

type Inner = Callable | ts.FunctionExpression | ts.ArrowFunction;

function functionsIn(expression: ts.Expression, statements: readonly ts.Statement[]): Inner[] {
  const value = unwrap(expression);
  const callable = functionOf(value);
  if (callable) return [callable];
  if (isIdentifier(value)) return declaredIn(statements, value.text);
  if (!isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    if (isMethodDeclaration(property)) return [property];
    if (isShorthandPropertyAssignment(property)) return declaredIn(statements, property.name.text);
    return isPropertyAssignment(property) ? (functionOf(property.initializer) ?? []) : [];
  });
}

/** The function that one of `statements` declares under `name`. */
function declaredIn(statements: readonly ts.Statement[], name: string): Inner[] {
  return statements.flatMap((one): Inner | Inner[] => {
    if (isFunctionDeclaration(one)) return one.name?.text === name ? [one] : [];
    if (!isVariableStatement(one)) return [];
    return one.declarationList.declarations.flatMap((declared) => {
      return isIdentifier(declared.name) && declared.name.text === name ? (functionOf(declared.initializer) ?? []) : [];
    });
  });
}

function namesOf({ parameters }: Inner): string[] {
  return (parameters as ts.NodeArray<ts.ParameterDeclaration>).flatMap(({ name }) => (isIdentifier(name) ? [name.text] : []));
}
