/** Claims: what a text says about the tree. */
import type { Span } from "../../base/positions.js";
import type { Parameter, Returned, TargetTool } from "./facts.js";
import type { Part, Tier } from "./outlines.js";

/**
 * Evidence that a text does not speak of today's tree.
 * `example`: stands directly after "like", "such as", "e.g.", "for example".
 */
export type Mark = "historical" | "future" | "negated" | "placeholder" | "example" | "language" | "template" | "ignored";

export interface Container {
  /** Index into `DocumentTraits.sections`; 0 in code files. */
  section: number;
  headings: string[];
  block: "paragraph" | "heading" | "list" | "table-cell" | "fence" | "html" | "frontmatter" | "jsdoc" | "definition";
  column_header?: string;
  fence?: { lang: string; meta: string; ordinal: number };
}

/** A span with its lines and columns, as a reader counts them. */
export interface Place extends Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** The fields that every claim has. */
export interface ClaimBase {
  /** The exact characters that name the thing: `text.slice(span.start, span.end) === reference`. */
  reference: string;
  /** What the reference names, decoded and without decoration; part of the finding's id. */
  normalized: string;
  span: Span;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  container: Container;
  /** The block the claim stands in, and the first 16 hex digits of the SHA-256 of its text. */
  block: Span;
  block_hash: string;
  marks: Mark[];
  /** Present with the mark `ignored`: patterns of the rules that a directive ignores here (`link/case-mismatch`, `link/*`, `*`). */
  ignored_rules?: string[];
  /** Further places in the same document that the same claim stands at (uses of an imported name in its fence). */
  occurrences: Place[];
}

/** Destination of a link without its fragment. `target` is percent-decoded, without query and fragment. */
export interface LinkClaim extends ClaimBase {
  kind: "link";
  target: string;
  form: "inline" | "image" | "reference" | "autolink" | "html";
  /** false for a reference definition that no link uses: half weight. */
  used: boolean;
}

/** Fragment of a link. `target` is the file part as in LinkClaim, empty for the document itself; `anchor` is decoded, without `#`. */
export interface AnchorClaim extends ClaimBase {
  kind: "anchor";
  target: string;
  anchor: string;
}

/** A path in inline code or in the text of a link. */
export interface PathClaim extends ClaimBase {
  kind: "path";
  target: string;
  /** The text asserts that it exists: it leads a list item that explains it, or stands in a column of files. */
  asserted: boolean;
}

/** One entry of a file tree drawn in a fence; the entries of one tree share `container.fence.ordinal`. */
export interface TreeEntryClaim extends ClaimBase {
  kind: "tree-entry";
  /** Relative to the tree's root. */
  target: string;
  /** What stands above the first branch; empty when nothing does. */
  root: string;
  is_folder: boolean;
  /** What its line says behind the name. */
  remark: string;
}

/** Which package a command speaks of when not of the home package. */
export type PackageSelector = { by: "dir"; dir: string } | { by: "workspace"; name: string } | { by: "unresolved" };

/** `npm run x` and its likes. */
export interface ScriptClaim extends ClaimBase {
  kind: "script";
  runner: "npm" | "yarn" | "pnpm" | "bun";
  script: string;
  /** Written with `run` (or a life-cycle word like `npm test`); without it, `yarn x` and `pnpm x` may name a binary. */
  explicit: boolean;
  /** `--if-present` was given. */
  if_present: boolean;
  package: PackageSelector | null;
}

/** `make x`, `just x`, `task x`. */
export interface TargetClaim extends ClaimBase {
  kind: "target";
  tool: TargetTool;
  name: string;
  /** The folder whose file is read; null for the document's own. */
  folder: PackageSelector | null;
}

/** First word of a command, or what `npx` and its likes run. */
export interface BinClaim extends ClaimBase {
  kind: "bin";
  bin: string;
  /** `npx x`, `pnpm dlx x`, `bunx x`. */
  runner: string | null;
}

/** A file handed to a program that reads it, in a command or fence. */
export interface CommandFileClaim extends ClaimBase {
  kind: "command-file";
  program: string;
  target: string;
  package: PackageSelector | null;
  /** The document names the file further up, where no command is handed it: the reader may have made it. */
  named_before: boolean;
}

/** An import in a code fence. With `name` null it claims that the module exists, else that the module exports the name. */
export interface ImportClaim extends ClaimBase {
  kind: "import";
  specifier: string;
  /** `default` for a default import, null for the module itself. */
  name: string | null;
  type_only: boolean;
}

