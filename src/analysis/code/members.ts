import { ts } from "ts-morph";
import type { MemberKind } from "../model.js";
import { type CodeFile, hasModifier, propertyName, spanOf } from "./code-file.js";
import { addBases, addInnerKeys } from "./keys.js";
import { addSignature, functionOf } from "./signatures.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isAccessor,
  isBinaryExpression,
  isConstructorDeclaration,
  isExpressionStatement,
  isFunctionTypeNode,
  isIdentifier,
  isIntersectionTypeNode,
  isMethodDeclaration,
  isMethodSignature,
  isParameterPropertyDeclaration,
  isParenthesizedTypeNode,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isPropertySignature,
  isTypeLiteralNode,
  isUnionTypeNode,
  SyntaxKind,
} = ts;

/** Adds the members of a class with their signatures: declared ones, parameter properties, and what its constructor puts on `this`. */
export function addClassMembers(file: CodeFile, owner: string, declaration: ts.ClassLikeDeclaration): void {
  const names = new Set<string>();
  const add = (name: string | null, what: MemberKind, node: ts.Node, optional = false) => {
    const isStatic = hasModifier(node, SyntaxKind.StaticKeyword);
    const key = `${isStatic}${name}`;
    if (name === null || names.has(key)) return;
    names.add(key);
    file.facts.add({ kind: "member", owner, name, what, static: isStatic, optional, span: spanOf(file, node) });
  };
  for (const member of declaration.members) {
    const name = propertyName(member.name);
    if (isConstructorDeclaration(member)) {
      addSignature(file, `${owner}.constructor`, member);
      for (const parameter of member.parameters) {
        if (isParameterPropertyDeclaration(parameter, member) && isIdentifier(parameter.name)) {
          add(parameter.name.text, "property", parameter, parameter.questionToken !== undefined);
        }
      }
    } else if (isMethodDeclaration(member)) {
      add(name, "method", member, member.questionToken !== undefined);
      if (name !== null) addSignature(file, `${owner}.${name}`, member);
    } else if (isPropertyDeclaration(member)) {
      add(name, "property", member, member.questionToken !== undefined);
      const callable = functionOf(member.initializer);
      if (callable && name !== null) addSignature(file, `${owner}.${name}`, callable);
    } else if (isAccessor(member)) add(name, "accessor", member);
  }
  const maker = declaration.members.find(isConstructorDeclaration);
  for (const statement of maker?.body?.statements ?? []) add(assignedToThis(statement), "property", statement);
}

/** `this.litres = …` → `litres`. */
function assignedToThis(statement: ts.Statement): string | null {
  if (!isExpressionStatement(statement) || !isBinaryExpression(statement.expression)) return null;
  const { left, operatorToken } = statement.expression;
  if (operatorToken.kind !== SyntaxKind.EqualsToken || !isPropertyAccessExpression(left)) return null;
  return left.expression.kind === SyntaxKind.ThisKeyword && isIdentifier(left.name) ? left.name.text : null;
}

/** Adds the members of an interface, or of the type literals that a type alias is made of, with their signatures. */
export function addTypeMembers(file: CodeFile, owner: string, members: ts.NodeArray<ts.TypeElement>): void {
  const names = new Set<string>();
  for (const member of members) {
    const name = propertyName(member.name);
    if (name === null) continue;
    const callable = callableMember(member);
    if (callable) addSignature(file, `${owner}.${name}`, callable);
    if (names.has(name)) continue;
    names.add(name);
    const what = isMethodSignature(member) ? "method" : isPropertySignature(member) ? "property" : "accessor";
    const optional = member.questionToken !== undefined;
    file.facts.add({ kind: "member", owner, name, what, static: false, optional, span: spanOf(file, member) });
    if (isPropertySignature(member) && member.type) addInnerKeys(file, `${owner}.${name}`, member.type);
  }
}

function callableMember(member: ts.TypeElement): ts.MethodSignature | ts.FunctionTypeNode | undefined {
  if (isMethodSignature(member)) return member;
  if (!isPropertySignature(member) || member.type === undefined) return undefined;
  const type = isParenthesizedTypeNode(member.type) ? member.type.type : member.type;
  return isFunctionTypeNode(type) ? type : undefined;
}

/** Adds the members of `type` as far as it is written out: type literals, also within intersections and unions. */
export function addAliasMembers(file: CodeFile, owner: string, type: ts.TypeNode): void {
  if (isTypeLiteralNode(type)) addTypeMembers(file, owner, type.members);
  else if (isParenthesizedTypeNode(type)) addAliasMembers(file, owner, type.type);
  else if (isIntersectionTypeNode(type) || isUnionTypeNode(type)) {
    for (const part of type.types) addAliasMembers(file, owner, part);
  } else {
    addBases(file, owner, type);
    addInnerKeys(file, owner, type);
  }
}

export function addEnumMembers(file: CodeFile, owner: string, declaration: ts.EnumDeclaration): void {
  for (const member of declaration.members) {
    const name = propertyName(member.name);
    if (name === null) continue;
    const span = spanOf(file, member);
    file.facts.add({ kind: "member", owner, name, what: "enum-member", static: true, optional: false, span });
  }
}
