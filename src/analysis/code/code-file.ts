import { ts } from "ts-morph";
import type { LineIndex, Span } from "../../base/positions.js";
import type { ExportFact, Fact, SignatureFact } from "../model.js";
import { FACTS_MAX, TEXT_MAX } from "./limits.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const {
  canHaveModifiers,
  isAsExpression,
  isComputedPropertyName,
  isNonNullExpression,
  isParenthesizedExpression,
  isPrivateIdentifier,
  isSatisfiesExpression,
  isStringLiteralLike,
  isTypeAssertionExpression,
} = ts;

/** A literal of code as a value. */
export type Folded = number | string | boolean | readonly Folded[] | { readonly [key: string]: Folded };

/** One parsed file on its way into facts. */
export interface CodeFile {
  path: string;
  text: string;
  lines: LineIndex;
  source: ParsedSource;
  facts: FactList;
  /** Exports by name; `*` holds the last one. */
  exported: Map<string, ExportFact>;
  /** Where the syntax that exports a name starts: a JSDoc block before it speaks of the export. */
  exportPlaces: Map<ExportFact, number[]>;
  /** Module-level name → where its statements start, for what their JSDoc blocks say of the exports. */
  declared: Map<string, number[]>;
  /** Signatures seen so far by name, and whether the last one had no body. */
  overloads: Map<string, { count: number; bodiless: boolean }>;
  /** The signature fact of a function, for what its body says of it. */
  signatures: Map<ts.Node, SignatureFact>;
  /** Constants of the module that are literals. */
  constants: Map<string, Folded>;
}

/** What the parser keeps beside the public tree: every identifier's text, and its complaints. */
export type ParsedSource = ts.SourceFile & {
  identifiers: ReadonlyMap<string, string>;
  parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  externalModuleIndicator?: ts.Node | true;
};

/**
 * Parses `text` by the extension of `path`: no parent pointers, no JSDoc nodes, no checker.
 * Throws a RangeError when `text` nests too deeply for the stack.
 */
export function parseSource(path: string, text: string): ParsedSource {
  const options = { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  // The three fields are set by every parser since TypeScript 2; a test reads each of them.
  return ts.createSourceFile(path, text, options, false) as ParsedSource;
}

export function codeFile(path: string, lines: LineIndex): CodeFile {
  const { text } = lines;
  const source = parseSource(path, text);
  return {
    path,
    text,
    lines,
    source,
    facts: new FactList(),
    exported: new Map(),
    exportPlaces: new Map(),
    declared: new Map(),
    overloads: new Map(),
    signatures: new Map(),
    constants: new Map(),
  };
}

/** Facts in the order they are found, `FACTS_MAX` at most. */
export class FactList {
  list: Fact[] = [];
  dropped = 0;

  add(fact: Fact): void {
    if (this.list.length < FACTS_MAX) this.list.push(fact);
    else this.dropped++;
  }

  open(reason: string): void {
    this.add({ kind: "open", set: "exports", reason });
  }
}

/** From the first character of `node` that is no comment to its end. */
export function spanOf(file: CodeFile, node: ts.Node): Span {
  return { start: node.getStart(file.source), end: node.end };
}

/** The line, from 1, on which `node` begins. */
export function lineOf(file: CodeFile, node: ts.Node): number {
  return file.lines.positionOf(node.getStart(file.source)).line;
}

/** The text of a property name; null for private and computed names. */
export function propertyName(name: ts.PropertyName | undefined): string | null {
  if (name === undefined || isPrivateIdentifier(name)) return null;
  if (!isComputedPropertyName(name)) return name.text;
  return isStringLiteralLike(name.expression) ? name.expression.text : null;
}

export function hasModifier(node: ts.Node, kind: ts.ModifierSyntaxKind): boolean {
  if (!canHaveModifiers(node)) return false;
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

/** `value` without parentheses, type assertions, `satisfies` and `!` around it. */
export function unwrap(value: ts.Expression): ts.Expression {
  let inner = value;
  while (
    isParenthesizedExpression(inner) ||
    isAsExpression(inner) ||
    isSatisfiesExpression(inner) ||
    isNonNullExpression(inner) ||
    isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** A type or value as written: comments dropped, white space folded; null when longer than `TEXT_MAX`. */
export function foldedText(file: CodeFile, node: ts.Node): string | null {
  const start = node.getStart(file.source);
  if (node.end - start > TEXT_MAX * 2) return null;
  const written = file.text.slice(start, node.end);
  const folded = isFolded(written) ? written : fold(written);
  return folded.length <= TEXT_MAX ? folded : null;
}

function isFolded(text: string): boolean {
  return !text.includes("\n") && !text.includes("  ") && !text.includes("/") && !text.includes("\t");
}

function fold(text: string): string {
  let folded = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== "") {
      folded += char;
      if (char === "\\") folded += text[++at] ?? "";
      else if (char === quote) quote = "";
      continue;
    }
    const comment = char === "/" ? commentEnd(text, at) : -1;
    if (comment !== -1) {
      folded += " ";
      at = comment - 1;
      continue;
    }
    if (char === '"' || char === "'" || char === "`") quote = char;
    folded += char;
  }
  return folded
    .split(/\s/)
    .filter((part) => part !== "")
    .join(" ");
}

/** Where the comment that starts at `at` ends; -1 when none starts there. */
export function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== SLASH) return -1;
  const next = text.charCodeAt(at + 1);
  if (next !== SLASH && next !== ASTERISK) return -1;
  const end = next === SLASH ? text.indexOf("\n", at) : text.indexOf("*/", at + 2);
  if (end === -1) return text.length;
  return next === SLASH ? end : end + 2;
}

const SLASH = 47;
const ASTERISK = 42;
