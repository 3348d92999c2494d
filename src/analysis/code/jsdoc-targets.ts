import { ts } from "ts-morph";
import type { Parameter } from "../model.js";
import { type CodeFile, foldedText, propertyName, unwrap } from "./code-file.js";
import { type Callable, parametersOf } from "./parameters.js";
import { functionOf } from "./signatures.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isAccessor,
  isArrowFunction,
  isAwaitExpression,
  isBinaryExpression,
  isCallExpression,
  isCallSignatureDeclaration,
  isClassExpression,
  isClassLike,
  isConditionalExpression,
  isConstructSignatureDeclaration,
  isConstructorDeclaration,
  isConstructorTypeNode,
  isElementAccessExpression,
  isEnumDeclaration,
  isExportAssignment,
  isExpressionStatement,
  isFunctionDeclaration,
  isFunctionExpression,
  isFunctionTypeNode,
  isIdentifier,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isMethodSignature,
  isNewExpression,
  isParenthesizedTypeNode,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isPropertySignature,
  isReturnStatement,
  isTaggedTemplateExpression,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  isVariableStatement,
  SyntaxKind,
} = ts;

/** What a JSDoc block documents. */
export interface Target {
  owner: string | null;
  parameters: Parameter[] | null;
  open: string | null;
  /** The function itself, whose body may use `arguments` and which may be one of several overloads. */
  callable: Callable | null;
}

/** Where a declaration stands: `N.` inside a namespace, the class or interface around a member, the variable a function is put into. */
export interface Surroundings {
  prefix: string;
  owner: string | null;
  /** The properties whose type literals stand around, each with a `.` before it. */
  path: string;
  hint: { pos: number; name: string | null } | null;
}

/** The property of a type, or the constant, that starts with `node`: what a block before it may tell the default or value of. */
export function documentedBy(node: ts.Node, around: Surroundings): { owner: string | null; name: string } | null {
  if (isPropertySignature(node) || isPropertyDeclaration(node)) {
    const name = propertyName(node.name);
    return name === null ? null : { owner: around.owner === null ? null : around.owner + around.path, name };
  }
  if (!isVariableStatement(node)) return null;
  const [first] = node.declarationList.declarations;
  return first && isIdentifier(first.name) ? { owner: null, name: around.prefix + first.name.text } : null;
}

const NOTHING: Target = { owner: null, parameters: null, open: "no declaration", callable: null };

/** The declaration that starts with `node`. */
export function targetOf(file: CodeFile, node: ts.Node, around: Surroundings): Target {
  const member = (name: string | null) => (name === null ? null : around.owner === null ? name : `${around.owner}.${name}`);
  if (isFunctionDeclaration(node)) return callableTarget(file, around.prefix + (node.name?.text ?? "default"), node);
  if (isMethodDeclaration(node) || isMethodSignature(node)) return callableTarget(file, member(nameOf(file, node.name)), node);
  if (isConstructorDeclaration(node)) return callableTarget(file, member("constructor"), node);
  if (isCallSignatureDeclaration(node) || isConstructSignatureDeclaration(node)) return callableTarget(file, around.owner, node);
  if (isAccessor(node)) return { ...callableTarget(file, member(nameOf(file, node.name)), node), open: "an accessor" };
  if (isVariableStatement(node)) {
    const first = node.declarationList.declarations[0];
    return first ? targetOf(file, first, around) : NOTHING;
  }
  if (isVariableDeclaration(node)) {
    const name = isIdentifier(node.name) ? around.prefix + node.name.text : null;
    return valueTarget(file, name, node.initializer, node.type);
  }
  if (isPropertyDeclaration(node)) return valueTarget(file, member(nameOf(file, node.name)), node.initializer, node.type);
  if (isPropertySignature(node)) return valueTarget(file, member(nameOf(file, node.name)), undefined, node.type);
  if (isPropertyAssignment(node)) return valueTarget(file, member(nameOf(file, node.name)), node.initializer, undefined);
  if (isExportAssignment(node)) return valueTarget(file, "default", node.expression, undefined);
  if (isClassLike(node)) return classTarget(file, around.prefix + (node.name?.text ?? "default"), node);
  if (isInterfaceDeclaration(node)) return interfaceTarget(file, around.prefix + node.name.text, node);
  if (isTypeAliasDeclaration(node)) return aliasTarget(file, around.prefix + node.name.text, node.type);
  if (isEnumDeclaration(node)) return { owner: around.prefix + node.name.text, parameters: null, open: null, callable: null };
  if (isExpressionStatement(node)) return assignmentTarget(file, node.expression);
  if (isReturnStatement(node)) return returnTarget(file, node);
  if (isFunctionExpression(node) || isArrowFunction(node)) {
    const hint = around.hint?.pos === node.pos ? around.hint.name : null;
    return callableTarget(file, (isFunctionExpression(node) ? node.name?.text : undefined) ?? hint ?? ANONYMOUS, node);
  }
  return NOTHING;
}

/** The name of a variable or property that is no function. */
export function valueName(node: ts.Node, { prefix, owner }: Surroundings): string | null {
  const value = isVariableStatement(node) ? node.declarationList.declarations[0] : node;
  if (value === undefined) return null;
  if (isVariableDeclaration(value)) return isIdentifier(value.name) ? prefix + value.name.text : null;
  if (!isPropertyDeclaration(value) && !isPropertySignature(value)) return null;
  const name = propertyName(value.name);
  return name === null || owner === null ? null : `${owner}.${name}`;
}

