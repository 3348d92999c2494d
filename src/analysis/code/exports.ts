import { ts } from "ts-morph";
import type { ExportFact } from "../model.js";
import { type CodeFile, hasModifier, spanOf } from "./code-file.js";
import { bindingNames } from "./declarations.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isClassDeclaration,
  isEnumDeclaration,
  isExportAssignment,
  isExportDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isImportEqualsDeclaration,
  isInterfaceDeclaration,
  isModuleDeclaration,
  isNamespaceExport,
  isStringLiteralLike,
  isTypeAliasDeclaration,
  isVariableStatement,
  SyntaxKind,
} = ts;

/** Adds what a module-level statement exports with the syntax of ES modules. */
export function addExports(file: CodeFile, statement: ts.Statement): void {
  if (isExportDeclaration(statement)) addExportDeclaration(file, statement);
  else if (isExportAssignment(statement)) addExportAssignment(file, statement);
  else if (hasModifier(statement, SyntaxKind.ExportKeyword)) addExportedDeclaration(file, statement);
}

/** In a declaration file that is a module, without any `export { … }`, every declaration is exported. */
export function addAmbientExports(file: CodeFile): void {
  const { statements, isDeclarationFile, externalModuleIndicator } = file.source;
  if (!isDeclarationFile || !externalModuleIndicator) return;
  if (statements.some((statement) => isExportDeclaration(statement) || isExportAssignment(statement))) return;
  for (const statement of statements) {
    if (hasModifier(statement, SyntaxKind.ExportKeyword)) continue;
    for (const { name, node } of declaredNames(statement))
      addExport(file, node, { name, local: name, type_only: isType(statement) });
  }
}

/** `export { a as b } from "x"`, `export * from "x"`, `export * as ns from "x"`. */
function addExportDeclaration(file: CodeFile, statement: ts.ExportDeclaration): void {
  const specifier = statement.moduleSpecifier;
  const from = specifier && isStringLiteralLike(specifier) ? specifier.text : null;
  const clause = statement.exportClause;
  if (clause === undefined || isNamespaceExport(clause)) {
    const name = clause ? clause.name.text : "*";
    if (from !== null) addExport(file, clause ?? statement, { name, from, imported: "*", type_only: statement.isTypeOnly });
    return;
  }
  const place = statement.pos;
  for (const element of clause.elements) {
    const inner = (element.propertyName ?? element.name).text;
    const fact = from === null ? { local: inner } : { from, imported: inner };
    addExport(file, element, { name: element.name.text, ...fact, place, type_only: statement.isTypeOnly || element.isTypeOnly });
  }
}

/** `export default x`; `export = x` may hand out every property of `x`. */
function addExportAssignment(file: CodeFile, statement: ts.ExportAssignment): void {
  const local = isIdentifier(statement.expression) ? statement.expression.text : "default";
  addExport(file, statement, { name: "default", local });
  if (statement.isExportEquals) file.facts.open("`export =`");
}

function addExportedDeclaration(file: CodeFile, statement: ts.Statement): void {
  const isDefault = hasModifier(statement, SyntaxKind.DefaultKeyword);
  const type_only = isType(statement);
  for (const { name, node } of declaredNames(statement)) {
    addExport(file, node, { name: isDefault ? "default" : name, local: name, type_only });
  }
}

/** The names a statement declares; a function or class without a name is called `default`. Overloads count once. */
function declaredNames(statement: ts.Statement): { name: string; node: ts.Node }[] {
  if (isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((node) =>
      bindingNames(node.name).map((name) => ({ name, node: node.name })),
    );
  }
  if (isFunctionDeclaration(statement) || isClassDeclaration(statement)) {
    return [{ name: statement.name?.text ?? "default", node: statement.name ?? statement }];
  }
  if (isModuleDeclaration(statement)) {
    const isOwn = isIdentifier(statement.name) && statement.name.text !== "global";
    return isOwn ? [{ name: statement.name.text, node: statement.name }] : [];
  }
  const isNamed =
    isInterfaceDeclaration(statement) ||
    isTypeAliasDeclaration(statement) ||
    isEnumDeclaration(statement) ||
    isImportEqualsDeclaration(statement);
  return isNamed ? [{ name: statement.name.text, node: statement.name }] : [];
}

function isType(statement: ts.Statement): boolean {
  return isInterfaceDeclaration(statement) || isTypeAliasDeclaration(statement);
}

/** What is told of an export; what is left out is null or false. `place` is where its statement starts, if not where the node does. */
type ExportParts = Pick<ExportFact, "name"> &
  Partial<Pick<ExportFact, "local" | "from" | "imported" | "type_only">> & { place?: number };

/** Adds one export; the same name twice (overloads, a type beside its value) is one, and a value wins over a type. */
export function addExport(file: CodeFile, node: ts.Node, parts: ExportParts): void {
  const { name, local = null, from = null, imported = null, type_only = false, place = node.pos } = parts;
  const same = file.exported.get(name);
  if (same && name !== "*") {
    same.type_only &&= type_only;
    return;
  }
  const span = spanOf(file, node);
  const fact: ExportFact = { kind: "export", name, local, from, imported, type_only, deprecated: false, internal: false, span };
  file.exported.set(name, fact);
  file.exportPlaces.set(fact, [place, node.pos]);
  file.facts.add(fact);
}
