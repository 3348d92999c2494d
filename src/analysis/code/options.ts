import { ts } from "ts-morph";
import type { Span } from "../../base/positions.js";
import { type CodeFile, propertyName, spanOf, unwrap } from "./code-file.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isCallExpression, isIdentifier, isObjectLiteralExpression, isPropertyAccessExpression, isPropertyAssignment } = ts;
const { isStringLiteralLike } = ts;

/** Words without one of which a file declares no option: only such files are searched for them. */
const SIGNS = ["option", "options", "requiredOption", "Option", "defineCommand", "meow", "parseArgs", "arg", "Flags", "command"];
const CALLS = ["option(", "options(", "Option(", "Option.", "defineCommand(", "meow(", "parseArgs(", "arg(", "flags", "command("];

/** Where calls stand that may declare options, for the walk over the tree; empty for most files. */
export function optionSigns({ source }: CodeFile): readonly string[] {
  return SIGNS.some((sign) => source.identifiers.has(sign)) ? CALLS : [];
}

/** Adds the options and commands that one call declares: commander, yargs, cac, sade, citty, clipanion, meow, arg, `util.parseArgs`. */
export function addOptionCall(file: CodeFile, call: ts.CallExpression | ts.NewExpression): void {
  const { expression, arguments: given = [] } = call;
  const [first] = given;
  if (first === undefined) return;
  const name = calledName(expression);
  switch (name) {
    case "option":
    case "requiredOption":
      if (isPropertyAccessExpression(expression)) addOption(file, call, first, given[1]);
      return;
    case "Option":
      if (isStringLiteralLike(first)) addFlags(file, call, first.text);
      return;
    case "options":
      if (isPropertyAccessExpression(expression)) addOptionMap(file, first, isYargsOption);
      return;
    case "command":
      if (isPropertyAccessExpression(expression)) addCommand(file, call, first);
      return;
    case "defineCommand":
      addCittyCommand(file, first);
      return;
    case "meow":
      addOptionMap(file, propertyOf(given[1] ?? first, "flags"));
      return;
    case "parseArgs":
      addOptionMap(file, propertyOf(first, "options"));
      return;
    case "arg":
      addArgSpec(file, first);
      return;
    default:
      addClipanion(file, call, first);
  }
}

/** `static flags = { quiet: Flags.boolean() }` of oclif. */
export function addOptionProperty(file: CodeFile, { name, initializer }: ts.PropertyDeclaration): void {
  if (initializer && propertyName(name) === "flags") addOptionMap(file, initializer, isOclifFlag);
}

function calledName(expression: ts.Expression): string | null {
  if (isIdentifier(expression)) return expression.text;
  return isPropertyAccessExpression(expression) && isIdentifier(expression.name) ? expression.name.text : null;
}

/** `.option("-q, --quiet [level]", …)`, `.option("quiet", { … })`. */
function addOption(file: CodeFile, call: ts.Node, flags: ts.Expression, settings: ts.Expression | undefined): void {
  if (!isStringLiteralLike(flags)) {
    // A name built at run time.
    if (!isObjectLiteralExpression(flags)) file.facts.add({ kind: "open", set: "options", reason: "a name built at run time" });
    return;
  }
  if (flags.text.startsWith("-")) addFlags(file, call, flags.text);
  else if (settings && isYargsOption(settings)) add(file, flags.text, null, false, call, aliasesOf(settings));
}

/** `-q, --quiet [level]`, `--no-colour`. */
function addFlags(file: CodeFile, node: ts.Node, flags: string): void {
  if (flags.length > 256) return;
  const words = flags.split(/[\s,|=]/).filter((word) => word.startsWith("-") && word.length > 1);
  const long = words.find((word) => word.startsWith("--"))?.slice(2) ?? null;
  const short = words.find((word) => !word.startsWith("--"))?.slice(1) ?? null;
  const name = long ?? short;
  if (name === null || !isOptionName(name.replace("[no-]", ""))) return;
  const denied = name.startsWith("no-") ? name.slice(3) : name.startsWith("[no-]") ? name.slice(5) : null;
  add(file, denied ?? name, long === null ? null : short, denied !== null, node, []);
}

const YARGS_SETTINGS = new Set(
  "alias array boolean choices coerce config conflicts count default defaultDescription demand demandOption deprecated desc describe description global group hidden implies nargs normalize number requiresArg skipValidation string type".split(
    " ",
  ),
);

function isYargsOption(settings: ts.Expression): boolean {
  const names = keysOf(settings);
  return names.length > 0 && names.every((name) => YARGS_SETTINGS.has(name));
}

function isOclifFlag(value: ts.Expression): boolean {
  const inner = unwrap(value);
  if (!isCallExpression(inner) || !isPropertyAccessExpression(inner.expression)) return false;
  const { expression } = inner.expression;
  return isIdentifier(expression) && (expression.text === "Flags" || expression.text === "flags");
}

