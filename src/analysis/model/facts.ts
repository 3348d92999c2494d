/** Facts: what the tree says. Plain data: it crosses threads and is stored in the ledger as it is. */
import type { Span } from "../../base/positions.js";

export type DeclarationKind = "function" | "class" | "interface" | "type" | "enum" | "const" | "namespace" | "default";
export type MemberKind = "method" | "property" | "accessor" | "enum-member";

/** One name that a module hands out. `export * from "x"` has name `*`; `export * as ns from "x"` has name `ns`, imported `*`. */
export interface ExportFact {
  kind: "export";
  name: string;
  /** Name inside the module; null for re-exports. */
  local: string | null;
  /** Specifier it is re-exported from; null when declared or imported here. */
  from: string | null;
  /** Name in the module it is re-exported from; `*` for all. */
  imported: string | null;
  type_only: boolean;
  deprecated: boolean;
  internal: boolean;
  span: Span;
}

/** A declaration at module level, or inside a module-level namespace (`ns.name`). */
export interface DeclarationFact {
  kind: "declaration";
  name: string;
  what: DeclarationKind;
  span: Span;
  /** What a type alias without type parameters stands for, as written, white space folded; absent when long or no alias. */
  type?: string;
}

/** A member of a module-level class, interface, type literal or enum. */
export interface MemberFact {
  kind: "member";
  owner: string;
  name: string;
  what: MemberKind;
  static: boolean;
  optional: boolean;
  span: Span;
}

/** A module-level class, interface, type alias or enum, and whether its member facts are all it has. */
export interface TypeFact {
  kind: "type";
  name: string;
  /** Types whose members it has too: what it extends, and the references that an alias is made of. */
  bases: string[];
  /** Why it may have members that no fact names; null when it has none. */
  open: string | null;
  span: Span;
}

export interface Parameter {
  /** null when the parameter is a destructuring pattern. */
  name: string | null;
  /** Property names of a pattern; null when the parameter has a name. */
  pattern: string[] | null;
  /** The pattern takes more than the properties it names: a rest element, elements of a list, computed names. */
  pattern_open?: true;
  /** Type as written, white space folded; the widened type of a literal default when none is written; else null. */
  type: string | null;
  optional: boolean;
  rest: boolean;
  default: string | null;
  /** Properties that the function reads of an object without a written type; absent when it may read others. */
  keys?: string[];
}

/** One call signature of a function, method or constructor; overloads share a name and count up. */
export interface SignatureFact {
  kind: "signature";
  /** `name`, `Owner.name`. */
  name: string;
  overload: number;
  parameters: Parameter[];
  returns: string | null;
  async: boolean;
  generator: boolean;
  /** Why it may take other parameters than these; null when it takes no others. */
  open: string | null;
  span: Span;
}

export interface ImportFact {
  kind: "import";
  specifier: string;
  /** Empty for a side-effect import; imported `*` is a namespace, `default` the default export. */
  names: { imported: string; local: string }[];
  type_only: boolean;
  dynamic: boolean;
  span: Span;
}

export interface JsdocTag {
  /** Without `@`. `arg` and `argument` are read as `param`, `return` as `returns`. */
  tag: string;
  span: Span;
  /** The name a tag names (`@param`, `@property`, `@template`, `@throws`), as written without brackets and default; null if none. */
  name: string | null;
  name_span: Span | null;
  type: string | null;
  /** What stands between the braces, blanks at both ends left out; null without a type. */
  type_span: Span | null;
  optional: boolean;
  default: string | null;
}

/** What a link inside a JSDoc block, or a `@see` tag of one name, leads to. */
export interface JsdocLink {
  form: "link" | "see";
  /** `Kettle`, `Kettle.boil`, `Kettle#boil`: as written, without call parentheses. */
  target: string;
  span: Span;
}

/** What a documented function gives back, and what it throws. */
export interface Returned {
  /** The return type as written, white space folded; null when none is, or it is too long. */
  type: string | null;
  async: boolean;
  generator: boolean;
  /** Names of its type parameters. */
  generics: string[];
  /** Whether its body returns a value; `unknown` without a body, for a body that only throws, and where nothing asks. */
  gives: "value" | "nothing" | "unknown";
  /** Names of classes that its own body throws with `new`, in order, each once. */
  throws: string[];
}

/** A JSDoc block that holds at least one tag or link, or speaks of a default, with the declaration right after it. */
export interface JsdocFact {
  kind: "jsdoc";
  span: Span;
  /** Qualified name of the declaration it documents; null when that is none of function, method, constructor, accessor, type. */
  owner: string | null;
  /** The property of a type, or the constant of the module, that it documents; null when it documents something else. */
  documents: { owner: string | null; name: string } | null;
  tags: JsdocTag[];
  links: JsdocLink[];
  /** Parameters of the documented declaration; null when it takes none by its nature (a class, a type, a value). */
  parameters: Parameter[] | null;
  /** Why the parameters are no closed set (`arguments`, overload, wrapped function, no declaration); null when closed. */
  open: string | null;
  /** Overloads without a block of their own stand beside it: it may speak for them, too. */
  shared: boolean;
  /** null when the declaration is no function. */
  returned: Returned | null;
  /** With a `@doc` tag: qualified name of the declaration, also of a value; null when it has none. */
  declares?: string | null;
}