/** One thing between the parentheses of a written call or signature. */
export interface WrittenArgument {
  /** null for what is no name: a literal, an object, an expression. */
  name: string | null;
  type: string | null;
  optional: boolean;
  rest: boolean;
}

export interface WrittenCall {
  arguments: WrittenArgument[];
  /** The type written behind the parentheses. */
  returns: string | null;
}

/** A name of code in inline code, a heading or a fence. `owner` is what stands before the last `.` or `#`. */
export interface SymbolClaim extends ClaimBase {
  kind: "symbol";
  owner: string | null;
  name: string;
  /** `call`: `a()`, `a(x)`; `new`: `new A()`; `decorator`: `@a`. */
  form: "bare" | "call" | "new" | "decorator" | "qualified";
  place: "code" | "heading" | "fence";
  /** What stands between the parentheses, and behind them; absent for a mere mention (`a()`), and where something is left out (`a(…)`). */
  call?: WrittenCall;
  /** It is what its place is about: a heading, the first cell of a row, the beginning of a list item. */
  leads?: true;
  /** In a fence: the specifier from which it imports what the owner begins with. */
  imported_from?: string;
  /** The address that it is the text of a link to; absent when that leads to a file of this project. */
  link?: string;
}

/** A call that a code sample makes of what it imports. */
export interface CallClaim extends ClaimBase {
  kind: "call";
  specifier: string;
  /** Name in the module; `default` for the default export. */
  imported: string;
  form: "call" | "new";
  /** How many arguments it hands over, one at least. */
  count: number;
}

/**
 * A property name of an object or type in a code sample, a key of a configuration sample (YAML, JSON, TOML), or a plain name in the first
 * column of a table of options.
 */
export interface KeyClaim extends ClaimBase {
  kind: "key";
  name: string;
  place: "fence" | "config" | "cell";
  leads?: true;
  /** In a configuration sample: in which of its mappings, from 0. */
  level?: number;
  /** In a fence: who gets the object that has it. */
  given_to?: Receiver;
}

/** An imported function or class that a code sample hands an object to. */
export interface Receiver {
  specifier: string;
  /** Name in the module; `default` for the default export. */
  imported: string;
  form: "call" | "new";
  /** Which argument the object is, from 0. */
  argument: number;
  /** All keys of the object. */
  siblings: string[];
}

/** An option of a program. */
export interface OptionClaim extends ClaimBase {
  kind: "option";
  /** Long name without dashes, as written; the short one when there is no other. */
  name: string;
  /** The program it is given to, when it stands in a command. */
  bin: string | null;
}

/** The word behind a program's name in a command. */
export interface CommandClaim extends ClaimBase {
  kind: "command";
  name: string;
  bin: string;
}

/** A variable of the environment: `process.env.X`, `X=1 kettle`, `export X=1`, `$X`. */
export interface EnvClaim extends ClaimBase {
  kind: "env";
  name: string;
}

/** `path:12`, `path:12-20`, `path#L12-L20`, "lines 12–20 of `path`". */
export interface CitationClaim extends ClaimBase {
  kind: "citation";
  target: string;
  from_line: number;
  to_line: number;
  /** The one coded symbol of its sentence, `name` or `Owner.name`; null with none or several. */
  symbol: string | null;
}

/** What begins and ends a fence: where it stands, and its mark. `close` is null for a fence that ends with its document. */
export interface FenceMarks {
  open: Span;
  close: Span | null;
  mark: string;
}

/** A fence that holds a copy of a piece of a file; it stands at the name of the piece in the fence's first line. */
export interface EmbedClaim extends ClaimBase {
  kind: "embed";
  target: string;
  piece: Part;
  /** A comment in its first line names the file, which may be a file of the reader: only what once was a copy is one. */
  titled?: true;
  /** The copy, without the margin that lists and quotes put before it. */
  content: string;
  /** Where the copy stands, and what stands before each of its lines; null when that cannot be told. */
  place: { span: Span; margin: string; break: string; marks: FenceMarks } | null;
}

/** A tie of a text to code, made by hand. It stands at its target in the directive; a `@doc` tag names the text instead. */
export interface BindingClaim extends ClaimBase {
  kind: "binding";
  target: string;
  /** `heatWater`, `Kettle.boil`, `region:name`; null binds to the file. */
  name: string | null;
  tiers: Tier[];
  /** Hash of the words of the bound text. */
  words: string;
  /** How many equal bindings stand before it in the document. */
  ordinal: number;
  /** A `@doc` tag of code: the bound text stands elsewhere, in a section of a document or, without an anchor, in all of it. */
  text?: { document: string; anchor: string | null };
}

