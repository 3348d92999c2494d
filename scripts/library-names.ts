/**
 * Writes dist/data/library-names.json: the names that TypeScript's own declarations bring into every file, which gate G5 counts as
 * foreign. Read from the compiler's lib files at build time, so that the list is theirs and never a case list of ours.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";

const libraries = dirname(createRequire(import.meta.url).resolve("typescript"));
const target = join(dirname(fileURLToPath(import.meta.url)), "..", "data");

const globals = new Set<string>();
const members = new Set<string>();

for (const file of readdirSync(libraries)
  .filter((name) => /^lib\..*\.d\.ts$/.test(name))
  .sort()) {
  const source = ts.createSourceFile(file, readFileSync(join(libraries, file), "utf8"), ts.ScriptTarget.ESNext);
  for (const statement of source.statements) collect(statement, globals);
}

function collect(node: ts.Node, names: Set<string>): void {
  if (ts.isVariableStatement(node)) {
    for (const declaration of node.declarationList.declarations)
      if (ts.isIdentifier(declaration.name)) names.add(declaration.name.text);
    return;
  }
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  ) {
    if (node.name) names.add(node.name.text);
    if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) for (const member of node.members) addMember(member);
    return;
  }
  if (ts.isModuleDeclaration(node)) {
    names.add(node.name.text);
    if (node.body && ts.isModuleBlock(node.body)) for (const statement of node.body.statements) collect(statement, members);
  }
}

function addMember(member: ts.ClassElement | ts.TypeElement): void {
  if (member.name && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) members.add(member.name.text);
}

mkdirSync(target, { recursive: true });
const names = { globals: [...globals].sort(), members: [...members].filter((name) => !globals.has(name)).sort() };
writeFileSync(join(target, "library-names.json"), `${JSON.stringify(names)}\n`);
