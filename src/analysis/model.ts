/**
 * The words of analysis as types: facts (what the tree says), claims (what a text says), verdicts (what a rule says of a claim).
 * Everything here is plain data: it crosses threads and is stored in the ledger as it is.
 */
import type { Span } from "../base/positions.js";

export type { Span } from "../base/positions.js";

/** What a file is to the analysis. `text` is read for its words only; `other` is known by name only. */
export type FileKind = "code" | "document" | "manifest" | "text" | "other";

/** One file as the analyzer gets it; `path` is relative to the project root with `/`. */
export interface SourceText {
  path: string;
  kind: Exclude<FileKind, "other">;
  text: string;
  /** What the configuration says a document is; decided by name and text when left out. */
  document_class?: DocumentClass;
}

/** What the analyzer says of one file. */
export interface FileAnalysis {
  path: string;
  kind: FileKind;
  lines: number;
  facts: Fact[];
  claims: Claim[];
  /** Traits of a document (Markdown); null for everything else. */
  document: DocumentTraits | null;
  /** Sorted, distinct 32-bit hashes (`tokenHash`) of the identifiers of code outside comments. */
  identifiers: Uint32Array;
  /** The same for whole string literals of non-test code, and for identifier-like tokens of text files. */
  words: Uint32Array;
  problems: Problem[];
}

/** Why a file, or part of it, was not looked at. */
export interface Problem {
  reason: "syntax" | "limit" | "encoding" | "too_large" | "minified" | "unreadable" | "not_regular" | "outside_root" | "poisoned";
  message: string;
}

// ---------------------------------------------------------------- facts

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

export interface Parameter {
  /** null when the parameter is a destructuring pattern. */
  name: string | null;
  /** Property names of a pattern; null when the parameter has a name. */
  pattern: string[] | null;
  /** Type as written, white space folded; the widened type of a literal default when none is written; else null. */
  type: string | null;
  optional: boolean;
  rest: boolean;
  default: string | null;
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
  optional: boolean;
  default: string | null;
}

/** A JSDoc block that holds at least one tag, with the declaration right after it. */
export interface JsdocFact {
  kind: "jsdoc";
  span: Span;
  /** Qualified name of the declaration it documents; null when that is none of function, method, constructor, accessor, type. */
  owner: string | null;
  tags: JsdocTag[];
  /** Parameters of the documented declaration; null when it takes none by its nature (a class, a type, a value). */
  parameters: Parameter[] | null;
  /** Why the parameters are no closed set (`arguments`, overload, wrapped function, no declaration); null when closed. */
  open: string | null;
}

/** A set of this file that may hold more than the facts say, and why. */
export interface OpenFact {
  kind: "open";
  set: "exports" | "scripts" | "anchors";
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
  /** Names of all kinds of dependencies together. */
  dependencies: string[];
}

export type Fact =
  | ExportFact
  | DeclarationFact
  | MemberFact
  | SignatureFact
  | ImportFact
  | JsdocFact
  | OpenFact
  | AnchorFact
  | PackageFact;

// ---------------------------------------------------------------- documents and claims

export type DocumentClass =
  | "generated"
  | "template"
  | "historical"
  | "blueprint"
  | "agent"
  | "contributor"
  | "mirror"
  | "reference";

/** What holds for a whole document; sections are the stretches between headings, section 0 stands before the first heading. */
export interface DocumentTraits {
  class: DocumentClass;
  /** It begins with front matter: pages of a site generator do. */
  front_matter: boolean;
  sections: Section[];
  /** Names that a fence of this document declares itself (gate G10). */
  defines: string[];
  /** Scripts that a sample of this document writes into the reader's package.json (gate G4). */
  scripts: string[];
  /** Lower-case words of its prose outside code → how often; only words that are also the name of a symbol claim of this document. */
  prose_words: Record<string, number>;
}

export interface Section {
  /** Texts of the headings it stands under, outermost first, its own last. */
  headings: string[];
  /** Line of its heading; 1 for section 0. */
  line: number;
  /** Packages that its commands install (`npm install x`, `yarn add x`, `npx x init`). */
  installs: string[];
  /** Its text tells the reader to make something: create, add a file, put … in; or a fence is titled with a path; or it runs a scaffolder. */
  creates: boolean;
  /** Hosts other than code hosts' own relative pages that it links to (gate G5), lower case. */
  hosts: string[];
}

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

interface ClaimBase {
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
}

/** An import in a code fence. With `name` null it claims that the module exists, else that the module exports the name. */
export interface ImportClaim extends ClaimBase {
  kind: "import";
  specifier: string;
  /** `default` for a default import, null for the module itself. */
  name: string | null;
  type_only: boolean;
}

