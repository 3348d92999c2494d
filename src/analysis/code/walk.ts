import { ts } from "ts-morph";
import { isTestCode } from "../../base/test-path.js";
import { type CodeFile, propertyName } from "./code-file.js";
import { CommonJs, opensEsModule } from "./commonjs.js";
import { addDeclaredKeys, addOptionDefault } from "./declared-defaults.js";
import { Defaults } from "./defaults.js";
import { Environment } from "./environment.js";
import { addImportType, addModuleCall, importedVariable, moduleCall } from "./imports.js";
import { JsdocBlocks, type Standing } from "./jsdoc-blocks.js";
import type { Surroundings } from "./jsdoc-targets.js";
import { addOptionCall, addOptionProperty, optionSigns } from "./options.js";
import { type Finder, Places, textFinder } from "./places.js";
import { Schemas } from "./schemas.js";
import { namedBy, quotedNameFinder } from "./words.js";

/** What the walk over a whole tree finds, wherever it stands: JSDoc, CommonJS exports, dynamic imports, strings that are names. */
export function walk(file: CodeFile): { words: Set<string>; standings: ReadonlyMap<number, Standing> } {
  const walker = new Walker(file);
  forEachChild(file.source, walker.visit);
  walker.blocks.finish();
  return { words: walker.words, standings: walker.blocks.standings };
}

// The parser's names are getters of a module object: looked up once here, they cost nothing for each node.
const { forEachChild, SyntaxKind } = ts;
const { FirstNode, Identifier } = SyntaxKind;

type Reader = (walker: Walker, node: ts.Node) => void;

/** What is read of a node before its children, by the kind of the node. Most kinds say nothing. */
const READERS: (Reader | undefined)[] = [];

function on<N extends ts.Node>(kinds: ts.SyntaxKind[], read: (walker: Walker, node: N) => void): void {
  // The kinds given are those of the type that `read` takes.
  for (const kind of kinds) READERS[kind] = read as Reader;
}

class Walker {
  readonly words = new Set<string>();
  readonly blocks: JsdocBlocks;
  /** Calls of `require` and `import` that a variable was already read with. */
  readonly readCalls = new Set<ts.Node>();
  around: Surroundings = { prefix: "", owner: null, path: "", hint: null };
  /** The innermost function with an `arguments` of its own. */
  callable: ts.Node | null = null;
  /** null in files that hold none. */
  readonly environment: Environment | null;
  readonly schemas: Schemas | null;
  readonly hasOptions: boolean;
  readonly defaults: Defaults;
  private readonly commonJs: CommonJs | null;
  private readonly readsIdentifiers: boolean;
  private readonly hasBlocks: boolean;
  /** Strings of tests may name what is long gone. */
  readonly readsWords: boolean;
  private readonly places: Places;

  constructor(readonly file: CodeFile) {
    const { identifiers } = file.source;
    this.blocks = new JsdocBlocks(file);
    this.commonJs = CommonJs.mayBeIn(file) ? new CommonJs(file) : null;
    this.readsIdentifiers = this.commonJs !== null || identifiers.has("arguments");
    this.hasBlocks = this.blocks.next < file.text.length;
    this.readsWords = !isTestCode(file.path);
    this.environment = Environment.mayBeIn(file) ? new Environment(file) : null;
    const options = optionSigns(file);
    const schemas = Schemas.signs(file);
    this.hasOptions = options.length > 0;
    this.defaults = new Defaults(file);
    const defaults = Defaults.signs(file);
    this.schemas = schemas.length > 0 ? new Schemas(file) : null;
    const signs = [...options, ...schemas, ...defaults, ...(this.environment ? ["env"] : [])];
    this.places = new Places([...this.callFinders(), ...this.wordFinders(), ...signs.map((sign) => textFinder(file.text, sign))]);
  }

  private callFinders(): Finder[] {
    const { text, source } = this.file;
    const names = ["arguments", "exports", "require"].filter((name) => source.identifiers.has(name));
    return ["/**", "import(", ...names].map((pattern) => textFinder(text, pattern));
  }

  /** Strings that are names this file was not yet known to hold. */
  private wordFinders(): Finder[] {
    const { text, source } = this.file;
    const isNew = (name: string) => !source.identifiers.has(name) && !this.words.has(name);
    return this.readsWords ? ['"', "'", "`"].map((quote) => quotedNameFinder(text, quote, isNew)) : [];
  }

  readonly visit = (node: ts.Node): void => {
    const { kind } = node;
    if (kind === Identifier && !this.readsIdentifiers) return;
    if (this.blocks.next < node.end) this.blocks.visit(node, this.around);
    this.commonJs?.visit(node);
    const read = READERS[kind];
    if (kind < FirstNode) {
      read?.(this, node);
      return;
    }
    const { around, callable } = this;
    read?.(this, node);
    if (this.places.after(node.pos) < node.end) forEachChild(node, this.visit);
    this.around = around;
    this.callable = callable;
  };

  /** Says which name a function gets that is put somewhere. */
  hint(value: ts.Expression | undefined, name: string | null): void {
    if ((this.hasBlocks || this.schemas) && value && name !== null)
      this.around = { ...this.around, hint: { pos: value.pos, name } };
  }

  /** Says whose members follow. */
  own(name: string | null): void {
    if (!this.hasBlocks) return;
    this.around = { ...this.around, owner: name === null ? null : this.around.prefix + name, path: "" };
  }
}

