/** The body of a declaration as tokens that layout, comments, quotes and the names of locals do not change. */
import { ts } from "ts-morph";

const TOKENS_MAX = 20_000;
const DEPTH_MAX = 300;

/** The syntax tree of `node` in preorder; names that are declared inside are numbered in the order in which they are first met. */
export function bodyTokens(node: ts.Node): string[] {
  const walk = new BodyWalk();
  walk.declare(node, 0);
  walk.visit(node, 0);
  return walk.tokens;
}

class BodyWalk {
  readonly tokens: string[] = [];
  private readonly locals = new Set<string>();
  private readonly numbers = new Map<string, string>();

  /** Notes what is declared inside: parameters, variables, functions, what is caught. Names of types and of the module stay. */
  declare(node: ts.Node, depth: number): void {
    if (depth > DEPTH_MAX) return;
    ts.forEachChild(node, (child) => {
      if (ts.isParameter(child) || ts.isBindingElement(child)) this.bind(child.name);
      else if (ts.isVariableDeclaration(child) && depth > 1) this.bind(child.name);
      else if ((ts.isFunctionDeclaration(child) || ts.isFunctionExpression(child)) && child.name && depth > 0)
        this.locals.add(child.name.text);
      this.declare(child, depth + 1);
    });
  }

  private bind(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.locals.add(name.text);
  }

  visit(node: ts.Node, depth: number): void {
    if (this.tokens.length >= TOKENS_MAX || depth > DEPTH_MAX) return;
    if (ts.isIdentifier(node)) this.tokens.push(this.local(node.text));
    else if (ts.isPropertyAccessExpression(node)) {
      this.tokens.push(node.questionDotToken ? "?." : ".");
      this.visit(node.expression, depth + 1);
      this.tokens.push(node.name.text);
    } else if (ts.isShorthandPropertyAssignment(node)) this.tokens.push(node.name.text, ":", this.local(node.name.text));
    else if (ts.isBindingElement(node)) this.element(node, depth);
    else if (ts.isPropertyAssignment(node)) this.keyed(node.name, node.initializer, depth);
    else this.other(node, depth);
  }

  private local(name: string): string {
    if (!this.locals.has(name)) return name;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = `$${this.numbers.size}`;
    this.numbers.set(name, number);
    return number;
  }

  /** `{ a }` takes the property `a`, whatever the local is called. */
  private element({ dotDotDotToken, propertyName, name, initializer }: ts.BindingElement, depth: number): void {
    if (dotDotDotToken) this.tokens.push("...");
    if (propertyName) this.key(propertyName, depth);
    else if (ts.isIdentifier(name)) this.tokens.push(name.text);
    this.tokens.push(":");
    this.visit(name, depth + 1);
    if (initializer) this.visit(initializer, depth + 1);
  }

  private keyed(name: ts.PropertyName, value: ts.Node, depth: number): void {
    this.key(name, depth);
    this.tokens.push(":");
    this.visit(value, depth + 1);
  }

  private key(name: ts.PropertyName, depth: number): void {
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) this.tokens.push(name.text);
    else this.visit(name, depth + 1);
  }

  private other(node: ts.Node, depth: number): void {
    if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      this.tokens.push(`'${node.text}`);
      return;
    }
    const operator = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? `:${node.operator}` : "";
    const flags = ts.isVariableDeclarationList(node) ? `:${node.flags & ts.NodeFlags.BlockScoped}` : "";
    // Parentheses, and an export before a declaration, say nothing of what it does.
    const isPlain = ts.isParenthesizedExpression(node) || node.kind === ts.SyntaxKind.ExportKeyword;
    if (!isPlain) this.tokens.push(`#${node.kind}${operator}${flags}`);
    ts.forEachChild(node, (child) => this.visit(child, depth + 1));
    if (!isPlain) this.tokens.push(")");
  }
}
