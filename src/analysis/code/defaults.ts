/** What keys are when nobody gives them: elements of patterns, `o.x ?? L`, members of objects that others are laid over. */
import { ts } from "ts-morph";
import type { DefaultSite, DefaultValue } from "../model.js";
import { type CodeFile, foldedText, lineOf, propertyName, unwrap } from "./code-file.js";
import { spelledValue } from "./constants.js";
import type { Callable } from "./parameters.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isArrowFunction,
  isBlock,
  isCallExpression,
  isIdentifier,
  isNumericLiteral,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isReturnStatement,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isStringLiteralLike,
  isTypeReferenceNode,
  SyntaxKind,
} = ts;

/** Names that one object or pattern may set, and levels of objects within each other. */
const BESIDE_MAX = 200;
const DEPTH_MAX = 4;
/** Characters of a default's source that are kept. */
const TEXT_MAX = 80;

const OPTIONS = /(?:options?|opts?|config|configuration|cfg|settings|props|params|flags|argv|args)$/i;
/** The letters that they end in. */
const OPTIONS_ENDS = new Set("nstgvNSTGV");
const LAID_UNDER_LAST = new Set(["assign", "merge", "extend"]);
const LAID_UNDER_FIRST = new Set(["defu", "defaults", "defaultsDeep"]);

/** An object of defaults, or the part of one that others are laid over. */
interface Place {
  owner: string;
  until: number;
  type: string | null;
  depth: number;
}

/** The defaults that one file sets. Objects that are no parameter's own schema are told by where they stand. */
export class Defaults {
  private readonly seen = new Set<ts.Node>();

  constructor(private readonly file: CodeFile) {}

  /** Where defaults may stand, for the walk over the tree. */
  static signs({ source: { identifiers } }: CodeFile): readonly string[] {
    let named = false;
    let typed = false;
    for (const name of identifiers.keys()) {
      named ||= isDefaultName(name) || LAID_UNDER_FIRST.has(name);
      typed ||= isOptionsName(name);
    }
    const merged = [...LAID_UNDER_LAST].filter((name) => identifiers.has(name)).map((name) => `${name}(`);
    return [
      "??",
      "||",
      "...",
      "} =",
      "satisfies",
      ...(identifiers.has("default") ? ["default:", ".default("] : []),
      ...(typed ? [" = {"] : []),
      ...(named ? ["efault", "EFAULT", "defu("] : []),
      ...merged,
    ];
  }

  /** `o.x ?? L`, `o.x || L`, `o.x ??= L`; where `o` is not called what options are called, it may be of something else. */
  fallback({ left, operatorToken, right }: ts.BinaryExpression): void {
    if (!FALLBACKS.has(operatorToken.kind)) return;
    const access = unwrap(left);
    if (!isPropertyAccessExpression(access) || !isIdentifier(access.name)) return;
    const owner = optionsPath(access.expression);
    const name = access.name.text;
    if (name === "length") return;
    this.add(owner === null ? "elsewhere" : "fallback", owner ?? "", [], [this.valueOf(name, right)]);
  }

  /** `const { x = L } = options`, `const defaults = { x: L }`, `const options: Options = { … }`. */
  variable({ name, initializer, type }: ts.VariableDeclaration): void {
    if (initializer === undefined) return;
    if (isObjectBindingPattern(name)) {
      const from = unwrap(initializer);
      this.pattern(name, isIdentifier(from) ? from.text : (optionsPath(from) ?? ""));
    } else if (isIdentifier(name)) {
      if (isDefaultName(name.text)) this.members(initializer, name.text, null);
      else if (type) this.typed(initializer, name.text, type);
    }
  }

  /** Elements of an object pattern among the parameters of `callable`. */
  parameters(callable: Callable, owner: string): void {
    for (const { name } of callable.parameters as ts.NodeArray<ts.ParameterDeclaration>) {
      if (isObjectBindingPattern(name)) this.pattern(name, owner);
    }
  }

