/** Which properties a function reads of an object that it is given, where no type says so. */
import { ts } from "ts-morph";
import { propertyName, unwrap } from "./code-file.js";

const {
  isBinaryExpression,
  isElementAccessExpression,
  isFunctionLike,
  isIdentifier,
  isIfStatement,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteralLike,
  isTypeOfExpression,
  isVariableDeclaration,
  SyntaxKind,
} = ts;

const KEYS_MAX = 200;

/** Operators that look at an object and hand it to nobody. */
const LOOKS = new Set([
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.InstanceOfKeyword,
]);
const ELSE = new Set([SyntaxKind.BarBarToken, SyntaxKind.QuestionQuestionToken]);

/** The properties that `body` reads of its parameter `name`, sorted; null when it may read others: it hands the object on, say. */
export function keysReadOf(name: string, body: ts.Node): string[] | null {
  const reader = new KeyReader(name);
  reader.visit(body);
  return reader.open || reader.keys.size === 0 || reader.keys.size > KEYS_MAX ? null : [...reader.keys].sort();
}

class KeyReader {
  readonly keys = new Set<string>();
  open = false;

  constructor(private readonly name: string) {}

  visit(node: ts.Node): void {
    if (this.open) return;
    if (isIdentifier(node)) this.open = node.text === this.name;
    else if (isShorthandPropertyAssignment(node)) this.open = node.name.text === this.name;
    else if (isFunctionLike(node) && node.parameters.some((parameter) => this.binds(parameter.name))) this.open = true;
    else if (!this.reads(node)) ts.forEachChild(node, (child) => this.visit(child));
  }

  private binds(name: ts.BindingName): boolean {
    if (isIdentifier(name)) return name.text === this.name;
    return name.elements.some((element) => "name" in element && this.binds(element.name));
  }

  private isObject(node: ts.Expression): boolean {
    const inner = unwrap(node);
    return isIdentifier(inner) && inner.text === this.name;
  }

  /** `options`, `options || {}`, `options instanceof Kettle ? {} : options`. */
  private givesObject(node: ts.Expression): boolean {
    const inner = unwrap(node);
    if (this.isObject(inner) || (isObjectLiteralExpression(inner) && inner.properties.length === 0)) return true;
    if (isBinaryExpression(inner) && ELSE.has(inner.operatorToken.kind)) {
      return this.givesObject(inner.left) && this.givesObject(inner.right);
    }
    if (inner.kind !== SyntaxKind.ConditionalExpression) return false;
    const { condition, whenTrue, whenFalse } = inner as ts.ConditionalExpression;
    if (!this.givesObject(whenTrue) || !this.givesObject(whenFalse)) return false;
    if (!this.isObject(condition)) this.visit(condition);
    return true;
  }

  /** Whether the node looks at the object in a way that tells what it reads of it; what stands within is visited then. */
  private reads(node: ts.Node): boolean {
    if (isVariableDeclaration(node)) return this.readsPattern(node);
    if (isPropertyAccessExpression(node)) {
      if (this.isObject(node.expression)) this.keys.add(node.name.text);
      else this.visit(node.expression);
      return true;
    }
    if (isElementAccessExpression(node) && this.isObject(node.expression)) {
      const key = node.argumentExpression;
      if (isStringLiteralLike(key)) this.keys.add(key.text);
      else this.open = true;
      return true;
    }
    if (isPropertyAssignment(node)) {
      if (node.name.kind === SyntaxKind.ComputedPropertyName) this.visit(node.name);
      this.visit(node.initializer);
      return true;
    }
    if (isBinaryExpression(node)) return this.readsBinary(node);
    if (isTypeOfExpression(node) || isPrefixUnaryExpression(node)) {
      return this.isObject("operand" in node ? node.operand : node.expression);
    }
    if (isIfStatement(node) && this.isObject(node.expression)) {
      this.visit(node.thenStatement);
      if (node.elseStatement) this.visit(node.elseStatement);
      return true;
    }
    return false;
  }

  /** `const { a, b = 1 } = options`. */
  private readsPattern({ name, initializer }: ts.VariableDeclaration): boolean {
    if (this.binds(name)) this.open = true;
    if (initializer === undefined || !isObjectBindingPattern(name) || !this.givesObject(initializer)) return false;
    for (const element of name.elements) {
      const key = element.propertyName ?? (isIdentifier(element.name) ? element.name : undefined);
      const text = key === undefined ? null : propertyName(key);
      if (element.dotDotDotToken !== undefined || text === null) this.open = true;
      else this.keys.add(text);
      if (element.initializer) this.visit(element.initializer);
    }
    return true;
  }

  private readsBinary({ left, operatorToken, right }: ts.BinaryExpression): boolean {
    const { kind } = operatorToken;
    if (kind === SyntaxKind.InKeyword && this.isObject(right)) {
      if (isStringLiteralLike(left)) this.keys.add(left.text);
      else this.open = true;
      return true;
    }
    // `options = options || {}`; another value may come from anywhere.
    if (kind === SyntaxKind.EqualsToken && this.isObject(left)) {
      if (!this.givesObject(right)) this.open = true;
      return true;
    }
    if (!LOOKS.has(kind) && kind !== SyntaxKind.AmpersandAmpersandToken) return false;
    if (!this.isObject(left)) this.visit(left);
    if (LOOKS.has(kind) && this.isObject(right)) return true;
    this.visit(right);
    return true;
  }
}
