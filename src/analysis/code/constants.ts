/** Constants of a module as values. */
import { ts } from "ts-morph";
import type { ConstantFact } from "../model.js";
import { type CodeFile, type Folded, foldedText, lineOf, propertyName, unwrap } from "./code-file.js";
import { foldedValue } from "./folded-value.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isEnumDeclaration, isIdentifier, isVariableStatement, NodeFlags, SyntaxKind } = ts;

/** The constants that the statements of the module declare; their values are noted for what is folded later. */
export function readConstants(file: CodeFile): ConstantFact[] {
  const found: (ConstantFact | null)[] = [];
  for (const statement of file.source.statements) {
    if (isEnumDeclaration(statement)) found.push(...enumConstants(file, statement));
    if (!isVariableStatement(statement) || (statement.declarationList.flags & NodeFlags.Const) === 0) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer && isIdentifier(name)) found.push(constantOf(file, name.text, initializer));
    }
  }
  return found.filter((fact) => fact !== null);
}

function enumConstants(file: CodeFile, { name, members }: ts.EnumDeclaration): (ConstantFact | null)[] {
  return members.map((member) => {
    const key = propertyName(member.name);
    return key === null || !member.initializer ? null : constantOf(file, `${name.text}.${key}`, member.initializer);
  });
}

function constantOf(file: CodeFile, name: string, initializer: ts.Expression): ConstantFact | null {
  const folded = foldedValue(initializer, file.constants);
  const text = folded === null || typeof folded === "object" ? null : foldedText(file, initializer);
  if (folded === null || text === null) return null;
  file.constants.set(name, folded);
  return { kind: "constant", name, value: JSON.stringify(folded), text, line: lineOf(file, initializer) };
}

/** One spelling of the literal that `expression` is, `null` and `undefined` among them; null when it is computed at run time. */
export function spelledValue(expression: ts.Expression, constants: ReadonlyMap<string, Folded>): string | null {
  const inner = unwrap(expression);
  if (inner.kind === SyntaxKind.NullKeyword) return "null";
  if (isIdentifier(inner) && inner.text === "undefined") return "undefined";
  const folded = foldedValue(inner, constants);
  const spelled = folded === null ? null : JSON.stringify(folded);
  return spelled === null || spelled.length > SPELLED_MAX ? null : spelled;
}

/** Characters of a value that is kept: nobody writes longer ones in documents. */
const SPELLED_MAX = 256;
