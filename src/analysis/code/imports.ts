import { ts } from "ts-morph";
import type { ImportFact } from "../model.js";
import { type CodeFile, propertyName, spanOf } from "./code-file.js";

const {
  isArrayBindingPattern,
  isExternalModuleReference,
  isIdentifier,
  isImportEqualsDeclaration,
  isLiteralTypeNode,
  isNamespaceImport,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  isStringLiteralLike,
} = ts;

type ImportedName = ImportFact["names"][number];

/** Adds what an `import` declaration, or TypeScript's `import x = require("y")`, brings in. */
export function addImport(file: CodeFile, statement: ts.ImportDeclaration | ts.ImportEqualsDeclaration): void {
  if (isImportEqualsDeclaration(statement)) {
    const reference = statement.moduleReference;
    if (!isExternalModuleReference(reference) || !isStringLiteralLike(reference.expression)) return;
    const names = [{ imported: "*", local: statement.name.text }];
    add(file, statement, { specifier: reference.expression.text, names, type_only: statement.isTypeOnly, dynamic: false });
    return;
  }
  if (!isStringLiteralLike(statement.moduleSpecifier)) return;
  const { names, type_only } = clauseNames(statement.importClause);
  add(file, statement, { specifier: statement.moduleSpecifier.text, names, type_only, dynamic: false });
}

function clauseNames(clause: ts.ImportClause | undefined): { names: ImportedName[]; type_only: boolean } {
  if (clause === undefined) return { names: [], type_only: false };
  const names: ImportedName[] = clause.name ? [{ imported: "default", local: clause.name.text }] : [];
  const bindings = clause.namedBindings;
  let typesOnly = clause.isTypeOnly;
  if (bindings && isNamespaceImport(bindings)) names.push({ imported: "*", local: bindings.name.text });
  else if (bindings) {
    typesOnly ||= !clause.name && bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
    for (const { name, propertyName: property } of bindings.elements) {
      names.push({ imported: (property ?? name).text, local: name.text });
    }
  }
  return { names, type_only: typesOnly };
}

// The parser's names are getters of a module object: looked up once here, they cost nothing for each call.
const { AwaitExpression, CallExpression, Identifier, ImportKeyword } = ts.SyntaxKind;

/** A `require("x")` or `import("x")` with a literal specifier. */
export interface ModuleCall {
  call: ts.CallExpression;
  specifier: string;
  dynamic: boolean;
}

export function moduleCall(node: ts.Expression): ModuleCall | undefined {
  const inner = node.kind === AwaitExpression ? (node as ts.AwaitExpression).expression : node;
  if (inner.kind !== CallExpression) return undefined;
  const call = inner as ts.CallExpression;
  const { expression, arguments: given } = call;
  const isImport = expression.kind === ImportKeyword;
  const isRequire = expression.kind === Identifier && (expression as ts.Identifier).text === "require" && given.length === 1;
  if (!isImport && !isRequire) return undefined;
  const [argument] = given;
  if (argument === undefined || !isStringLiteralLike(argument)) return undefined;
  return { call, specifier: argument.text, dynamic: isImport };
}

/** The module that a variable takes its value, or a property of it, from: `const { a } = require("x")`, `const b = require("x").b`. */
export function importedVariable(declaration: ts.VariableDeclaration): { from: ModuleCall; names: ImportedName[] } | undefined {
  const { initializer, name } = declaration;
  if (initializer === undefined) return undefined;
  const from = moduleCall(initializer);
  if (from) return { from, names: boundNames(name) };
  if (!isPropertyAccessExpression(initializer) || !isIdentifier(name)) return undefined;
  const object = initializer.expression;
  const of = moduleCall(isParenthesizedExpression(object) ? object.expression : object);
  return of && { from: of, names: [{ imported: initializer.name.text, local: name.text }] };
}

function boundNames(name: ts.BindingName): ImportedName[] {
  if (isIdentifier(name)) return [{ imported: "*", local: name.text }];
  if (isArrayBindingPattern(name)) return [];
  return name.elements.flatMap((element) => {
    if (!isIdentifier(element.name)) return [];
    const property = element.propertyName ? propertyName(element.propertyName) : element.name.text;
    return property === null ? [] : [{ imported: element.dotDotDotToken ? "*" : property, local: element.name.text }];
  });
}

export function addModuleCall(file: CodeFile, { call, specifier, dynamic }: ModuleCall, names: ImportedName[]): void {
  add(file, call, { specifier, names, type_only: false, dynamic });
}

/** Adds the module of a type such as `import("x").A`. */
export function addImportType(file: CodeFile, node: ts.ImportTypeNode): void {
  if (!isLiteralTypeNode(node.argument) || !isStringLiteral(node.argument.literal)) return;
  add(file, node, { specifier: node.argument.literal.text, names: [], type_only: true, dynamic: true });
}

function add(file: CodeFile, node: ts.Node, fact: Omit<ImportFact, "kind" | "span">): void {
  file.facts.add({ kind: "import", ...fact, span: spanOf(file, node) });
}
