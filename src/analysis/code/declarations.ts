import { ts } from "ts-morph";
import type { DeclarationKind } from "../model.js";
import { type CodeFile, foldedText, hasModifier, propertyName, spanOf, unwrap } from "./code-file.js";
import { importedVariable } from "./imports.js";
import { addHeritage, addMemberKeys } from "./keys.js";
import { addAliasMembers, addClassMembers, addEnumMembers, addTypeMembers } from "./members.js";
import { addSignature, functionOf } from "./signatures.js";
import { addType } from "./type-parts.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isBinaryExpression,
  isCallExpression,
  isClassDeclaration,
  isClassExpression,
  isEnumDeclaration,
  isExportAssignment,
  isExpressionStatement,
  isExternalModuleReference,
  isFunctionDeclaration,
  isFunctionTypeNode,
  isIdentifier,
  isImportEqualsDeclaration,
  isInterfaceDeclaration,
  isModuleBlock,
  isModuleDeclaration,
  isOmittedExpression,
  isPropertyAccessExpression,
  isTypeAliasDeclaration,
  isVariableStatement,
  SyntaxKind,
} = ts;

/** Adds the names that a statement of the module, or of a namespace (`prefix` is `N.`), declares, with their members and signatures. */
export function addDeclarations(file: CodeFile, statement: ts.Statement, prefix = ""): void {
  const declare = (name: string, what: DeclarationKind, node: ts.Node) =>
    addDeclaration(file, prefix + name, what, node, statement);
  if (isFunctionDeclaration(statement)) {
    const name = statement.name?.text ?? "default";
    declare(name, statement.name ? "function" : "default", statement);
    addSignature(file, prefix + name, statement);
  } else if (isClassDeclaration(statement)) {
    const name = statement.name?.text ?? "default";
    declare(name, statement.name ? "class" : "default", statement);
    addClassMembers(file, prefix + name, statement);
    addType(file, prefix + name, statement);
  } else if (isInterfaceDeclaration(statement)) {
    declare(statement.name.text, "interface", statement);
    addTypeMembers(file, prefix + statement.name.text, statement.members);
    addType(file, prefix + statement.name.text, statement);
    addHeritage(file, prefix + statement.name.text, statement);
  } else if (isTypeAliasDeclaration(statement)) {
    const type = statement.typeParameters ? null : foldedText(file, statement.type);
    addDeclaration(file, prefix + statement.name.text, "type", statement, statement, type);
    addAliasMembers(file, prefix + statement.name.text, statement.type);
    addType(file, prefix + statement.name.text, statement);
  } else if (isEnumDeclaration(statement)) {
    declare(statement.name.text, "enum", statement);
    addEnumMembers(file, prefix + statement.name.text, statement);
    addType(file, prefix + statement.name.text, statement);
  } else if (isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) addVariable(file, declaration, statement, prefix);
  } else if (isModuleDeclaration(statement)) addNamespace(file, statement, prefix);
  else if (isImportEqualsDeclaration(statement) && !isExternalModuleReference(statement.moduleReference)) {
    declare(statement.name.text, "const", statement);
  } else if (isExportAssignment(statement)) addDefaultValue(file, statement, prefix);
  else if (isExpressionStatement(statement)) addAssignedMember(file, statement);
}

function addDeclaration(
  file: CodeFile,
  name: string,
  what: DeclarationKind,
  node: ts.Node,
  statement: ts.Statement,
  type: string | null = null,
): void {
  const places = file.declared.get(name);
  places?.push(statement.pos);
  if (!places) file.declared.set(name, [statement.pos]);
  // Overloads and merged declarations are one name each; a type and a value of the same name are two.
  if (places && (what === "function" || what === "interface" || what === "namespace")) return;
  file.facts.add({ kind: "declaration", name, what, span: spanOf(file, node), ...(type === null ? {} : { type }) });
}

function addVariable(file: CodeFile, declaration: ts.VariableDeclaration, statement: ts.Statement, prefix: string): void {
  if (importedVariable(declaration)) return;
  for (const name of bindingNames(declaration.name)) addDeclaration(file, prefix + name, "const", declaration, statement);
  if (!isIdentifier(declaration.name)) return;
  const name = prefix + declaration.name.text;
  const { initializer, type } = declaration;
  const callable = functionOf(initializer) ?? (type && isFunctionTypeNode(type) ? type : undefined);
  // A written type may take other parameters than the function names.
  const typed = type !== undefined && callable !== type ? "its written type may name other parameters" : null;
  const made = callable ? null : madeFrom(initializer);
  if (callable) addSignature(file, name, callable, typed);
  else if (made) addSignature(file, name, made.callable, made.open);
  else if (initializer && isClassExpression(initializer)) {
    addClassMembers(file, name, initializer);
    addType(file, name, initializer);
  }
}

