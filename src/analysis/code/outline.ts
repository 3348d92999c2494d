/** The declarations of one version of a code file with their lines and fingerprints, for what is bound to them or cites them. */
import { ts } from "ts-morph";
import type { Outlined } from "../model.js";
import { propertyName } from "./code-file.js";
import { fingerprintsOf } from "./fingerprints.js";

/** Declarations of one file that are outlined; generated files have more. */
const DECLARATIONS_MAX = 5_000;

/**
 * Module-level declarations of `text` and members of its classes, interfaces, type literals and enums, by qualified name. Overloads and
 * merged declarations are one. Never throws: a text that nests too deeply has no outline.
 */
export function outlineOf(path: string, text: string): Record<string, Outlined> {
  try {
    const options = { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
    return new Outliner(ts.createSourceFile(path, text, options)).read();
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

class Outliner {
  private readonly groups = new Map<string, ts.Node[]>();

  constructor(private readonly source: ts.SourceFile) {}

  read(): Record<string, Outlined> {
    for (const statement of this.source.statements) this.statement(statement, "");
    const outline: Record<string, Outlined> = Object.create(null) as Record<string, Outlined>;
    for (const [name, nodes] of this.groups) outline[name] = this.outlined(nodes);
    return { ...outline };
  }

  private outlined(nodes: readonly ts.Node[]): Outlined {
    const lineOf = (offset: number) => this.source.getLineAndCharacterOfPosition(offset).line + 1;
    const from = Math.min(...nodes.map((node) => node.getStart(this.source)));
    const to = Math.max(...nodes.map((node) => node.end));
    const first = nodes[0] as ts.Node;
    const comment = ts.getLeadingCommentRanges(this.source.text, first.getFullStart())?.at(-1)?.pos ?? from;
    const isOwn = this.source.text.slice(comment, comment + 3) === "/**";
    return {
      comment_from: lineOf(isOwn ? Math.min(comment, from) : from),
      from: lineOf(from),
      to: lineOf(Math.max(from, to - 1)),
      hidden: nodes.every(isHidden),
      open: nodes.map(openness).find((reason) => reason !== null) ?? null,
      ...fingerprintsOf(nodes, this.source),
    };
  }

  private add(name: string, node: ts.Node): void {
    const known = this.groups.get(name);
    if (known) known.push(node);
    else if (this.groups.size < DECLARATIONS_MAX) this.groups.set(name, [node]);
  }

  private statement(statement: ts.Statement, prefix: string): void {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) this.variable(declaration, statement, prefix);
    } else if (ts.isModuleDeclaration(statement)) this.namespace(statement, prefix);
    else if (ts.isExportAssignment(statement) && !ts.isIdentifier(statement.expression)) this.add(`${prefix}default`, statement);
    else if (isNamed(statement)) {
      const name = prefix + (statement.name?.text ?? "default");
      this.add(name, statement);
      if (!ts.isFunctionDeclaration(statement)) this.members(name, statement);
    }
  }

  private variable(declaration: ts.VariableDeclaration, statement: ts.VariableStatement, prefix: string): void {
    if (!ts.isIdentifier(declaration.name)) return;
    const name = prefix + declaration.name.text;
    const isAlone = statement.declarationList.declarations.length === 1;
    this.add(name, isAlone ? statement : declaration);
    const { initializer } = declaration;
    if (initializer && ts.isClassExpression(initializer)) this.members(name, initializer);
  }

  private namespace(declaration: ts.ModuleDeclaration, prefix: string): void {
    if (!ts.isIdentifier(declaration.name) || declaration.name.text === "global") return;
    const name = prefix + declaration.name.text;
    this.add(name, declaration);
    const { body } = declaration;
    if (body && ts.isModuleBlock(body)) for (const statement of body.statements) this.statement(statement, `${name}.`);
  }

  private members(owner: string, node: ts.Node): void {
    for (const member of membersOf(node)) {
      const name = ts.isConstructorDeclaration(member) ? "constructor" : propertyName(member.name as ts.PropertyName | undefined);
      if (name !== null) this.add(`${owner}.${name}`, member);
    }
  }
}

function isHidden(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword);
}

/** Why a type may have members that are not written in it. */
function openness(node: ts.Node): string | null {
  if (ts.isTypeAliasDeclaration(node) && !ts.isTypeLiteralNode(node.type)) return "is made of other types";
  const heritage = ts.isClassLike(node) || ts.isInterfaceDeclaration(node) ? (node.heritageClauses ?? []) : [];
  if (heritage.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)) return "extends another type";
  const unnamed = membersOf(node).some((member) => {
    const { name } = member;
    return ts.isIndexSignatureDeclaration(member) || (name !== undefined && ts.isComputedPropertyName(name));
  });
  return unnamed ? "has members whose names are computed" : null;
}

type Named =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration;

function isNamed(node: ts.Node): node is Named {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function membersOf(node: ts.Node): readonly (ts.ClassElement | ts.TypeElement | ts.EnumMember)[] {
  if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) return node.members;
  if (ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type)) return node.type.members;
  return [];
}
