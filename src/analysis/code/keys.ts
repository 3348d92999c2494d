import { ts } from "ts-morph";
import { type CodeFile, propertyName, spanOf } from "./code-file.js";
import type { Callable } from "./parameters.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { SyntaxKind } = ts;

/** Type literals within type literals that are followed. */
const DEPTH_MAX = 6;

/** Types that hand on the members of the type they are given. */
const WRAPPERS = new Set("Partial Required Readonly Omit Pick NonNullable Exclude Extract Prettify Simplify".split(" "));

/** Adds the keys of type literals within `type`: `lid?: { open: boolean }`, also in unions, arrays and arguments of types. */
export function addInnerKeys(file: CodeFile, owner: string, type: ts.TypeNode, depth = 0): void {
  if (depth > DEPTH_MAX) return;
  switch (type.kind) {
    case SyntaxKind.TypeLiteral:
      addMemberKeys(file, owner, (type as ts.TypeLiteralNode).members, depth);
      return;
    case SyntaxKind.ParenthesizedType:
      addInnerKeys(file, owner, (type as ts.ParenthesizedTypeNode).type, depth + 1);
      return;
    case SyntaxKind.ArrayType:
      addInnerKeys(file, owner, (type as ts.ArrayTypeNode).elementType, depth + 1);
      return;
    case SyntaxKind.UnionType:
    case SyntaxKind.IntersectionType:
      for (const part of (type as ts.UnionOrIntersectionTypeNode).types) addInnerKeys(file, owner, part, depth + 1);
      return;
    case SyntaxKind.TypeReference:
      for (const part of (type as ts.TypeReferenceNode).typeArguments ?? []) addInnerKeys(file, owner, part, depth + 1);
      return;
    case SyntaxKind.FunctionType:
      addParameterKeys(file, owner, type as ts.FunctionTypeNode, depth + 1);
      return;
    default:
  }
}

/** Adds the keys of an interface that is no type of this module. */
export function addMemberKeys(file: CodeFile, owner: string, members: ts.NodeArray<ts.TypeElement>, depth = 0): void {
  for (const member of members) {
    const name = propertyName(member.name);
    if (name === null) continue;
    file.facts.add({ kind: "key", owner, name, form: "type", span: spanOf(file, member) });
    const { type } = member as { type?: ts.TypeNode };
    if (type && member.kind === SyntaxKind.PropertySignature) addInnerKeys(file, `${owner}.${name}`, type, depth + 1);
  }
}

/** Adds the keys of type literals in a list of parameters. */
export function addParameterKeys(file: CodeFile, owner: string, callable: Callable, depth = 0): void {
  for (const { name, type } of callable.parameters as ts.NodeArray<ts.ParameterDeclaration>) {
    if (type === undefined || type.kind < SyntaxKind.FirstTypeNode || type.kind > SyntaxKind.LastTypeNode) continue;
    const parameter = name.kind === SyntaxKind.Identifier ? (name as ts.Identifier).text : "";
    addInnerKeys(file, `${owner}(${parameter})`, type, depth);
  }
}

/** Adds what an interface extends. */
export function addHeritage(file: CodeFile, owner: string, { heritageClauses }: ts.InterfaceDeclaration): void {
  for (const clause of heritageClauses ?? []) {
    for (const { expression, typeArguments } of clause.types) addBase(file, owner, rootName(expression), typeArguments);
  }
}

/** Adds what an alias is built from: `Base`, `Omit<Base, "a">`, `Base["part"]`, `keyof Base`. */
export function addBases(file: CodeFile, owner: string, type: ts.TypeNode): void {
  if (type.kind === SyntaxKind.TypeReference) {
    const { typeName, typeArguments } = type as ts.TypeReferenceNode;
    addBase(file, owner, rootName(typeName), typeArguments);
  } else if (type.kind === SyntaxKind.IndexedAccessType) addBases(file, owner, (type as ts.IndexedAccessTypeNode).objectType);
  else if (type.kind === SyntaxKind.TypeOperator) addBases(file, owner, (type as ts.TypeOperatorNode).type);
}

function addBase(file: CodeFile, owner: string, name: string | null, given: readonly ts.TypeNode[] | undefined): void {
  if (name === null) return;
  const [first] = given ?? [];
  if (!WRAPPERS.has(name)) file.facts.add({ kind: "base", owner, name });
  else if (first) addBases(file, owner, first);
}

/** `ns.Type` → ns. */
function rootName(name: ts.EntityName | ts.Expression): string | null {
  let root: ts.Node = name;
  while (root.kind === SyntaxKind.QualifiedName || root.kind === SyntaxKind.PropertyAccessExpression) {
    root =
      root.kind === SyntaxKind.QualifiedName ? (root as ts.QualifiedName).left : (root as ts.PropertyAccessExpression).expression;
  }
  return root.kind === SyntaxKind.Identifier ? (root as ts.Identifier).text : null;
}