on<ts.Identifier>([Identifier], (walker, node) => {
  const { callable } = walker;
  if (!callable || node.text !== "arguments") return;
  walker.blocks.usesArguments(callable);
  const signature = walker.file.signatures.get(callable);
  if (signature) signature.open = "reads `arguments`";
});

on<ts.StringLiteralLike>(
  [SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral],
  ({ readsWords, words }, { text }) => {
    const name = readsWords ? namedBy(text) : null;
    if (name !== null) words.add(name);
  },
);

on<ts.CallExpression>(
  [SyntaxKind.CallExpression],
  ({ file, readCalls, environment, schemas, hasOptions, defaults, around }, node) => {
    const call = readCalls.has(node) ? undefined : moduleCall(node);
    if (call) addModuleCall(file, call, []);
    environment?.call(node);
    schemas?.call(node, around.hint?.name ?? "");
    if (hasOptions) {
      addOptionCall(file, node);
      addOptionDefault(defaults, node);
    }
    defaults.call(node);
  },
);

on<ts.SatisfiesExpression>([SyntaxKind.SatisfiesExpression], ({ defaults }, node) => defaults.satisfied(node));

on<ts.NewExpression>([SyntaxKind.NewExpression], ({ file, hasOptions }, node) => {
  if (hasOptions) addOptionCall(file, node);
});

on<ts.PropertyAccessExpression>([SyntaxKind.PropertyAccessExpression], ({ environment }, node) => environment?.access(node));

on<ts.ElementAccessExpression>([SyntaxKind.ElementAccessExpression], ({ environment }, node) => environment?.elementAccess(node));

on<ts.ParameterDeclaration>([SyntaxKind.Parameter], ({ environment }, { name, initializer }) =>
  environment?.variable(name, initializer),
);

on<ts.ImportTypeNode>([SyntaxKind.ImportType], ({ file }, node) => addImportType(file, node));

on<ts.VariableDeclaration>([SyntaxKind.VariableDeclaration], (walker, node) => {
  const imported = importedVariable(node);
  if (imported) {
    walker.readCalls.add(imported.from.call);
    addModuleCall(walker.file, imported.from, imported.names);
  }
  walker.environment?.variable(node.name, node.initializer);
  walker.defaults.variable(node);
  walker.hint(node.initializer, node.name.kind === Identifier ? (node.name as ts.Identifier).text : null);
});

on<ts.BinaryExpression>([SyntaxKind.BinaryExpression], (walker, node) => {
  const { left, operatorToken, right } = node;
  walker.defaults.fallback(node);
  if (operatorToken.kind !== SyntaxKind.EqualsToken) return;
  if (walker.file.source.externalModuleIndicator && opensEsModule(left))
    walker.file.facts.open("`module.exports` in an ES module");
  if (left.kind === Identifier) walker.hint(right, (left as ts.Identifier).text);
});

on<ts.PropertyAssignment | ts.PropertyDeclaration>(
  [SyntaxKind.PropertyAssignment, SyntaxKind.PropertyDeclaration],
  (walker, node) => {
    if (walker.hasOptions && node.kind === SyntaxKind.PropertyDeclaration)
      addOptionProperty(walker.file, node as ts.PropertyDeclaration);
    walker.defaults.property(node);
    if (node.kind === SyntaxKind.PropertyDeclaration) walker.defaults.field(node as ts.PropertyDeclaration, walker.around.owner);
    walker.hint(node.initializer, propertyName(node.name));
  },
);

on<ts.PropertySignature>([SyntaxKind.PropertySignature], (walker, { name }) => {
  const key = walker.around.owner === null ? null : propertyName(name);
  if (key !== null) walker.around = { ...walker.around, path: `${walker.around.path}.${key}` };
});

on<ts.FunctionDeclaration>([SyntaxKind.FunctionDeclaration], (walker, node) => {
  walker.callable = node;
  walker.defaults.function(node);
  walker.blocks.noteOverload(node, node.name?.text ?? "default");
});

on<ts.MethodDeclaration | ts.MethodSignature>([SyntaxKind.MethodDeclaration, SyntaxKind.MethodSignature], (walker, node) => {
  walker.callable = node;
  walker.blocks.noteOverload(node, propertyName(node.name) ?? "");
});

on<ts.ConstructorDeclaration>([SyntaxKind.Constructor], (walker, node) => {
  walker.callable = node;
  walker.blocks.noteOverload(node, "constructor");
});

on([SyntaxKind.FunctionExpression, SyntaxKind.GetAccessor, SyntaxKind.SetAccessor], (walker, node) => {
  walker.callable = node;
});

on<ts.ClassLikeDeclaration>([SyntaxKind.ClassDeclaration, SyntaxKind.ClassExpression], (walker, node) => {
  walker.own(node.name?.text ?? walker.around.hint?.name ?? null);
});

on<ts.InterfaceDeclaration | ts.TypeAliasDeclaration>(
  [SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration],
  (walker, node) => walker.own(node.name.text),
);

on<ts.ObjectLiteralExpression>([SyntaxKind.ObjectLiteralExpression], (walker, node) => {
  walker.schemas?.literal(node, walker.around.hint?.name ?? "");
  walker.defaults.literal(node);
  addDeclaredKeys(walker.defaults, node);
  walker.own(null);
});

on<ts.ModuleDeclaration>([SyntaxKind.ModuleDeclaration], (walker, { name }) => {
  if (name.kind !== Identifier || name.text === "global") return;
  walker.around = { ...walker.around, prefix: `${walker.around.prefix}${name.text}.` };
});
