/** What a declaration looks like in each tier of a binding. */
import { hash } from "node:crypto";
import { ts } from "ts-morph";
import type { Fingerprints } from "../model.js";
import { bodyTokens } from "./body-tokens.js";
import { propertyName, unwrap } from "./code-file.js";
import { foldedValue } from "./folded-value.js";
import { typeText } from "./type-text.js";

/** Longer signatures are kept as their beginning and a hash. */
const SIG_MAX = 600;

/** Fingerprints of the declarations `nodes` of one name: overloads, merged interfaces. */
export function fingerprintsOf(nodes: readonly ts.Node[], source: ts.SourceFile): Fingerprints {
  const parts = [...new Set(nodes.map((node) => signatureOf(node, source)))];
  const values = nodes.flatMap((node) => valuesOf(node));
  return {
    sig: bounded(parts.join(" & ")),
    contract: digest([...parts, ...nodes.flatMap((node) => promisesOf(node, source))]),
    body: digest(nodes.flatMap((node) => bodyTokens(node))),
    deps: digest(dependenciesOf(nodes, source)),
    value: values.length === 0 ? null : bounded(values.join(", ")),
  };
}

function digest(parts: readonly string[]): string {
  return hash("sha256", parts.join("\0")).slice(0, 16);
}

function bounded(text: string): string {
  return text.length <= SIG_MAX ? text : `${text.slice(0, SIG_MAX)}… ${digest([text])}`;
}

/** The value that a declaration stands for: a variable's initializer, a property's, an exported expression. */
function initializerOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.initializer;
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isEnumMember(node)) return node.initializer;
  return ts.isExportAssignment(node) ? node.expression : undefined;
}

function callableOf(node: ts.Node): ts.SignatureDeclaration | undefined {
  if (ts.isFunctionLike(node)) return node;
  if (ts.isPropertySignature(node) && node.type && ts.isFunctionTypeNode(node.type)) return node.type;
  const value = initializerOf(node);
  const inner = value && unwrap(value);
  return inner && (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) ? inner : undefined;
}

const SIG_MODIFIERS = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.AsyncKeyword, "async"],
  [ts.SyntaxKind.StaticKeyword, "static"],
  [ts.SyntaxKind.AbstractKeyword, "abstract"],
  [ts.SyntaxKind.ReadonlyKeyword, "readonly"],
]);

function modifiersOf(node: ts.Node): string {
  const modifiers = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : [];
  const words = modifiers.map((modifier) => SIG_MODIFIERS.get(modifier.kind)).filter((word) => word !== undefined);
  return words.length === 0 ? "" : `${words.sort().join(" ")} `;
}

function signatureOf(node: ts.Node, source: ts.SourceFile): string {
  const callable = callableOf(node);
  if (callable) {
    const inner = callable === node ? "" : modifiersOf(callable);
    const optional = "questionToken" in node && node.questionToken ? "?" : "";
    return `${modifiersOf(node)}${inner}${"asteriskToken" in callable && callable.asteriskToken ? "*" : ""}${optional}${call(callable, source)}`;
  }
  if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) return shapeOf(node, source);
  if (ts.isTypeAliasDeclaration(node)) return `type${generics(node, source)} ${typeText(node.type, source)}`;
  if (ts.isEnumDeclaration(node))
    return `enum { ${node.members
      .map((member) => nameOf(member.name))
      .sort()
      .join("; ")} }`;
  if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
    return `${modifiersOf(node)}property${node.questionToken ? "?" : ""}: ${typed(node.type, initializerOf(node), source)}`;
  }
  const value = initializerOf(node);
  const classExpression = value && unwrap(value);
  if (classExpression && ts.isClassExpression(classExpression)) return shapeOf(classExpression, source);
  if (ts.isVariableStatement(node)) return `const: ${typed(node.declarationList.declarations[0]?.type, value, source)}`;
  if (ts.isVariableDeclaration(node)) return `const: ${typed(node.type, value, source)}`;
  return ts.SyntaxKind[node.kind] ?? "";
}

function call(callable: ts.SignatureDeclaration, source: ts.SourceFile): string {
  const parameters = (callable.parameters as ts.NodeArray<ts.ParameterDeclaration>).map((parameter) => {
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : patternText(parameter.name);
    const rest = parameter.dotDotDotToken ? "..." : "";
    const optional = parameter.questionToken || parameter.initializer ? "?" : "";
    const type = typed(parameter.type, parameter.initializer, source);
    return `${rest}${name}${optional}${type === "" ? "" : `: ${type}`}`;
  });
  const returns = callable.type ? `: ${typeText(callable.type, source)}` : "";
  return `${generics(callable, source)}(${parameters.join(", ")})${returns}`;
}

/** Names that a destructured parameter takes, without their defaults. */
function patternText(pattern: ts.BindingPattern): string {
  const names = pattern.elements.map((element) => {
    if (ts.isOmittedExpression(element)) return "";
    const outer = element.propertyName ? nameOf(element.propertyName) : null;
    const inner = ts.isIdentifier(element.name) ? (outer === null ? element.name.text : "") : patternText(element.name);
    return `${outer ?? ""}${inner}`;
  });
  return ts.isObjectBindingPattern(pattern) ? `{ ${names.join(", ")} }` : `[${names.map(() => "").join(",")}]`;
}

function generics(node: ts.Node, source: ts.SourceFile): string {
  // Every node that has this field has it of this type.
  const { typeParameters: parameters } = node as { typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> };
  return parameters === undefined ? "" : `<${parameters.map((parameter) => typeText(parameter, source)).join(", ")}>`;
}

