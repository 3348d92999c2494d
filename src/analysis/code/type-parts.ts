/** What a type is made of beside the members written in it: bases, and reasons why it may have more. */
import { ts } from "ts-morph";
import { type CodeFile, spanOf } from "./code-file.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isComputedPropertyName,
  isEnumDeclaration,
  isIdentifier,
  isIndexSignatureDeclaration,
  isInterfaceDeclaration,
  isIntersectionTypeNode,
  isParenthesizedTypeNode,
  isPropertyAccessExpression,
  isQualifiedName,
  isStringLiteralLike,
  isTypeAliasDeclaration,
  isTypeLiteralNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  SyntaxKind,
} = ts;

interface Parts {
  bases: string[];
  open: string | null;
}

type Typelike = ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration;

/** Adds the fact of the type that `declaration` declares under `name`. */
export function addType(file: CodeFile, name: string, declaration: Typelike): void {
  const parts: Parts = { bases: [], open: null };
  if (isTypeAliasDeclaration(declaration)) readAlias(parts, declaration.type);
  else if (!isEnumDeclaration(declaration)) readHeritage(parts, declaration);
  if (isClass(declaration)) readClass(file, parts, declaration);
  file.facts.add({ kind: "type", name, ...parts, span: spanOf(file, declaration) });
}

function isClass(declaration: Typelike): declaration is ts.ClassLikeDeclaration {
  return declaration.kind === SyntaxKind.ClassDeclaration || declaration.kind === SyntaxKind.ClassExpression;
}

function readHeritage(parts: Parts, declaration: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): void {
  for (const clause of declaration.heritageClauses ?? []) {
    // What a class implements it must declare itself.
    if (clause.token !== SyntaxKind.ExtendsKeyword) continue;
    for (const { expression } of clause.types) addBase(parts, expression);
  }
  readMembers(parts, declaration.members);
  if (!isInterfaceDeclaration(declaration)) return;
  const callable = declaration.members.some(({ kind }) => kind === SyntaxKind.CallSignature);
  if (callable) parts.open ??= "it is callable";
}

function readMembers(parts: Parts, members: Iterable<ts.ClassElement | ts.TypeElement>): void {
  for (const member of members) {
    if (isIndexSignatureDeclaration(member)) parts.open ??= "an index signature";
    const { name } = member;
    if (!name || !isComputedPropertyName(name) || isStringLiteralLike(name.expression)) continue;
    // `[Symbol.iterator]` is no name that a text could claim.
    const { expression } = name;
    const isSymbol = isPropertyAccessExpression(expression) && isIdentifier(expression.expression);
    if (!isSymbol || (expression.expression as ts.Identifier).text !== "Symbol") parts.open ??= "a computed name";
  }
}

/** Decorators, and what is put on `this` or on the prototype as a whole, add members that are written nowhere. */
function readClass(file: CodeFile, parts: Parts, declaration: ts.ClassLikeDeclaration): void {
  if (declaration.modifiers?.some(({ kind }) => kind === SyntaxKind.Decorator)) parts.open ??= "a decorator";
  const assigns = file.source.identifiers.has("assign") || file.source.identifiers.has("defineProperty");
  if (!assigns) return;
  const written = file.text.slice(declaration.pos, declaration.end);
  if (written.includes("Object.assign(this") || written.includes("Object.definePropert"))
    parts.open ??= "members are added when it runs";
  const name = declaration.name?.text;
  if (name && (file.text.includes(`assign(${name}`) || file.text.includes(`(${name}.prototype`)))
    parts.open ??= "members are added when it runs";
}

function addBase(parts: Parts, expression: ts.Expression): void {
  if (isIdentifier(expression)) parts.bases.push(expression.text);
  else parts.open ??= "it extends an expression";
}

/** Types of TypeScript that keep the members of their argument. */
const KEEPING = new Set(["Partial", "Required", "Readonly"]);

function readAlias(parts: Parts, type: ts.TypeNode): void {
  if (isTypeLiteralNode(type)) {
    readMembers(parts, type.members);
    const callable = type.members.some(({ kind }) => kind === SyntaxKind.CallSignature);
    if (callable) parts.open ??= "it is callable";
  } else if (isParenthesizedTypeNode(type)) readAlias(parts, type.type);
  else if (isIntersectionTypeNode(type) || isUnionTypeNode(type)) for (const part of type.types) readAlias(parts, part);
  else if (isTypeReferenceNode(type)) readReference(parts, type);
  else parts.open ??= "it is computed from other types";
}

function readReference(parts: Parts, { typeName, typeArguments }: ts.TypeReferenceNode): void {
  if (isQualifiedName(typeName)) {
    parts.open ??= "a type of a namespace";
    return;
  }
  const [only] = typeArguments ?? [];
  if (only && isTypeReferenceNode(only) && KEEPING.has(typeName.text)) readReference(parts, only);
  else parts.bases.push(typeName.text);
}
