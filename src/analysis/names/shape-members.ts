/** Which members the types of a text have, for the shapes in which renames are recognised. */
import { ts } from "ts-morph";

/** What declares a member; `A.prototype.b = …` is its whole assignment. */
export type MemberNode =
  | ts.MethodDeclaration
  | ts.MethodSignature
  | ts.AccessorDeclaration
  | ts.PropertyDeclaration
  | ts.PropertySignature
  | ts.ParameterDeclaration
  | ts.EnumMember
  | ts.BinaryExpression;

export interface OwnedMember {
  owner: string;
  name: string;
  node: MemberNode;
}

/** Named members of what `statement` declares: of classes, interfaces, enums, and of the literals that a type alias is made of. */
export function membersOf(statement: ts.Statement): OwnedMember[] {
  if (ts.isClassDeclaration(statement)) return statement.name ? classMembers(statement.name.text, statement) : [];
  if (ts.isInterfaceDeclaration(statement)) return named(statement.name.text, statement.members);
  if (ts.isEnumDeclaration(statement)) return named(statement.name.text, statement.members);
  if (ts.isTypeAliasDeclaration(statement)) return aliasMembers(statement.name.text, statement.type);
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer && ts.isClassExpression(initializer) ? classMembers(name.text, initializer) : [],
    );
  }
  return ts.isExpressionStatement(statement) ? prototypeMember(statement.expression) : [];
}

function classMembers(owner: string, { members }: ts.ClassLikeDeclaration): OwnedMember[] {
  return members.flatMap((member) => {
    if (!ts.isConstructorDeclaration(member)) return named(owner, [member]);
    return named(
      owner,
      member.parameters.filter((one) => ts.isParameterPropertyDeclaration(one, member)),
    );
  });
}

function aliasMembers(owner: string, type: ts.TypeNode): OwnedMember[] {
  if (ts.isTypeLiteralNode(type)) return named(owner, type.members);
  if (ts.isParenthesizedTypeNode(type)) return aliasMembers(owner, type.type);
  if (ts.isIntersectionTypeNode(type) || ts.isUnionTypeNode(type)) return type.types.flatMap((one) => aliasMembers(owner, one));
  return [];
}

function named(owner: string, nodes: Iterable<ts.Node & { name?: ts.Node }>): OwnedMember[] {
  const members: OwnedMember[] = [];
  for (const node of nodes) {
    const { name } = node;
    if (!name || !isMemberNode(node)) continue;
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) members.push({ owner, name: name.text, node });
  }
  return members;
}

function isMemberNode(node: ts.Node): node is MemberNode {
  return (
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isAccessor(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isParameter(node) ||
    ts.isEnumMember(node)
  );
}

/** `Kettle.prototype.boil = …`. */
function prototypeMember(expression: ts.Expression): OwnedMember[] {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const { left } = expression;
  if (!ts.isPropertyAccessExpression(left) || !ts.isPropertyAccessExpression(left.expression)) return [];
  const { expression: base, name } = left.expression;
  const isOurs = name.text === "prototype" && ts.isIdentifier(base) && ts.isIdentifier(left.name);
  return isOurs ? [{ owner: base.text, name: left.name.text, node: expression }] : [];
}
