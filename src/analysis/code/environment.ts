import { ts } from "ts-morph";
import { type CodeFile, propertyName, spanOf, unwrap } from "./code-file.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isIdentifier, isObjectBindingPattern, isPropertyAccessExpression, isStringLiteralLike, SyntaxKind } = ts;

/** Variables of the environment that one file reads: `process.env.X`, destructuring, `import.meta.env.X`, `Deno.env.get("X")`. */
export class Environment {
  /** Local names that stand for the whole environment. */
  private readonly aliases = new Set<string>();
  private open = false;

  constructor(private readonly file: CodeFile) {
    for (const fact of file.facts.list) {
      if (fact.kind !== "import" || !HOLDERS.has(fact.specifier)) continue;
      for (const { imported, local } of fact.names) if (imported === "env") this.aliases.add(local);
    }
  }

  /** Whether the file may read any. */
  static mayBeIn({ source }: CodeFile): boolean {
    return source.identifiers.has("env");
  }

  access(node: ts.PropertyAccessExpression): void {
    if (this.isEnvironment(node.expression)) this.add(node.name.text, node);
  }

  elementAccess(node: ts.ElementAccessExpression): void {
    if (!this.isEnvironment(node.expression)) return;
    const { argumentExpression: name } = node;
    if (isStringLiteralLike(name)) this.add(name.text, node);
    else this.openUp("a name built at run time");
  }

  /** `const { X } = process.env`, `const { env: { X } } = process`, `const env = process.env`. */
  variable(name: ts.BindingName, initializer: ts.Expression | undefined): void {
    if (initializer === undefined) return;
    const value = alternatives(initializer);
    if (value.some((one) => this.isEnvironment(one))) this.bind(name);
    else if (isObjectBindingPattern(name) && value.some((one) => isIdentifier(one) && one.text === "process")) {
      for (const element of name.elements) {
        if (boundName(element) === "env") this.bind(element.name);
      }
    }
  }

  private bind(name: ts.BindingName): void {
    if (isIdentifier(name)) this.aliases.add(name.text);
    if (!isObjectBindingPattern(name)) return;
    for (const element of name.elements) {
      const bound = boundName(element);
      if (element.dotDotDotToken) this.openUp("the rest is taken as a whole");
      else if (bound !== null) this.add(bound, element);
    }
  }

  /** `Deno.env.get("X")`; the environment handed to a function as a whole, such as a schema. */
  call(node: ts.CallExpression): void {
    const { expression, arguments: given } = node;
    if (isPropertyAccessExpression(expression) && this.isEnvironment(expression.expression)) {
      const [name] = given;
      if ((expression.name.text === "get" || expression.name.text === "has") && name && isStringLiteralLike(name)) {
        this.add(name.text, node);
      }
    }
    if (given.some((one) => this.isEnvironment(one))) this.openUp("handed on as a whole");
  }

  private isEnvironment(value: ts.Expression): boolean {
    const inner = unwrap(value);
    if (isIdentifier(inner)) return this.aliases.has(inner.text);
    if (!isPropertyAccessExpression(inner) || inner.name.text !== "env") return false;
    const holder = unwrap(inner.expression);
    if (holder.kind === SyntaxKind.MetaProperty) return true;
    if (isIdentifier(holder)) return PROCESSES.has(holder.text);
    return isPropertyAccessExpression(holder) && holder.name.text === "process";
  }

  private add(name: string, node: ts.Node): void {
    if (isVariable(name)) this.file.facts.add({ kind: "env", name, span: spanOf(this.file, node) });
  }

  private openUp(reason: string): void {
    if (this.open) return;
    this.open = true;
    this.file.facts.add({ kind: "open", set: "env", reason });
  }
}

const HOLDERS = new Set(["process", "node:process", "std-env"]);
const PROCESSES = new Set(["process", "Deno", "Bun"]);

/** `a || b`, `a ?? b`, `c ? a : b` → a, b. */
function alternatives(value: ts.Expression): ts.Expression[] {
  const inner = unwrap(value);
  if (ts.isConditionalExpression(inner)) return [...alternatives(inner.whenTrue), ...alternatives(inner.whenFalse)];
  if (!ts.isBinaryExpression(inner)) return [inner];
  const { kind } = inner.operatorToken;
  const either = kind === SyntaxKind.BarBarToken || kind === SyntaxKind.QuestionQuestionToken;
  return either ? [...alternatives(inner.left), ...alternatives(inner.right)] : [inner];
}

function boundName(element: ts.BindingElement): string | null {
  if (element.propertyName) return propertyName(element.propertyName);
  return isIdentifier(element.name) ? element.name.text : null;
}

/** Names of variables are capitals; `env.get` is a method. */
function isVariable(name: string): boolean {
  return name.length >= 2 && name.length <= 64 && name === name.toUpperCase() && name !== name.toLowerCase();
}
