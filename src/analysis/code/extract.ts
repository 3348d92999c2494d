import { ts } from "ts-morph";
import { extensionOf } from "../../base/paths.js";
import { LineIndex } from "../../base/positions.js";
import type { Fact, Problem } from "../model.js";
import { type CodeFile, codeFile } from "./code-file.js";
import { readConstants } from "./constants.js";
import { addDeclarations } from "./declarations.js";
import { addAmbientExports, addExports } from "./exports.js";
import { addImport } from "./imports.js";
import type { Standing } from "./jsdoc-blocks.js";
import { FACTS_MAX, HEADER_MAX, MESSAGE_MAX } from "./limits.js";
import { walk } from "./walk.js";
import { hashesOf, isNameLike, textWords } from "./words.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isImportDeclaration, isImportEqualsDeclaration } = ts;

/** What a TypeScript or JavaScript file says. */
export interface CodeFacts {
  facts: Fact[];
  identifiers: Uint32Array;
  words: Uint32Array;
  problems: Problem[];
}

const JAVASCRIPT = new Set([".js", ".jsx", ".mjs", ".cjs"]);
const NONE = new Uint32Array(0);

/**
 * Reads the facts of the code in `text` by its syntax alone; `lines` is its index, if somebody has it. Never throws: a file that does not parse gives what could be read, a
 * problem, and an open set of exports.
 */
export function extractCode(path: string, text: string, lines = new LineIndex(text)): CodeFacts {
  if (JAVASCRIPT.has(extensionOf(path)) && isFlow(text))
    return unread(text, { reason: "syntax", message: "Flow types are not read" });
  try {
    return read(codeFile(path, lines));
  } catch (error) {
    // The parser and the walk recurse: code that nests too deeply ends in a RangeError.
    const message =
      error instanceof RangeError ? "nests too deeply" : `could not be read: ${String(error).slice(0, MESSAGE_MAX)}`;
    return unread(text, { reason: "limit", message });
  }
}

/** The names in a file that was not parsed still count as alive. */
function unread(text: string, problem: Problem): CodeFacts {
  const facts: Fact[] = [{ kind: "open", set: "exports", reason: problem.message }];
  return { facts, identifiers: textWords(text), words: NONE, problems: [problem] };
}

function read(file: CodeFile): CodeFacts {
  const constants = readConstants(file);
  for (const statement of file.source.statements) {
    if (isImportDeclaration(statement)) addImport(file, statement);
    else if (isImportEqualsDeclaration(statement)) addImport(file, statement);
    addDeclarations(file, statement);
    addExports(file, statement);
  }
  addAmbientExports(file);
  const inner = readInner(file);
  for (const constant of constants) file.facts.add(constant);
  if (inner) noteStanding(file, inner.standings);
  const problems = [...(inner ? [] : [leaveInner(file)]), ...problemsOf(file)];
  return {
    facts: file.facts.list,
    identifiers: hashesOf(file.source.identifiers),
    words: inner ? hashesOf(inner.words) : textWords(file.text),
    problems,
  };
}

/** What stands inside the statements; null when an expression of thousands of links is too deep to walk. */
function readInner(file: CodeFile): ReturnType<typeof walk> | null {
  try {
    return walk(file);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Keeps the facts of the module's own level. A half-read JSDoc block may be judged wrongly, and CommonJS exports may be missing. */
function leaveInner(file: CodeFile): Problem {
  file.facts.list = file.facts.list.filter((fact) => fact.kind !== "jsdoc");
  file.facts.open("nests too deeply");
  return { reason: "limit", message: "nests too deeply to be read whole" };
}

/** An export is deprecated or internal when its own block says so, or every declaration of its local name. */
function noteStanding(file: CodeFile, standings: ReadonlyMap<number, Standing>): void {
  if (standings.size === 0) return;
  for (const [fact, places] of file.exportPlaces) {
    const own = places.map((place) => standings.get(place)).filter((one) => one !== undefined);
    const declared = fact.local === null ? [] : (file.declared.get(fact.local) ?? []);
    const said = declared.map((place) => standings.get(place));
    fact.deprecated = own.some((one) => one.deprecated) || (said.length > 0 && said.every((one) => one?.deprecated));
    fact.internal = own.some((one) => one.internal) || (said.length > 0 && said.every((one) => one?.internal));
  }
}

/** What the parser complained of, and what was cut. Both leave the exports an open set. */
function problemsOf(file: CodeFile): Problem[] {
  const problems: Problem[] = [];
  const [first] = file.source.parseDiagnostics;
  if (first) {
    const { line } = file.lines.positionOf(first.start);
    const message = ts.flattenDiagnosticMessageText(first.messageText, " ").slice(0, MESSAGE_MAX);
    problems.push({ reason: "syntax", message: `line ${line}: ${message}` });
    file.facts.list.push({ kind: "open", set: "exports", reason: "parse error" });
  }
  if (file.facts.dropped > 0) {
    problems.push({ reason: "limit", message: `${file.facts.dropped} facts beyond the first ${FACTS_MAX} are left out` });
    file.facts.list.push({ kind: "open", set: "exports", reason: "too many facts" });
  }
  return problems;
}

/** Whether the comments before the first code say `@flow`. */
function isFlow(text: string): boolean {
  const header = text.slice(0, HEADER_MAX);
  const at = header.indexOf("@flow");
  if (at === -1 || isNameLike(header.slice(at + FLOW_LENGTH, at + FLOW_LENGTH + 1))) return false;
  return ts.getLeadingCommentRanges(header, 0)?.some((comment) => comment.pos < at && at < comment.end) ?? false;
}

const FLOW_LENGTH = "@flow".length;
