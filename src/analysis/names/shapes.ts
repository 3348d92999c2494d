/** Declarations of a text in the form in which renames are recognised: what they look like, apart from their name. */
import { ts } from "ts-morph";
import { tokenHash } from "../tokens.js";
import { type DeclarationShape, emptyShape, type ShapeKind } from "./shape.js";
import { type MemberNode, membersOf } from "./shape-members.js";

/** Deeper syntax is not walked; the parser gives up not far beyond. */
const DEPTH_MAX = 400;
/** Tokens of one body that take part in comparing. */
const TOKENS_MAX = 20_000;
/** Declarations of one text; generated files have more. */
const SHAPES_MAX = 5_000;

/**
 * Module-level declarations of `text` and the members of its types, in order of their first appearance; overloads and merged
 * declarations are one.
 * A text that cannot be parsed gives what could be read of it; never throws.
 */
export function declarationShapes(path: string, text: string): DeclarationShape[] {
  const shapes = new Map<string, DeclarationShape>();
  try {
    const source = ts.createSourceFile(path, text, {
      languageVersion: ts.ScriptTarget.ESNext,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    });
    const exported = exportedNames(source);
    for (const statement of source.statements) {
      for (const shape of [...shapesOf(statement), ...memberShapes(statement)]) {
        if (shapes.size >= SHAPES_MAX) break;
        if (exported.has(shape.owner ?? shape.name)) shape.exported = true;
        merge(shapes, shape);
      }
    }
  } catch (error) {
    // Nesting that overflows the stack: what was read before it stands.
    if (!(error instanceof RangeError)) throw error;
  }
  return [...shapes.values()];
}

/** Local names that an export list or `export default name` hands out. */
function exportedNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) names.add(statement.expression.text);
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    for (const { propertyName, name } of statement.exportClause.elements) names.add((propertyName ?? name).text);
  }
  return names;
}

function merge(shapes: Map<string, DeclarationShape>, shape: DeclarationShape): void {
  const key = `${shape.kind} ${shape.owner ?? ""} ${shape.name}`;
  const known = shapes.get(key);
  if (!known) {
    shapes.set(key, shape);
    return;
  }
  known.exported ||= shape.exported;
  known.members = [...new Set([...known.members, ...shape.members])];
  // The implementation stands for its overloads.
  if (shape.shingles.length > known.shingles.length) {
    shapes.set(key, { ...shape, exported: known.exported, members: known.members });
  }
}

function shapesOf(statement: ts.Statement): DeclarationShape[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((declaration) => variableShapes(declaration, isExported(statement)));
  }
  if (ts.isExpressionStatement(statement)) return commonJsShapes(statement.expression);
  const shape = namedShape(statement);
  return shape === null ? [] : [shape];
}

/** Members of the class, interface, type or enum that `statement` declares; exported as far as their owner is. */
function memberShapes(statement: ts.Statement): DeclarationShape[] {
  return membersOf(statement).map(({ owner, name, node }) => {
    const exported = ts.canHaveModifiers(statement) && isExported(statement);
    return { ...memberShape(name, node), owner, exported };
  });
}

function memberShape(name: string, node: MemberNode): DeclarationShape {
  if (ts.isMethodDeclaration(node) || ts.isMethodSignature(node) || ts.isAccessor(node)) return functionShape(name, node, false);
  if (ts.isPropertySignature(node) && node.type && ts.isFunctionTypeNode(node.type)) return functionShape(name, node.type, false);
  if (ts.isEnumMember(node)) return valueShape(name, node.initializer, false);
  if (ts.isBinaryExpression(node)) return valueShape(name, node.right, false);
  const value = "initializer" in node ? node.initializer : undefined;
  const shape = valueShape(name, value, false);
  return node.type && shape.kind === "const" ? { ...shape, types: typeTokens([node.type]) } : shape;
}

function isExported(node: ts.HasModifiers): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function namedShape(node: ts.Statement): DeclarationShape | null {
  if (ts.isFunctionDeclaration(node)) return node.name ? functionShape(node.name.text, node, isExported(node)) : null;
  if (ts.isClassDeclaration(node)) return node.name ? membersShape("class", node.name.text, node, node.members) : null;
  if (ts.isInterfaceDeclaration(node)) return membersShape("type", node.name.text, node, node.members);
  if (ts.isEnumDeclaration(node)) return membersShape("enum", node.name.text, node, node.members);
  if (ts.isTypeAliasDeclaration(node)) {
    const members = ts.isTypeLiteralNode(node.type) ? node.type.members : [];
    const shape = membersShape("type", node.name.text, node, members);
    return { ...shape, types: typeTokens([node.type]), shingles: shingles(node.type, node.name.text) };
  }
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && node.name.text !== "global") {
    const shape = { ...emptyShape("namespace", node.name.text), exported: isExported(node) };
    return node.body ? { ...shape, shingles: shingles(node.body, node.name.text) } : shape;
  }
  return null;
}

function variableShapes({ name, initializer, type }: ts.VariableDeclaration, exported: boolean): DeclarationShape[] {
  if (!ts.isIdentifier(name)) return bindingNames(name).map((local) => ({ ...emptyShape("const", local), exported }));
  const shape = valueShape(name.text, initializer, exported);
  return [type && shape.kind === "const" ? { ...shape, types: typeTokens([type]) } : shape];
}