  private pattern({ elements }: ts.ObjectBindingPattern, owner: string, depth = 0): void {
    if (depth > DEPTH_MAX) return;
    const beside: string[] = [];
    const values: DefaultValue[] = [];
    for (const { propertyName: property, name, initializer } of elements) {
      const key = property ? propertyName(property) : isIdentifier(name) ? name.text : null;
      if (key === null) continue;
      beside.push(key);
      if (initializer) values.push(this.valueOf(key, initializer));
      if (isObjectBindingPattern(name)) this.pattern(name, `${owner}.${key}`, depth + 1);
    }
    this.add("pattern", owner, beside, values);
  }

  /** What a function called …default… gives back. */
  function({ name, body }: ts.FunctionDeclaration | ts.MethodDeclaration): void {
    const called = name && isIdentifier(name) ? name.text : "";
    if (!isDefaultName(called)) return;
    for (const statement of body?.statements ?? []) {
      if (isReturnStatement(statement) && statement.expression) this.members(statement.expression, called, null);
    }
  }

  private returned(initializer: ts.Expression, owner: string): void {
    const callable = unwrap(initializer);
    if (!isArrowFunction(callable)) return;
    if (!isBlock(callable.body)) this.members(callable.body, owner, null);
    else {
      for (const statement of callable.body.statements) {
        if (isReturnStatement(statement) && statement.expression) this.members(statement.expression, owner, null);
      }
    }
  }

  /** `defaults: { … }`, `static defaults = { … }`. */
  property({ name, initializer }: ts.PropertyAssignment | ts.PropertyDeclaration): void {
    const key = propertyName(name);
    if (initializer && key !== null && isDefaultName(key)) this.members(initializer, key, null);
  }

  /** `target = 100` in a class. */
  field({ name, initializer }: ts.PropertyDeclaration, owner: string | null): void {
    const key = propertyName(name);
    if (initializer && key !== null && owner !== null) this.add("field", owner, [], [this.valueOf(key, initializer)]);
  }

  /** `{ … } satisfies Options`. */
  satisfied({ expression, type }: ts.SatisfiesExpression): void {
    this.typed(expression, "", type);
  }

  /** `Object.assign({ x: L }, options)`, `defu(options, { x: L })`. */
  call({ expression, arguments: given }: ts.CallExpression): void {
    const name = isIdentifier(expression) ? expression.text : isPropertyAccessExpression(expression) ? expression.name.text : "";
    const under = LAID_UNDER_LAST.has(name) ? given.slice(0, -1) : LAID_UNDER_FIRST.has(name) ? given.slice(1) : [];
    for (const one of under) this.members(one, "", null);
  }

  /** `{ x: L, ...options }`: what stands before a spread of options. */
  literal(object: ts.ObjectLiteralExpression): void {
    const at = spreadIn(object);
    if (at > 0) this.object(object, { owner: "", until: at, type: null, depth: 0 });
  }

  /** `const options: Options = { x: L }`: what such an object sets are defaults only of that very type. */
  private typed(value: ts.Expression, owner: string, type: ts.TypeNode): void {
    const name = typeName(type);
    if (name !== null) this.members(value, owner, name);
  }

  private members(value: ts.Expression, owner: string, type: string | null): void {
    const object = unwrap(value);
    if (isObjectLiteralExpression(object)) {
      const isLaidUnder = type !== null && spreadIn(object) !== -1;
      if (!isLaidUnder) this.object(object, { owner, until: object.properties.length, type, depth: 0 });
    } else if (isArrowFunction(object) && type === null) this.returned(object, owner);
    else if (isFreeze(object)) this.members((object as ts.CallExpression).arguments[0] as ts.Expression, owner, type);
  }

  /** The first `until` members; those that are no literals say something only where all members are defaults. */
  private object(object: ts.ObjectLiteralExpression, { owner, until, type, depth }: Place): void {
    if (this.seen.has(object) || depth > DEPTH_MAX) return;
    this.seen.add(object);
    const beside: string[] = [];
    const values: DefaultValue[] = [];
    for (const member of object.properties.slice(0, until)) {
      const key = isSpreadAssignment(member) ? null : propertyName(member.name);
      if (key === null) continue;
      beside.push(key);
      if (isShorthandPropertyAssignment(member) && type === null) values.push(this.valueOf(key, member.name));
      if (!isPropertyAssignment(member)) continue;
      const value = unwrap(member.initializer);
      if (isObjectLiteralExpression(value) && value.properties.length > 0 && type === null) {
        const inner = owner === "" ? key : `${owner}.${key}`;
        this.object(value, { owner: inner, until: value.properties.length, type, depth: depth + 1 });
      }
      const said = this.valueOf(key, member.initializer);
      if (said.value !== null || (type === null && !this.isFallback(value))) values.push(said);
    }
    this.add("object", owner, beside, values, type);
  }