const ANONYMOUS = "anonymous function";

function callableTarget(file: CodeFile, owner: string | null, callable: Callable): Target {
  const parameters = parametersOf(file, callable);
  const last = parameters.at(-1);
  // What is passed there may be several things with names of their own, unless it is a list of equals.
  const open = last?.rest && !isArrayType(last.type) ? "a rest parameter may take several" : null;
  return { owner, parameters, open, callable };
}

function isArrayType(type: string | null): boolean {
  return type !== null && (type.endsWith("[]") || type.startsWith("Array<") || type.startsWith("ReadonlyArray<"));
}

/** A variable or property: a function, a wrapped function, something with the type of one, or a plain value. */
function valueTarget(
  file: CodeFile,
  owner: string | null,
  value: ts.Expression | undefined,
  type: ts.TypeNode | undefined,
): Target {
  const callable = functionOf(value);
  const written = type && isParenthesizedTypeNode(type) ? type.type : type;
  if (callable) {
    // A written type may name other parameters, or more of them, than the function itself.
    const target = callableTarget(file, owner, callable);
    return type ? { ...target, open: "its written type may name other parameters" } : target;
  }
  if (written && isFunctionTypeNode(written)) return callableTarget(file, owner, written);
  if (value === undefined) return { owner: null, parameters: null, open: null, callable: null };
  const inner = unwrap(value);
  if (isClassExpression(inner)) return classTarget(file, owner, inner);
  if (!mayBeFunction(inner)) return { owner: null, parameters: null, open: null, callable: null };
  const wrapped = wrappedFunction(inner);
  const parameters = wrapped ? parametersOf(file, wrapped) : [];
  return { owner, parameters, open: "what is called is made elsewhere", callable: null };
}

/** Whether a value that is no function expression may still turn out to be a function. */
function mayBeFunction(value: ts.Expression): boolean {
  return (
    isCallExpression(value) ||
    isNewExpression(value) ||
    isIdentifier(value) ||
    isPropertyAccessExpression(value) ||
    isElementAccessExpression(value) ||
    isConditionalExpression(value) ||
    isBinaryExpression(value) ||
    isAwaitExpression(value) ||
    isTaggedTemplateExpression(value)
  );
}

/** `debounce((a) => …)`: the first function among the arguments. */
function wrappedFunction(value: ts.Expression): Callable | undefined {
  if (!isCallExpression(value) && !isNewExpression(value)) return undefined;
  for (const argument of value.arguments ?? []) {
    const callable = functionOf(argument);
    if (callable) return callable;
  }
  return undefined;
}

/** A class takes no parameters itself; its block may document those of its constructor. */
function classTarget(file: CodeFile, owner: string | null, node: ts.ClassLikeDeclaration): Target {
  const maker = node.members.find(isConstructorDeclaration);
  const parameters = maker ? parametersOf(file, maker) : [];
  return { owner, parameters, open: "a class's block may document its constructor", callable: null };
}

/** An interface with one call signature and nothing else is the type of a function. */
function interfaceTarget(file: CodeFile, owner: string, node: ts.InterfaceDeclaration): Target {
  const [only, another] = node.members.filter(isCallSignatureDeclaration);
  const isCallable = only && !another && node.heritageClauses === undefined;
  return isCallable ? callableTarget(file, owner, only) : { owner, parameters: null, open: null, callable: null };
}

function aliasTarget(file: CodeFile, owner: string, type: ts.TypeNode): Target {
  const inner = isParenthesizedTypeNode(type) ? type.type : type;
  const isCallable = isFunctionTypeNode(inner) || isConstructorTypeNode(inner);
  return isCallable ? callableTarget(file, owner, inner) : { owner, parameters: null, open: null, callable: null };
}

/** `exports.boil = function …`, `Kettle.prototype.boil = …`, `this.boil = …`, `module.exports = …`. */
function assignmentTarget(file: CodeFile, expression: ts.Expression): Target {
  if (!isBinaryExpression(expression) || expression.operatorToken.kind !== SyntaxKind.EqualsToken) return NOTHING;
  let value = expression.right;
  while (isBinaryExpression(value) && value.operatorToken.kind === SyntaxKind.EqualsToken) value = value.right;
  return valueTarget(file, assignedName(file, expression.left), value, undefined);
}

function assignedName(file: CodeFile, left: ts.Expression): string | null {
  const text = foldedText(file, left);
  if (text === null || !(isIdentifier(left) || isPropertyAccessExpression(left))) return null;
  if (text === "module.exports") return "default";
  const prefix = ["module.exports.", "exports.", "this."].find((one) => text.startsWith(one)) ?? "";
  return text.slice(prefix.length).replace(".prototype.", ".");
}

function returnTarget(file: CodeFile, node: ts.ReturnStatement): Target {
  const callable = functionOf(node.expression);
  if (!callable) return NOTHING;
  const name = isFunctionExpression(callable) ? callable.name?.text : undefined;
  return callableTarget(file, name ?? ANONYMOUS, callable);
}

/** The name of a member; `[Symbol.iterator]` as written, null when it is private. */
function nameOf(file: CodeFile, name: ts.PropertyName): string | null {
  return propertyName(name) ?? (isPrivateIdentifier(name) ? name.text : foldedText(file, name));
}
