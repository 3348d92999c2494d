/** Defaults that options of programs and keys of schemas are declared with. */
import { ts } from "ts-morph";
import { propertyName, unwrap } from "./code-file.js";
import { type Defaults, isLiteralLike } from "./defaults.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
} = ts;
const { isStringLiteralLike } = ts;

/** Settings that stand beside `default` where a key, an option or an argument is declared. */
const SETTINGS = new Set(
  "type description desc describe alias aliases enum choices short shortFlag char required valueHint minimum maximum items".split(
    " ",
  ),
);
/** Links of a chain of calls that are followed. */
const CHAIN_MAX = 30;

/** `x: { type: "number", default: L }`, `x: z.number().default(L)`, `x: Flags.integer({ default: L })`. */
export function addDeclaredKeys(defaults: Defaults, { properties }: ts.ObjectLiteralExpression): void {
  for (const property of properties) {
    const name = isPropertyAssignment(property) ? propertyName(property.name) : null;
    if (name === null || name === "default") continue;
    const value = declaredDefault((property as ts.PropertyAssignment).initializer);
    if (value) defaults.add("schema", "", [], [defaults.valueOf(name, value)]);
  }
}

function declaredDefault(value: ts.Expression): ts.Expression | undefined {
  const inner = unwrap(value);
  if (isObjectLiteralExpression(inner)) return hasSettings(inner) ? settingOf(inner) : undefined;
  if (!isCallExpression(inner)) return undefined;
  const [first] = inner.arguments;
  if (first && isObjectLiteralExpression(first) && isPropertyAccessExpression(inner.expression)) {
    const set = settingOf(first);
    if (set) return set;
  }
  return chainedDefault(inner);
}

function hasSettings({ properties }: ts.ObjectLiteralExpression): boolean {
  return properties.some((one) => SETTINGS.has(propertyName(one.name) ?? ""));
}

function settingOf({ properties }: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const found = properties.find((one) => propertyName(one.name) === "default");
  return found && isPropertyAssignment(found) ? found.initializer : undefined;
}

/** The argument of `.default(L)` in a chain of calls. */
function chainedDefault(call: ts.CallExpression): ts.Expression | undefined {
  let at: ts.Expression = call;
  for (let links = 0; links < CHAIN_MAX && isCallExpression(at); links++) {
    const { expression, arguments: given }: ts.CallExpression = at;
    if (!isPropertyAccessExpression(expression)) return undefined;
    if (expression.name.text === "default" && given.length === 1) return given[0];
    at = expression.expression;
  }
  return undefined;
}

/** `.option("-l, --level <n>", "text", L)`, `.option("level", { default: L })`, `.default("level", L)`, `new Option("--level").default(L)`. */
export function addOptionDefault(defaults: Defaults, call: ts.CallExpression): void {
  const { expression, arguments: given } = call;
  if (!isPropertyAccessExpression(expression) || !isIdentifier(expression.name)) return;
  const [first, second, third, fourth] = given;
  if (expression.name.text === "default" && first) {
    if (second && isStringLiteralLike(first)) add(defaults, first.text, second);
    else if (!second) add(defaults, optionUnder(expression.expression), first);
    return;
  }
  if ((expression.name.text !== "option" && expression.name.text !== "requiredOption") || !first || !isStringLiteralLike(first))
    return;
  const settings =
    second && isObjectLiteralExpression(second) ? second : third && isObjectLiteralExpression(third) ? third : undefined;
  const value = settings ? settingOf(settings) : fourth && third && !isLiteralLike(third) ? fourth : third;
  if (value && (settings || fourth || isLiteralLike(value))) add(defaults, first.text, value);
}

/** The flags of `new Option("…")` that a chain of calls begins with. */
function optionUnder(expression: ts.Expression): string {
  let at = expression;
  for (let links = 0; links < CHAIN_MAX && isCallExpression(at) && isPropertyAccessExpression(at.expression); links++) {
    at = at.expression.expression;
  }
  const first =
    isNewExpression(at) && isIdentifier(at.expression) && at.expression.text === "Option" ? at.arguments?.[0] : undefined;
  return first && isStringLiteralLike(first) ? first.text : "";
}

/** By the long name among `flags`: `-l, --level <n>`, `level`. */
function add(defaults: Defaults, flags: string, value: ts.Expression): void {
  const long = flags
    .slice(0, 256)
    .split(/[\s,|=]/)
    .find((word) => word.startsWith("--") || /^[a-z][\w-]+$/i.test(word));
  const name = long?.replace(/^--/, "") ?? "";
  if (name !== "" && !name.startsWith("no-")) defaults.add("option", "", [], [defaults.valueOf(name, value)]);
}