/** A name of code in inline code, a heading or a fence. `owner` is what stands before the last `.` or `#`. */
export interface SymbolClaim extends ClaimBase {
  kind: "symbol";
  owner: string | null;
  name: string;
  /** `call`: `a()`, `a(x)`; `new`: `new A()`; `decorator`: `@a`. */
  form: "bare" | "call" | "new" | "decorator" | "qualified";
  place: "code" | "heading" | "fence";
  /** In a fence: the specifier from which it imports what the owner begins with. */
  imported_from?: string;
}

/** `path:12`, `path:12-20`, `path#L12-L20`, "lines 12–20 of `path`". */
export interface CitationClaim extends ClaimBase {
  kind: "citation";
  target: string;
  from_line: number;
  to_line: number;
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
  parameters: Parameter[];
  open: string | null;
}

export type Claim =
  | LinkClaim
  | AnchorClaim
  | PathClaim
  | ScriptClaim
  | BinClaim
  | CommandFileClaim
  | ImportClaim
  | SymbolClaim
  | CitationClaim
  | JsdocParamClaim;

export type ClaimKind = Claim["kind"];
export type ClaimOf<K extends ClaimKind> = Extract<Claim, { kind: K }>;

// ---------------------------------------------------------------- verdicts and findings

export const UNKNOWN_REASONS = [
  "open-set",
  "never-here",
  "no-history",
  "historical",
  "future",
  "negated",
  "placeholder",
  "foreign",
  "user-side",
  "ambiguous",
  "parse-error",
  "language",
  "host-route",
  "artefact",
  "alive-elsewhere",
  "subject-drifted",
  "ignored",
  "limit",
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

export type Severity = "error" | "warning" | "note";
export type FixKind = "safe" | "suggest";

/** What proves a finding. `commit` is null for a change of the working tree that is not committed. */
export interface Evidence {
  kind: "closed-set" | "tombstone" | "near-miss" | "contradiction";
  /** One sentence for people: "renamed to `heatWater` in 3f2a91c, 2025-03-01". */
  summary: string;
  facts: string[];
  commit?: string | null;
  date?: string | null;
  before?: string;
  after?: string;
}

export interface Suggestion {
  /** One sentence: what to write instead. */
  text: string;
  /** The text to put in place of the reference, when there is exactly one. */
  replacement?: string;
}

/** Value of one gate for one claim, for `explain`. */
export interface GateValue {
  gate: string;
  open: boolean;
  detail: string;
}

export type Verdict =
  | { verdict: "OK"; checked: boolean; gates: GateValue[] }
  | { verdict: "WEAK_OK"; checked: boolean; gates: GateValue[]; note: string }
  | { verdict: "UNKNOWN"; reason: UnknownReason; gates: GateValue[]; note?: string }
  | {
      verdict: "DRIFT";
      message: string;
      suggestion: Suggestion | null;
      evidence: Evidence;
      fix: FixKind | null;
      /** The event in the tree that made the claim untrue; findings of one cause share it. */
      cause: string;
      confidence: number;
      /** How the confidence came about: factor name → value. */
      arithmetic: Record<string, number>;
      gates: GateValue[];
      related?: { path: string; line: number }[];
      /** Factor on the rule's weight (unused reference definitions: 0.5). */
      weight_factor?: number;
      /** Too little measured yet: shown as a note, never sets the drift flag. */
      probation?: boolean;
    };

/** A claim of a document with the rule that judged it and what it said. */
export interface Judgement {
  path: string;
  claim: Claim;
  rule: string;
  weight: number;
  verdict: Verdict;
}

/** One finding as programs see it; the public JSON shape. Lines and columns start at 1, `end_column` is exclusive. */
export interface Finding {
  id: string;
  rule: string;
  severity: Severity;
  confidence: number;
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  reference: string;
  message: string;
  suggestion: Suggestion | null;
  evidence: Evidence;
  verdict: "DRIFT";
  state: "settled" | "pending";
  weight: number;
  occurrences: { line: number; column: number; end_line: number; end_column: number }[];
  related: { path: string; line: number }[];
  fix: FixKind | null;
  cause: string;
}

export interface DocumentScore {
  path: string;
  score: number | null;
  drift_detected: boolean;
  checked: number;
}

export interface HistoryStatus {
  kind: "full" | "shallow" | "partial" | "none";
  commits: number;
  note: string;
}

export interface Skipped {
  path: string;
  reason: string;
}

/** The answer of `check`; the public JSON shape. */
export interface Report {
  version: string;
  project: string;
  score: number | null;
  checked: number;
  unknown: Partial<Record<UnknownReason, number>>;
  findings: Finding[];
  documents: DocumentScore[];
  skipped: Skipped[];
  history: HistoryStatus;
}
