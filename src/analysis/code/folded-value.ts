/** Literals of code as values. */
import { ts } from "ts-morph";
import { type Folded, unwrap } from "./code-file.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  SyntaxKind,
  isArrayLiteralExpression,
  isBinaryExpression,
  isComputedPropertyName,
  isIdentifier,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPrefixUnaryExpression,
  isPropertyAssignment,
  isStringLiteralLike,
} = ts;

const DEPTH_MAX = 20;
const NO_CONSTANTS: ReadonlyMap<string, Folded> = new Map();

/**
 * The value of a literal, of one of `constants`, or of arithmetic, arrays and objects of these; null when it is computed at run time,
 * and for `null`.
 */
export function foldedValue(
  expression: ts.Expression,
  constants: ReadonlyMap<string, Folded> = NO_CONSTANTS,
  depth = 0,
): Folded | null {
  const value = unwrap(expression);
  if (depth > DEPTH_MAX) return null;
  if (isNumericLiteral(value)) return Number(value.text.replaceAll("_", ""));
  if (isStringLiteralLike(value)) return value.text;
  if (value.kind === SyntaxKind.TrueKeyword) return true;
  if (value.kind === SyntaxKind.FalseKeyword) return false;
  if (isIdentifier(value)) return constants.get(value.text) ?? null;
  if (isPrefixUnaryExpression(value)) return negated(value, constants, depth);
  if (isBinaryExpression(value)) return computed(value, constants, depth);
  if (isArrayLiteralExpression(value)) return foldedList(value, constants, depth);
  return isObjectLiteralExpression(value) ? foldedObject(value, constants, depth) : null;
}

function negated(value: ts.PrefixUnaryExpression, constants: ReadonlyMap<string, Folded>, depth: number): Folded | null {
  const operand = foldedValue(value.operand, constants, depth + 1);
  if (value.operator === SyntaxKind.MinusToken && typeof operand === "number") return -operand;
  if (value.operator === SyntaxKind.ExclamationToken && typeof operand === "number") return operand === 0;
  return null;
}

function computed(
  { left, operatorToken, right }: ts.BinaryExpression,
  constants: ReadonlyMap<string, Folded>,
  depth: number,
): Folded | null {
  const a = foldedValue(left, constants, depth + 1);
  const b = foldedValue(right, constants, depth + 1);
  if (typeof a === "string" && typeof b === "string" && operatorToken.kind === SyntaxKind.PlusToken) return a + b;
  if (typeof a !== "number" || typeof b !== "number") return null;
  switch (operatorToken.kind) {
    case SyntaxKind.AsteriskToken:
      return a * b;
    case SyntaxKind.SlashToken:
      return a / b;
    case SyntaxKind.PlusToken:
      return a + b;
    case SyntaxKind.MinusToken:
      return a - b;
    case SyntaxKind.AsteriskAsteriskToken:
      return a ** b;
    case SyntaxKind.LessThanLessThanToken:
      return a << b;
    default:
      return null;
  }
}

function foldedList(list: ts.ArrayLiteralExpression, constants: ReadonlyMap<string, Folded>, depth: number): Folded | null {
  const items = list.elements.map((element) => foldedValue(element, constants, depth + 1));
  return items.includes(null) ? null : (items as Folded[]);
}

function foldedObject(object: ts.ObjectLiteralExpression, constants: ReadonlyMap<string, Folded>, depth: number): Folded | null {
  const entries: [string, Folded][] = [];
  for (const property of object.properties) {
    if (!isPropertyAssignment(property) || isComputedPropertyName(property.name)) return null;
    const value = foldedValue(property.initializer, constants, depth + 1);
    if (value === null) return null;
    entries.push([property.name.text, value]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