/** Every name that a variable binds, patterns followed. */
export function bindingNames(name: ts.BindingName): string[] {
  if (isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (isOmittedExpression(element) ? [] : bindingNames(element.name)));
}

/** What a namespace hands out: exported declarations, in ambient ones all. `declare module "x"` and `global` are not of this module. */
function addNamespace(file: CodeFile, declaration: ts.ModuleDeclaration, prefix: string, inAmbient = false): void {
  if (!isIdentifier(declaration.name) || declaration.name.text === "global") {
    addAugmentation(file, declaration);
    return;
  }
  const isAmbient = inAmbient || file.source.isDeclarationFile || hasModifier(declaration, SyntaxKind.DeclareKeyword);
  addDeclaration(file, prefix + declaration.name.text, "namespace", declaration, declaration);
  const inner = `${prefix}${declaration.name.text}.`;
  const body = declaration.body;
  if (body && isModuleDeclaration(body)) addNamespace(file, body, inner, isAmbient);
  if (!body || !isModuleBlock(body)) return;
  for (const statement of body.statements) {
    if (!isAmbient && !hasModifier(statement, SyntaxKind.ExportKeyword)) continue;
    if (isModuleDeclaration(statement)) addNamespace(file, statement, inner, isAmbient);
    else addDeclarations(file, statement, inner);
  }
}

/** What `declare global` and `declare module "x"` add to the interfaces of others: their keys, for they are no types of this module. */
function addAugmentation(file: CodeFile, { body }: ts.ModuleDeclaration, prefix = ""): void {
  if (!body || !isModuleBlock(body)) return;
  for (const statement of body.statements) {
    if (isInterfaceDeclaration(statement)) addMemberKeys(file, prefix + statement.name.text, statement.members);
    else if (isModuleDeclaration(statement)) addAugmentation(file, statement, `${prefix}${statement.name.text}.`);
  }
}

/** `export default (a) => …`, `export default class { … }` without a name: a declaration called `default`. */
function addDefaultValue(file: CodeFile, statement: ts.ExportAssignment, prefix: string): void {
  if (statement.isExportEquals || isIdentifier(statement.expression)) return;
  addDeclaration(file, `${prefix}default`, "default", statement, statement);
  const callable = functionOf(statement.expression);
  const made = callable ? null : madeFrom(statement.expression);
  if (callable) addSignature(file, `${prefix}default`, callable);
  else if (made) addSignature(file, `${prefix}default`, made.callable, made.open);
}

/** `defineDriver((options: DriverOptions) => …)`: a function that another one makes something of, where it says what it takes. */
function madeFrom(value: ts.Expression | undefined): { callable: ts.FunctionExpression | ts.ArrowFunction; open: string } | null {
  const call = value && unwrap(value);
  if (call === undefined || !isCallExpression(call) || !isIdentifier(call.expression) || call.arguments.length !== 1) return null;
  const callable = functionOf(call.arguments[0]);
  if (!callable?.parameters[0]?.type) return null;
  return { callable, open: `\`${call.expression.text}\` makes it` };
}

/** `Kettle.prototype.boil = function () {}` is a member of `Kettle`; `Kettle.defaults = …` too when `Kettle` is declared here. */
function addAssignedMember(file: CodeFile, { expression }: ts.ExpressionStatement): void {
  if (!isBinaryExpression(expression) || expression.operatorToken.kind !== SyntaxKind.EqualsToken) return;
  const { left, right } = expression;
  if (!isPropertyAccessExpression(left)) return;
  const object = left.expression;
  const onPrototype = isPropertyAccessExpression(object) && object.name.text === "prototype";
  const base = onPrototype ? object.expression : object;
  const name = propertyName(left.name as ts.PropertyName);
  if (name === null || name === "prototype" || !isIdentifier(base)) return;
  if (!onPrototype && !file.declared.has(base.text)) return;
  const callable = functionOf(right);
  const what = callable ? "method" : "property";
  const span = spanOf(file, left);
  file.facts.add({ kind: "member", owner: base.text, name, what, static: !onPrototype, optional: false, span });
  if (callable) addSignature(file, `${base.text}.${name}`, callable);
}
