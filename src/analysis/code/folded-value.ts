/** Literals of code as values. */
import { ts } from "ts-morph";
import { unwrap } from "./code-file.js";

export type Folded = number | string | boolean | readonly Folded[] | { readonly [key: string]: Folded };

const DEPTH_MAX = 20;

/** The value of a literal, or of arithmetic, arrays and objects of literals; null when it is computed at run time, and for `null`. */
export function foldedValue(expression: ts.Expression, depth = 0): Folded | null {
  const value = unwrap(expression);
  if (depth > DEPTH_MAX) return null;
  if (ts.isNumericLiteral(value)) return Number(value.text.replaceAll("_", ""));
  if (ts.isStringLiteralLike(value)) return value.text;
  if (value.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (value.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isPrefixUnaryExpression(value)) return negated(value, depth);
  if (ts.isBinaryExpression(value)) return computed(value, depth);
  if (ts.isArrayLiteralExpression(value)) return foldedList(value, depth);
  return ts.isObjectLiteralExpression(value) ? foldedObject(value, depth) : null;
}

function negated(value: ts.PrefixUnaryExpression, depth: number): Folded | null {
  const operand = foldedValue(value.operand, depth + 1);
  if (value.operator === ts.SyntaxKind.MinusToken && typeof operand === "number") return -operand;
  if (value.operator === ts.SyntaxKind.ExclamationToken && typeof operand === "number") return operand === 0;
  return null;
}

function computed({ left, operatorToken, right }: ts.BinaryExpression, depth: number): Folded | null {
  const a = foldedValue(left, depth + 1);
  const b = foldedValue(right, depth + 1);
  if (typeof a === "string" && typeof b === "string" && operatorToken.kind === ts.SyntaxKind.PlusToken) return a + b;
  if (typeof a !== "number" || typeof b !== "number") return null;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AsteriskToken:
      return a * b;
    case ts.SyntaxKind.SlashToken:
      return a / b;
    case ts.SyntaxKind.PlusToken:
      return a + b;
    case ts.SyntaxKind.MinusToken:
      return a - b;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return a ** b;
    case ts.SyntaxKind.LessThanLessThanToken:
      return a << b;
    default:
      return null;
  }
}

function foldedList(list: ts.ArrayLiteralExpression, depth: number): Folded | null {
  const items = list.elements.map((element) => foldedValue(element, depth + 1));
  return items.includes(null) ? null : (items as Folded[]);
}

function foldedObject(object: ts.ObjectLiteralExpression, depth: number): Folded | null {
  const entries: [string, Folded][] = [];
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return null;
    const value = foldedValue(property.initializer, depth + 1);
    if (value === null) return null;
    entries.push([property.name.text, value]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