/** The written type, or the widened one of a literal; empty when neither tells. */
function typed(type: ts.TypeNode | undefined, value: ts.Expression | undefined, source: ts.SourceFile): string {
  if (type) return typeText(type, source);
  const folded = value === undefined ? null : foldedValue(value);
  if (folded === null) return "";
  return Array.isArray(folded) ? "array" : typeof folded;
}

function shapeOf(node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, source: ts.SourceFile): string {
  const heritage = (node.heritageClauses ?? []).map((clause) => typeText(clause, source));
  const members = [...node.members]
    .filter((member) => !isHidden(member))
    .map((member) => {
      const name = ts.isConstructorDeclaration(member) ? "constructor" : nameOf(member.name);
      return `${name} ${signatureOf(member, source)}`;
    });
  const kind = ts.isInterfaceDeclaration(node) ? "interface" : `${modifiersOf(node)}class`;
  return `${kind}${generics(node, source)} ${heritage.join(" ")} { ${[...new Set(members)].sort().join("; ")} }`;
}

function isHidden(member: ts.ClassElement | ts.TypeElement): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return true;
  const modifiers = ts.canHaveModifiers(member) ? (member.modifiers ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) || ts.isClassStaticBlockDeclaration(member);
}

function nameOf(name: ts.Node | undefined): string {
  return (name && (propertyName(name as ts.PropertyName) ?? "")) || "[]";
}

// ---------------------------------------------------------------- contract

/** What a caller may rely on beside the signature: visibility, what its comment promises, what it throws, which defaults it has. */
function promisesOf(node: ts.Node, source: ts.SourceFile): string[] {
  const promises: string[] = [];
  const modifiers = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : [];
  for (const { kind } of modifiers) {
    if (kind === ts.SyntaxKind.ProtectedKeyword || kind === ts.SyntaxKind.PrivateKeyword)
      promises.push(ts.SyntaxKind[kind] as string);
  }
  const comment = commentBefore(node, source);
  if (comment.includes("@deprecated")) promises.push("deprecated");
  for (const line of comment.split("\n")) {
    const at = line.indexOf("@throws");
    if (at !== -1)
      promises.push(
        `throws ${(
          line
            .slice(at + 7, at + 200)
            .trim()
            .split(/[\s}]/)[0] ?? ""
        ).replace("{", "")}`,
      );
  }
  const callable = callableOf(node);
  for (const parameter of callable?.parameters ?? []) {
    if (ts.isParameter(parameter) && parameter.initializer) promises.push(`default ${promises.length}`);
  }
  for (const name of new Set(thrown(node))) promises.push(`throw ${name}`);
  return promises.sort();
}

function commentBefore(node: ts.Node, source: ts.SourceFile): string {
  const ranges = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const last = ranges.at(-1);
  return last ? source.text.slice(last.pos, last.end) : "";
}

function thrown(node: ts.Node): string[] {
  const names: string[] = [];
  visit(node, (one) => {
    if (!ts.isThrowStatement(one) || !ts.isNewExpression(one.expression)) return;
    if (ts.isIdentifier(one.expression.expression)) names.push(one.expression.expression.text);
  });
  return names;
}

// ---------------------------------------------------------------- deps, value

/** Imported modules, and imported names that are called or constructed, sorted. */
function dependenciesOf(nodes: readonly ts.Node[], source: ts.SourceFile): string[] {
  const imported = importsOf(source);
  const found = new Set<string>();
  for (const node of nodes) {
    visit(node, (one) => {
      if (!ts.isCallExpression(one) && !ts.isNewExpression(one)) return;
      const root = leftmost(one.expression);
      const from = root === null ? undefined : imported.get(root.text);
      if (from !== undefined) found.add(`${from} ${one.expression.getText(source).slice(0, 200)}`);
    });
  }
  return [...found].sort();
}

function leftmost(expression: ts.Expression): ts.Identifier | null {
  let at: ts.Expression = expression;
  while (ts.isPropertyAccessExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at : null;
}

/** Local name → module it is imported from. */
function importsOf(source: ts.SourceFile): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteralLike(statement.moduleSpecifier)) continue;
    const from = statement.moduleSpecifier.text;
    const clause = statement.importClause;
    if (clause?.name) names.set(clause.name.text, from);
    const bindings = clause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) names.set(bindings.name.text, from);
    else if (bindings && ts.isNamedImports(bindings)) for (const { name } of bindings.elements) names.set(name.text, from);
  }
  return names;
}

/** The folded literals of a constant, of the members of an enum, of the defaults of parameters. */
function valuesOf(node: ts.Node): string[] {
  if (ts.isEnumDeclaration(node)) return node.members.map((member) => `${nameOf(member.name)} = ${shown(member.initializer)}`);
  const callable = callableOf(node);
  if (callable) {
    return (callable.parameters as ts.NodeArray<ts.ParameterDeclaration>).flatMap(({ name, initializer }) =>
      initializer && ts.isIdentifier(name) ? [`${name.text} = ${shown(initializer)}`] : [],
    );
  }
  const value = initializerOf(node);
  const folded = value === undefined ? null : foldedValue(value);
  return folded === null ? [] : [JSON.stringify(folded)];
}

function shown(value: ts.Expression | undefined): string {
  const folded = value === undefined ? null : foldedValue(value);
  return folded === null ? "?" : JSON.stringify(folded);
}

const DEPTH_MAX = 300;

function visit(node: ts.Node, read: (node: ts.Node) => void, depth = 0): void {
  read(node);
  if (depth < DEPTH_MAX) ts.forEachChild(node, (child) => visit(child, read, depth + 1));
}