  /** `options.x ?? L` beside the others: its literal is read where it stands. */
  private isFallback(value: ts.Expression): boolean {
    return value.kind === SyntaxKind.BinaryExpression && FALLBACKS.has((value as ts.BinaryExpression).operatorToken.kind);
  }

  valueOf(name: string, value: ts.Expression): DefaultValue {
    const text = foldedText(this.file, value) ?? "";
    return {
      name,
      value: text === "" ? null : spelledValue(value, this.file.constants),
      text: text.slice(0, TEXT_MAX),
      line: lineOf(this.file, value),
    };
  }

  add(site: DefaultSite, owner: string, beside: string[], values: DefaultValue[], type: string | null = null): void {
    const named = values.filter(({ name }) => name.length <= 64);
    if (named.length === 0 || beside.length > BESIDE_MAX) return;
    this.file.facts.add({ kind: "default", site, owner, beside, ...(type === null ? {} : { type }), values: named });
  }
}

const FALLBACKS = new Set([
  SyntaxKind.QuestionQuestionToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.QuestionQuestionEqualsToken,
  SyntaxKind.BarBarEqualsToken,
]);

/** `defaults`, `defaultOptions`, `getDefaults`, `DEFAULT_OPTIONS`; the word alone is the key of a schema. */
function isDefaultName(name: string): boolean {
  if (name.length < "default".length || name === "default") return false;
  return /default/i.test(name.slice(0, 64)) && !/^is|^has/.test(name);
}

/** Asked of every identifier of every file: the last letter rules most of them out. */
function isOptionsName(name: string): boolean {
  return OPTIONS_ENDS.has(name.charAt(name.length - 1)) && OPTIONS.test(name.slice(-64));
}

/** Index of the first spread of options; -1 when there is none. */
function spreadIn({ properties }: ts.ObjectLiteralExpression): number {
  return properties.findIndex((one) => isSpreadAssignment(one) && optionsPath(one.expression) !== null);
}

const WRAPPERS = new Set(["Partial", "Required", "Readonly"]);

/** `Options` of `Partial<Options>` and `ns.Options`; null for what is no name, or has other arguments. */
function typeName(type: ts.TypeNode): string | null {
  if (!isTypeReferenceNode(type)) return null;
  const { typeName: name, typeArguments } = type;
  const last = isIdentifier(name) ? name.text : name.right.text;
  const [first] = typeArguments ?? [];
  return first === undefined ? last : WRAPPERS.has(last) ? typeName(first) : null;
}

/** `Object.freeze({ … })`. */
function isFreeze(value: ts.Expression): boolean {
  if (!isCallExpression(value) || value.arguments.length !== 1 || !isPropertyAccessExpression(value.expression)) return false;
  return value.expression.name.text === "freeze";
}

/** `options` → empty, `options.retry` → `retry`, `this.#options.retry` → `retry`; null for what is called nothing of the kind. */
function optionsPath(expression: ts.Expression): string | null {
  const path: string[] = [];
  let at = unwrap(expression);
  while (isPropertyAccessExpression(at)) {
    const name = at.name.text;
    if (isOptionsName(name)) return path.join(".");
    path.unshift(name);
    at = unwrap(at.expression);
  }
  return isIdentifier(at) && isOptionsName(at.text) && at.text !== "process" ? path.join(".") : null;
}

/** Whether the default of an option is written out in a call, rather than a function that makes it. */
export function isLiteralLike(value: ts.Expression): boolean {
  const inner = unwrap(value);
  return isStringLiteralLike(inner) || isNumericLiteral(inner) || LITERALS.has(inner.kind);
}

const LITERALS = new Set([
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.PrefixUnaryExpression,
  SyntaxKind.BinaryExpression,
  SyntaxKind.ArrayLiteralExpression,
]);
