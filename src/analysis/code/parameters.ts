import { ts } from "ts-morph";
import type { Parameter } from "../model.js";
import { type CodeFile, foldedText, propertyName, unwrap } from "./code-file.js";
import { PARAMETERS_MAX } from "./limits.js";
import { keysReadOf } from "./read-keys.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isIdentifier, isNumericLiteral, isObjectBindingPattern, isOmittedExpression, isPrefixUnaryExpression, SyntaxKind } = ts;

/** Everything that has a list of parameters. */
export type Callable = ts.SignatureDeclaration;

/** The parameters of `callable` in order, `PARAMETERS_MAX` at most; TypeScript's `this` is none. */
export function parametersOf(file: CodeFile, callable: Callable): Parameter[] {
  const declared = callable.parameters as ts.NodeArray<ts.ParameterDeclaration>;
  return declared
    .filter((parameter) => !(isIdentifier(parameter.name) && parameter.name.text === "this"))
    .slice(0, PARAMETERS_MAX)
    .map((parameter) => parameterOf(file, parameter, "body" in callable ? callable.body : undefined));
}

/** What parameters are called that take an object of options. */
const OPTIONS = new Set(["options", "option", "opts", "opt", "config", "settings", "params", "props"]);

function parameterOf(file: CodeFile, parameter: ts.ParameterDeclaration, body: ts.Node | undefined): Parameter {
  const { name, type, initializer } = parameter;
  const pattern = isIdentifier(name) ? null : new Set<string>();
  if (pattern !== null) addPatternNames(name as ts.BindingPattern, pattern);
  const isUntyped = type === undefined && body !== undefined && isIdentifier(name) && OPTIONS.has(name.text.toLowerCase());
  const keys = isUntyped ? keysReadOf(name.text, body) : null;
  return {
    name: isIdentifier(name) ? name.text : null,
    pattern: pattern === null ? null : [...pattern],
    ...(isIdentifier(name) || isClosedPattern(name) ? {} : { pattern_open: true as const }),
    type: type ? foldedText(file, type) : initializer ? widenedType(initializer) : null,
    optional: parameter.questionToken !== undefined || initializer !== undefined,
    rest: parameter.dotDotDotToken !== undefined,
    default: initializer ? foldedText(file, initializer) : null,
    ...(keys === null ? {} : { keys }),
  };
}

/** Whether all that a pattern takes are properties it names, fewer than are kept. */
function isClosedPattern(pattern: ts.BindingPattern): boolean {
  if (!isObjectBindingPattern(pattern) || pattern.elements.length >= PARAMETERS_MAX) return false;
  return pattern.elements.every(({ dotDotDotToken, propertyName: property }) => {
    return dotDotDotToken === undefined && (property === undefined || propertyName(property) !== null);
  });
}

/** Property names of `{ a, b: c }` (a, b), those of nested patterns included; an array's elements by their own names. */
function addPatternNames(pattern: ts.BindingPattern, names: Set<string>): void {
  for (const element of pattern.elements) {
    if (names.size >= PARAMETERS_MAX || isOmittedExpression(element)) continue;
    const property = element.propertyName ? propertyName(element.propertyName) : null;
    if (property !== null) names.add(property);
    if (!isIdentifier(element.name)) addPatternNames(element.name, names);
    else if (element.propertyName === undefined) names.add(element.name.text);
  }
}

/** The type TypeScript gives to a parameter whose default is the literal `value`; null when it is no literal. */
function widenedType(value: ts.Expression): string | null {
  const inner = unwrap(value);
  switch (inner.kind) {
    case SyntaxKind.NumericLiteral:
      return "number";
    case SyntaxKind.BigIntLiteral:
      return "bigint";
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
    case SyntaxKind.TemplateExpression:
      return "string";
    case SyntaxKind.TrueKeyword:
    case SyntaxKind.FalseKeyword:
      return "boolean";
    default:
      return isPrefixUnaryExpression(inner) && isNumericLiteral(inner.operand) ? "number" : null;
  }
}