/** Some block of the file names a document that speaks of its declaration. */
export interface DocTagFact {
  kind: "doc-tag";
}

/** A key of a schema, or of a type literal inside another type or in a list of parameters. Members of named types are `MemberFact`s. */
export interface KeyFact {
  kind: "key";
  /** What holds it, as far as that has a name: `KettleOptions.lid`, `boil(options)`, the variable of a schema; else empty. */
  owner: string;
  name: string;
  form: "type" | "schema";
  span: Span;
}

/** A type that an interface extends, or that an alias is built from; wrappers such as `Partial` are left out. */
export interface BaseFact {
  kind: "base";
  owner: string;
  name: string;
}

/** An option that a program of this file reads from its command line. */
export interface OptionFact {
  kind: "option";
  /** Long name without dashes; the short one when there is no other. */
  name: string;
  short: string | null;
  /** Whether `--no-name` belongs to it. */
  negatable: boolean;
  span: Span;
}

/** A command of a program of this file. */
export interface CommandFact {
  kind: "command";
  name: string;
  span: Span;
}

/** A variable of the environment that this file reads. */
export interface EnvFact {
  kind: "env";
  name: string;
  span: Span;
}

/** Where a default is set: a parameter, an element of a pattern, `o.x ?? L`, a member of an object, an option, a key of a schema, a field. */
export type DefaultSite = "parameter" | "field" | "pattern" | "fallback" | "object" | "option" | "schema" | "elsewhere";

export interface DefaultValue {
  name: string;
  /** One spelling of the literal, constants and arithmetic folded: `100`, `"warn"`, `null`, `undefined`; null when it is computed at run time. */
  value: string | null;
  /** Its source, white space folded. */
  text: string;
  line: number;
}

/** What keys, parameters or options are when nobody gives them: those that one object, pattern or call sets together. */
export interface DefaultFact {
  kind: "default";
  site: DefaultSite;
  /** What holds them as far as that has a name, with the keys on the way: `boil`, `defaults.retry`; else empty. */
  owner: string;
  /** All names that stand in the same object or pattern; empty at other sites. */
  beside: string[];
  /** The type that the object is written to be of, without what wraps it; absent where it is an object of defaults by its place. */
  type?: string;
  values: DefaultValue[];
}

/** A `const` of the module, or a member of an enum as `Enum.Member`, that is a literal after folding. */
export interface ConstantFact extends DefaultValue {
  kind: "constant";
  value: string;
}

export type TargetTool = "make" | "just" | "task";

/** A target of a Makefile, a recipe of a justfile, a task of a Taskfile. */
export interface TargetFact {
  kind: "target";
  tool: TargetTool;
  name: string;
}

/** A set of this file that may hold more than the facts say, and why. */
export interface OpenFact {
  kind: "open";
  set: "exports" | "scripts" | "anchors" | "options" | "env" | "targets";
  reason: string;
}

/** One place a heading or an explicit id can be linked to. */
export interface AnchorFact {
  kind: "anchor";
  /** Every slug a code host makes for it, the usual one first. */
  slugs: string[];
  /** The heading's text; null for an explicit id. */
  text: string | null;
  line: number;
}

/** A `package.json`. */
export interface PackageFact {
  kind: "package";
  name: string | null;
  version: string | null;
  private: boolean;
  /** Binary name → file. */
  bin: Record<string, string>;
  scripts: Record<string, string>;
  /** The `exports` field as parsed JSON, undefined when absent. */
  exports?: unknown;
  main: string | null;
  module: string | null;
  types: string | null;
  engines: Record<string, string>;
  workspaces: string[];
  /** Patterns of what is published; null when all is. */
  files: string[] | null;
  /** Names of all kinds of dependencies together. */
  dependencies: string[];
  /** Name → range, of those that a registry is asked for. */
  ranges: Record<string, string>;
}

/** A place that a build writes: a folder or file, relative to the folder of the manifest that names it. */
export interface OutputFact {
  kind: "output";
  path: string;
}

export type Fact =
  | ExportFact
  | DeclarationFact
  | MemberFact
  | TypeFact
  | SignatureFact
  | ImportFact
  | JsdocFact
  | DocTagFact
  | KeyFact
  | BaseFact
  | OptionFact
  | DefaultFact
  | ConstantFact
  | CommandFact
  | EnvFact
  | TargetFact
  | OpenFact
  | AnchorFact
  | PackageFact
  | OutputFact;
