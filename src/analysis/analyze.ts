/** One file in, its facts and claims out. */
import { baseName } from "../base/paths.js";
import { LineIndex } from "../base/positions.js";
import { isFixture } from "../base/test-path.js";
import { compilerOutputs, isCompilerConfig } from "./code/build-outputs.js";
import { isBundle } from "./code/bundle.js";
import type { CodeFacts } from "./code/extract.js";
import { isJsonSchema, jsonSchemaFacts } from "./code/json-schema.js";
import { targetFacts } from "./code/targets.js";
import { textWords } from "./code/words.js";
import type { DocumentReading } from "./documents/read.js";
import type { Claim, DocumentClass, Fact, FileAnalysis, FileKind, OpenFact, Problem, SourceText } from "./model.js";

/** Raised whenever the same text would give other facts or claims: what is stored is then read again. */
export const PARSER_VERSION = 16;

/** What reads the kinds of files whose reader takes long to load: TypeScript for code, markdown-it for documents. */
export interface Readers {
  code: {
    extract(path: string, text: string, lines: LineIndex): CodeFacts;
    claims(place: { path: string; lines: LineIndex }, facts: Fact[]): { claims: Claim[]; problems: Problem[] };
  } | null;
  document: ((path: string, text: string, documentClass?: DocumentClass) => DocumentReading) | null;
  manifest: ((path: string, text: string) => { facts: Fact[]; problems: Problem[] }) | null;
}

const readers: Readers = { code: null, document: null, manifest: null };
const NONE = new Uint32Array(0);

/** Reads `sources` in this thread; the answers are in their order. A batch of documents does not load TypeScript. */
export async function analyzeFiles(sources: readonly SourceText[]): Promise<FileAnalysis[]> {
  const loaded = await loadReaders(sources.map((source) => source.kind));
  return sources.map((source) => analyzeFile(source, loaded));
}

/** Loads the readers for files of `kinds`, once a thread. */
export async function loadReaders(kinds: readonly FileKind[]): Promise<Readers> {
  if (kinds.includes("code") && readers.code === null) {
    const [{ extractCode }, { jsdocClaims }] = await Promise.all([import("./code/extract.js"), import("./documents/jsdoc.js")]);
    readers.code = { extract: extractCode, claims: jsdocClaims };
  }
  if (kinds.includes("document")) readers.document ??= (await import("./documents/read.js")).readDocument;
  if (kinds.includes("manifest")) readers.manifest ??= (await import("./code/manifest.js")).extractManifest;
  return readers;
}

/** Reads one file; `loaded` holds the reader of its kind. Code that serves tests as material makes no claims. */
export function analyzeFile(source: SourceText, loaded: Readers): FileAnalysis {
  const { path, kind, text } = source;
  if (kind === "code" && loaded.code) return analyzeCode(source, loaded.code);
  const empty = emptyAnalysis(source);
  if (kind === "text") {
    return { ...empty, facts: textFacts(path, text), words: textWords(text) };
  }
  if (kind === "manifest" && loaded.manifest) return { ...empty, ...loaded.manifest(path, text), words: textWords(text) };
  if (kind === "document" && loaded.document) return { ...empty, ...loaded.document(path, text, source.document_class) };
  throw new Error(`the reader for ${kind} files is not loaded`);
}

function analyzeCode({ path, kind, text }: SourceText, reader: NonNullable<Readers["code"]>): FileAnalysis {
  const lines = new LineIndex(text);
  const { facts, identifiers, words, problems } = reader.extract(path, text, lines);
  const isSilent = isFixture(path) || isBundle(path, text);
  const said = isSilent ? { claims: [], problems: [] } : reader.claims({ path, lines }, facts);
  const all = said.problems.length > 0 ? [...problems, ...said.problems] : problems;
  return { path, kind, lines: lines.count, facts, claims: said.claims, document: null, identifiers, words, problems: all };
}

/** What is read of text files beside their words: where compilers write, what options a schema declares, and what can be run. */
function textFacts(path: string, text: string): Fact[] {
  if (isCompilerConfig(baseName(path))) return compilerOutputs(text);
  return isJsonSchema(path, text) ? jsonSchemaFacts(text) : targetFacts(path, text);
}

const SETS: Partial<Record<FileKind, OpenFact["set"]>> = {
  code: "exports",
  document: "anchors",
  manifest: "scripts",
  text: "targets",
};

/** A file whose reader failed: nothing is claimed, nothing it may hold is known to be absent, and its words still count as alive. */
export function poisonedAnalysis(source: SourceText, message: string): FileAnalysis {
  const set = SETS[source.kind];
  return {
    ...emptyAnalysis(source),
    facts: set === undefined ? [] : [{ kind: "open", set, reason: "could not be read" }],
    words: source.kind === "document" ? NONE : textWords(source.text),
    problems: [{ reason: "poisoned", message }],
  };
}

function emptyAnalysis({ path, kind, text }: SourceText): FileAnalysis {
  const lines = new LineIndex(text).count;
  return { path, kind, lines, facts: [], claims: [], document: null, identifiers: NONE, words: NONE, problems: [] };
}