/** A list or number that is said to be a set of the project, or its size. It stands at the set's name in the directive. */
export interface ListClaim extends ClaimBase {
  kind: "list";
  what: "items" | "count";
  /** `scripts`, `exports`, and what follows the colon: `src/index.ts`. */
  set: string;
  argument: string;
  items: string[];
  count: number | null;
}

/** "Node.js 20 or newer": the lowest version of a runtime that a text asks for. */
export interface EngineClaim extends ClaimBase {
  kind: "engine";
  engine: "node";
  /** As written: `20`, `20.10`. */
  version: string;
}

export type Unit = "ms" | "s" | "min" | "h" | "d" | "B" | "KB" | "KiB" | "MB" | "MiB" | "GB" | "GiB" | "%";

/** A literal as a text writes it. */
export interface ToldValue {
  /** One spelling of it, as in `DefaultFact`: `100`, `"warn"`, `true`, `null`. */
  value: string;
  /** A word without quotes: a string, or the name of something. */
  bare: boolean;
  unit: Unit | null;
}

/** What a text says that a parameter, key or option is by default, or that a constant is. It stands at the value. */
export interface ValueClaim extends ClaimBase {
  kind: "value";
  says: "default" | "is";
  /** The name it is said of, without dashes, and what stands before its last `.` or `#`. */
  name: string;
  owner: string | null;
  /** Written with dashes. */
  is_option: boolean;
  told: ToldValue;
  /** A cell of a table, a line of its own, a tag of a JSDoc block, or a sentence. */
  place: "cell" | "line" | "tag" | "prose";
}

/** One `@param` tag of a JSDoc block. */
export interface JsdocParamClaim extends ClaimBase {
  kind: "jsdoc-param";
  owner: string;
  /** The name as written: `target`, `options.quiet`. */
  name: string;
  /** All `@param` names of the block in order, and which of them this is. */
  names: string[];
  index: number;
  /** Written in brackets, or with a type that ends in `=`. */
  optional: boolean;
  /** What stands behind `=` in the brackets. */
  default: string | null;
  parameters: Parameter[];
  open: string | null;
  /** The block may speak for other overloads, too. */
  shared: boolean;
}

/** The type in braces of a `@param` or `@returns` tag whose declaration is typed. */
export interface JsdocTypeClaim extends ClaimBase {
  kind: "jsdoc-type";
  owner: string;
  /** Name of the parameter; null for what is returned. */
  parameter: string | null;
  /** Both types as written, white space folded. */
  written: string;
  declared: string;
  /** The parameter takes the rest of the arguments. */
  rest: boolean;
  /** The function's own type parameters: names that stand for any type. */
  generics: string[];
  open: string | null;
}

/** A `@returns` tag that says something. */
export interface JsdocReturnsClaim extends ClaimBase {
  kind: "jsdoc-returns";
  owner: string;
  type: string | null;
  /** The first words behind the type. */
  says: string;
  returned: Returned;
  open: string | null;
}

/** The class that a `@throws` tag names. */
export interface JsdocThrowsClaim extends ClaimBase {
  kind: "jsdoc-throws";
  owner: string;
  name: string;
  /** All classes that the block's `@throws` tags name, and those that the function's own body throws. */
  names: string[];
  throws: string[];
}

/** A `{@link X}` or `@see X`; `rest` are the names behind the first, and `joint` what stands after it. */
export interface JsdocLinkClaim extends ClaimBase {
  kind: "jsdoc-link";
  owner: string;
  form: "link" | "see";
  name: string;
  joint: "." | "#" | "~" | null;
  rest: string[];
}

/** A `lockstep-ignore` directive: a claim that something in the stretch it covers would be reported. */
export interface DirectiveClaim extends ClaimBase {
  kind: "directive";
  rules: string[];
  covers: Span;
}

export type Claim =
  | LinkClaim
  | AnchorClaim
  | PathClaim
  | TreeEntryClaim
  | ScriptClaim
  | TargetClaim
  | BinClaim
  | CommandFileClaim
  | ImportClaim
  | SymbolClaim
  | CallClaim
  | KeyClaim
  | OptionClaim
  | CommandClaim
  | EnvClaim
  | CitationClaim
  | EngineClaim
  | ValueClaim
  | JsdocParamClaim
  | JsdocTypeClaim
  | JsdocReturnsClaim
  | JsdocThrowsClaim
  | JsdocLinkClaim
  | EmbedClaim
  | BindingClaim
  | ListClaim
  | DirectiveClaim;

export type ClaimKind = Claim["kind"];
export type ClaimOf<K extends ClaimKind> = Extract<Claim, { kind: K }>;
