import { ts } from "ts-morph";
import { type CodeFile, propertyName, unwrap } from "./code-file.js";
import { addExport } from "./exports.js";
import { moduleCall } from "./imports.js";
import { addMadeSignature, addSignature, functionOf } from "./signatures.js";

const {
  isClassExpression,
  isElementAccessExpression,
  isFunctionExpression,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isSpreadAssignment,
  isStringLiteralLike,
} = ts;

// The parser's names are getters of a module object: looked up once here, they cost nothing for each node.
const { Identifier, ExpressionStatement, BinaryExpression, CallExpression } = ts.SyntaxKind;
const { PropertyAccessExpression, TypeOfExpression, PropertyAssignment, EqualsToken } = ts.SyntaxKind;

/**
 * Exports of a CommonJS file, read while the tree is walked from the top down.
 *
 * Known forms (`exports.a = …`, `module.exports = { … }`, `module.exports.a = …`) are exports. Wherever else `exports` or
 * `module.exports` stands, its object leaves our sight: the set of exports is open.
 */
export class CommonJs {
  /** Mentions of `exports` and `module.exports` that a known form accounts for. */
  private readonly known = new Set<ts.Node>();
  private opened = false;

  constructor(private readonly file: CodeFile) {}

  /** Whether `source` may hold such exports at all. */
  static mayBeIn({ source }: CodeFile): boolean {
    return source.externalModuleIndicator === undefined && source.identifiers.has("exports");
  }

  visit(node: ts.Node): void {
    switch (node.kind) {
      case Identifier:
        if ((node as ts.Identifier).text === "exports" && !this.known.has(node)) this.open("`exports` is handed on");
        return;
      case ExpressionStatement:
        this.readStatement(node as ts.ExpressionStatement);
        return;
      case BinaryExpression:
        this.readAssignment(node as ts.BinaryExpression);
        return;
      case CallExpression:
        this.readDefinition(node as ts.CallExpression);
        return;
      case PropertyAccessExpression:
        this.readAccess(node as ts.PropertyAccessExpression);
        return;
      case TypeOfExpression:
        this.known.add((node as ts.TypeOfExpression).expression);
        return;
      case PropertyAssignment:
        this.known.add((node as ts.PropertyAssignment).name);
    }
  }

  /** `exports = module.exports = x` as a statement of its own keeps the object under no other name. */
  private readStatement({ expression }: ts.ExpressionStatement): void {
    for (let link: ts.Expression = expression; isAssignment(link); link = link.right) {
      if (isExportsObject(link.left)) this.known.add(link);
      else return;
    }
  }

  private readAssignment(node: ts.BinaryExpression): void {
    if (!isAssignment(node)) return;
    const { left, right } = node;
    if (isExportsObject(left)) {
      if (!this.known.has(node)) this.open("the exports are kept under another name");
      this.known.add(left);
      if (!isAssignment(right)) this.readObject(right);
      return;
    }
    if (isElementAccessExpression(left) && isExportsObject(left.expression)) {
      this.known.add(left.expression);
      const name = isStringLiteralLike(left.argumentExpression) ? left.argumentExpression.text : null;
      if (name === null) this.open("a computed name is exported");
      else this.add(name, left, right);
    } else if (isPropertyAccessExpression(left) && isExportsObject(left.expression)) {
      this.add(left.name.text, left, right);
    }
  }

  /** `module.exports = right`. */
  private readObject(right: ts.Expression): void {
    const value = unwrap(right);
    const target = moduleCall(value);
    if (target) {
      addExport(this.file, value, { name: "*", from: target.specifier, imported: "*" });
      this.addDefault(value, null);
    } else if (isObjectLiteralExpression(value)) this.readLiteral(value);
    else {
      this.addDefault(value, isIdentifier(value) ? value.text : (nameOf(value) ?? "default"));
      const callable = functionOf(value);
      if (callable) addSignature(this.file, nameOf(value) ?? "default", callable);
      this.open("`module.exports` is no object literal");
    }
  }

  private readLiteral(literal: ts.ObjectLiteralExpression): void {
    this.addDefault(literal, null);
    for (const property of literal.properties) {
      if (isSpreadAssignment(property)) {
        const target = moduleCall(property.expression);
        if (target) addExport(this.file, property, { name: "*", from: target.specifier, imported: "*" });
        else this.open("`module.exports` spreads another object");
        continue;
      }
      const name = propertyName(property.name);
      if (name === null) this.open("a computed name is exported");
      else this.add(name, property, isPropertyAssignment(property) ? property.initializer : undefined);
    }
  }

  /** `Object.defineProperty(exports, "a", …)`: the name is known, what else happens to the object is not. */
  private readDefinition(call: ts.CallExpression): void {
    const [object, key] = call.arguments;
    if (!object || !key || !isExportsObject(object) || !isStringLiteralLike(key)) return;
    if (!isPropertyAccessExpression(call.expression) || call.expression.name.text !== "defineProperty") return;
    if (key.text === "__esModule") this.known.add(object);
    else this.add(key.text, call, undefined);
  }

  private readAccess(access: ts.PropertyAccessExpression): void {
    this.known.add(access.name);
    if (isExportsObject(access.expression)) this.known.add(access.expression);
    if (isExportsObject(access) && !this.known.has(access)) this.open("`module.exports` is handed on");
  }

  private add(name: string, node: ts.Node, value: ts.Expression | undefined): void {
    if (name === "__esModule") return;
    const last = value && lastOf(value);
    const local = last && isIdentifier(last) ? last.text : name;
    addExport(this.file, node, { name, local });
    const callable = functionOf(last);
    if (callable && !this.file.overloads.has(name)) addSignature(this.file, name, callable);
    else if (last && ts.isCallExpression(unwrap(last)) && !moduleCall(unwrap(last)))
      addMadeSignature(this.file, name, unwrap(last));
    if (name !== "default") this.addDefault(node, null);
  }

  /** Whatever a CommonJS module exports, an `import x from` it gets the whole. */
  private addDefault(node: ts.Node, local: string | null): void {
    if (!this.file.exported.has("default")) addExport(this.file, node, { name: "default", local });
  }

  private open(reason: string): void {
    if (!this.opened) this.file.facts.open(reason);
    this.opened = true;
  }
}

/** Whether an assignment to `left` in an ES module hands out more than its `export`s say. */
export function opensEsModule(left: ts.Expression): boolean {
  return isModuleExports(left);
}

function isAssignment(node: ts.Node): node is ts.AssignmentExpression<ts.EqualsToken> {
  return node.kind === BinaryExpression && (node as ts.BinaryExpression).operatorToken.kind === EqualsToken;
}

function isExportsObject(node: ts.Node): boolean {
  return (node.kind === Identifier && (node as ts.Identifier).text === "exports") || isModuleExports(node);
}

function isModuleExports(node: ts.Node): boolean {
  if (node.kind !== PropertyAccessExpression) return false;
  const { name, expression } = node as ts.PropertyAccessExpression;
  return name.text === "exports" && expression.kind === Identifier && (expression as ts.Identifier).text === "module";
}

/** The value at the end of `a = b = value`. */
function lastOf(value: ts.Expression): ts.Expression {
  let last = value;
  while (isAssignment(last)) last = last.right;
  return last;
}

/** The own name of a function or class expression. */
function nameOf(value: ts.Expression): string | null {
  const named = isFunctionExpression(value) || isClassExpression(value);
  return named ? (value.name?.text ?? null) : null;
}