function valueShape(name: string, value: ts.Expression | undefined, exported: boolean): DeclarationShape {
  if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return functionShape(name, value, exported);
  if (value && ts.isClassExpression(value)) return { ...membersShape("class", name, value, value.members), exported };
  const shape = { ...emptyShape("const", name), exported };
  return value ? { ...shape, value: constantValue(value), shingles: shingles(value, name) } : shape;
}

function bindingNames(pattern: ts.BindingPattern): string[] {
  const names: string[] = [];
  for (const element of pattern.elements) {
    if (ts.isOmittedExpression(element)) continue;
    if (ts.isIdentifier(element.name)) names.push(element.name.text);
    else names.push(...bindingNames(element.name));
  }
  return names;
}

/** `exports.x = …`, `module.exports.x = …`. */
function commonJsShapes(expression: ts.Expression): DeclarationShape[] {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const { left, right } = expression;
  if (!ts.isPropertyAccessExpression(left) || !ts.isIdentifier(left.name) || !isExportsObject(left.expression)) return [];
  // `exports.a = exports.b = f` declares both.
  const further = commonJsShapes(right);
  return [valueShape(left.name.text, right, true), ...further];
}

function isExportsObject(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === "exports";
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === "exports" &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "module"
  );
}

function functionShape(name: string, node: FunctionLike, exported: boolean): DeclarationShape {
  const parameters = node.parameters.filter((parameter) => !(ts.isIdentifier(parameter.name) && parameter.name.text === "this"));
  const required = parameters.filter((one) => !one.questionToken && !one.initializer && !one.dotDotDotToken);
  const types = parameters.map((one) => one.type ?? one.initializer).concat(node.type);
  return {
    ...emptyShape("function", name),
    exported,
    required: required.length,
    total: parameters.length,
    types: typeTokens(types),
    parameters: parameters.flatMap((one) => (ts.isIdentifier(one.name) ? [one.name.text] : bindingNames(one.name))),
    shingles: "body" in node && node.body ? shingles(node.body, name) : [],
  };
}

type FunctionLike = ts.FunctionLikeDeclaration | ts.MethodSignature | ts.FunctionTypeNode;

function membersShape(
  kind: ShapeKind,
  name: string,
  node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration | ts.TypeAliasDeclaration,
  members: Iterable<ts.Node & { name?: ts.PropertyName }>,
): DeclarationShape {
  const names: string[] = [];
  const parts: ts.Node[] = [];
  for (const member of members) {
    if (member.name && "text" in member.name) names.push(member.name.text);
    parts.push(member);
  }
  const heritage = "heritageClauses" in node ? (node.heritageClauses ?? []).flatMap(({ types }) => [...types]) : [];
  return {
    ...emptyShape(kind, name),
    exported: isExported(node),
    types: typeTokens(heritage),
    members: [...new Set(names)],
    shingles: shingles(parts, name),
  };
}

/** Words of written types; a literal default stands for its widened type. */
function typeTokens(nodes: readonly (ts.Node | undefined)[]): string[] {
  const tokens = new Set<string>();
  for (const node of nodes) {
    if (!node) continue;
    if (ts.isTypeNode(node)) for (const token of tokensOf(node, "")) tokens.add(token);
    else tokens.add(widened(node));
  }
  return [...tokens].slice(0, TOKENS_MAX);
}

function widened(node: ts.Node): string {
  if (ts.isNumericLiteral(node)) return `#${ts.SyntaxKind.NumberKeyword}`;
  if (ts.isStringLiteralLike(node)) return `#${ts.SyntaxKind.StringKeyword}`;
  const { kind } = node;
  if (kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword) return `#${ts.SyntaxKind.BooleanKeyword}`;
  return `#${kind}`;
}

/** Source of a literal, in one spelling; null for everything else. */
function constantValue(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node)) return JSON.stringify(node.text);
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return node.text;
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) return `${node.operator} ${node.operand.text}`;
  const { kind } = node;
  if (kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword || kind === ts.SyntaxKind.NullKeyword)
    return `#${kind}`;
  return null;
}

/** Sorted, distinct hashes of every three tokens in a row; a shorter body is one shingle, an empty one none. */
function shingles(body: ts.Node | readonly ts.Node[], own: string): number[] {
  const tokens = tokensOf(body, own);
  // A body of nothing but its own braces is empty.
  if (tokens.length === 0 || (tokens.length === 1 && !Array.isArray(body) && ts.isBlock(body as ts.Node))) return [];
  const hashes = new Set<number>();
  if (tokens.length < 3) hashes.add(tokenHash(tokens.join("\0")));
  for (let i = 0; i + 2 < tokens.length; i++) hashes.add(tokenHash(`${tokens[i]}\0${tokens[i + 1]}\0${tokens[i + 2]}`));
  return [...hashes].sort((a, b) => a - b);
}

/** The syntax tree in preorder: kinds of nodes, texts of names and literals, the own name as one token. Comments and layout are no part. */
function tokensOf(root: ts.Node | readonly ts.Node[], own: string): string[] {
  const tokens: string[] = [];
  const visit = (node: ts.Node, depth: number): void => {
    if (tokens.length >= TOKENS_MAX || depth > DEPTH_MAX) return;
    if (ts.isIdentifier(node)) tokens.push(node.text === own ? "\u0001" : node.text);
    else if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      tokens.push(`'${node.text}`);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) tokens.push(`#${node.kind}:${node.operator}`);
    else tokens.push(`#${node.kind}`);
    ts.forEachChild(node, (child) => visit(child, depth + 1));
  };
  for (const node of "kind" in root ? [root] : root) visit(node, 0);
  return tokens;
}