function addOptionMap(
  file: CodeFile,
  map: ts.Expression | undefined,
  isOption: (value: ts.Expression) => boolean = () => true,
): void {
  if (map === undefined || !isObjectLiteralExpression(unwrap(map))) return;
  for (const property of (unwrap(map) as ts.ObjectLiteralExpression).properties) {
    if (!isPropertyAssignment(property)) {
      file.facts.add({ kind: "open", set: "options", reason: "options taken from elsewhere" });
      continue;
    }
    const name = propertyName(property.name);
    if (name !== null && isOption(property.initializer)) {
      add(file, name, null, false, property, aliasesOf(property.initializer));
    }
  }
}

/** `args: { quiet: { type: "boolean" } }`; positional ones are no options. `subCommands: { brew: … }` are commands. */
function addCittyCommand(file: CodeFile, definition: ts.Expression): void {
  addOptionMap(file, propertyOf(definition, "args"), (value) => {
    const type = propertyOf(value, "type");
    return !(type && isStringLiteralLike(type) && type.text === "positional");
  });
  const commands = propertyOf(definition, "subCommands");
  if (!commands || !isObjectLiteralExpression(commands)) return;
  for (const property of commands.properties) {
    const name = propertyName(property.name);
    if (name !== null) file.facts.add({ kind: "command", name, span: spanOf(file, property) });
  }
}

/** `.command("brew <litres>")`. */
function addCommand(file: CodeFile, call: ts.Node, first: ts.Expression): void {
  if (!isStringLiteralLike(first)) return;
  for (const name of first.text.slice(0, 256).split(" ")) {
    if (!isOptionName(name)) return;
    file.facts.add({ kind: "command", name, span: placeOf(file, call) });
  }
}

/** `arg({ "--quiet": Boolean, "-q": "--quiet" })`. */
function addArgSpec(file: CodeFile, spec: ts.Expression): void {
  const inner = unwrap(spec);
  if (!isObjectLiteralExpression(inner)) return;
  for (const property of inner.properties) {
    const name = propertyName(property.name);
    if (name?.startsWith("--")) addFlags(file, property, name);
  }
}

/** `Option.Boolean("-q,--quiet")` of clipanion. */
function addClipanion(file: CodeFile, call: ts.CallExpression | ts.NewExpression, first: ts.Expression): void {
  const { expression } = call;
  if (!isPropertyAccessExpression(expression) || !isStringLiteralLike(first) || !first.text.startsWith("-")) return;
  if (isIdentifier(expression.expression) && expression.expression.text === "Option") addFlags(file, call, first.text);
}

function keysOf(value: ts.Expression): string[] {
  const inner = unwrap(value);
  if (!isObjectLiteralExpression(inner)) return [];
  return inner.properties.map((property) => propertyName(property.name)).filter((name) => name !== null);
}

function propertyOf(value: ts.Expression, name: string): ts.Expression | undefined {
  const inner = unwrap(value);
  if (!isObjectLiteralExpression(inner)) return undefined;
  const found = inner.properties.find((property) => propertyName(property.name) === name);
  return found && isPropertyAssignment(found) ? unwrap(found.initializer) : undefined;
}

/** `alias: "q"`, `alias: ["q", "silent"]`, `shortFlag: "q"`. */
function aliasesOf(settings: ts.Expression): string[] {
  const alias =
    propertyOf(settings, "alias") ??
    propertyOf(settings, "short") ??
    propertyOf(settings, "shortFlag") ??
    propertyOf(settings, "char");
  if (alias === undefined) return [];
  if (isStringLiteralLike(alias)) return [alias.text];
  if (!ts.isArrayLiteralExpression(alias)) return [];
  return alias.elements.filter(isStringLiteralLike).map((element) => element.text);
}

function add(
  file: CodeFile,
  name: string,
  short: string | null,
  negatable: boolean,
  node: ts.Node,
  aliases: readonly string[],
): void {
  if (!isOptionName(name)) return;
  const span = placeOf(file, node);
  const one = aliases.find((alias) => alias.length === 1) ?? short;
  file.facts.add({ kind: "option", name, short: one, negatable, span });
  for (const alias of aliases) {
    if (alias.length > 1 && isOptionName(alias)) file.facts.add({ kind: "option", name: alias, short: null, negatable, span });
  }
}

/** A call in a chain begins at its own name: `.option("--quiet")`. */
function placeOf(file: CodeFile, node: ts.Node): Span {
  const span = spanOf(file, node);
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return span;
  return { start: node.expression.name.getStart(file.source), end: span.end };
}

function isOptionName(name: string): boolean {
  return name.length <= 64 && /^[A-Za-z0-9][\w:.-]{0,63}$/.test(name);
}
