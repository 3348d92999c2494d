/** One file in, its facts and claims out. The readers are loaded when the first file of their kind comes: TypeScript takes long. */
import { LineIndex } from "../base/positions.js";
import type { FileAnalysis, SourceText } from "./model.js";

/** Raised whenever the same text would give other facts or claims: what is stored is then read again. */
export const PARSER_VERSION = 1;

const NONE = new Uint32Array(0);

/** Reads `sources` one by one; the answers are in their order. Never throws on what they hold. */
export async function analyzeFiles(sources: readonly SourceText[]): Promise<FileAnalysis[]> {
  const analyses: FileAnalysis[] = [];
  for (const source of sources) analyses.push(await analyzeFile(source));
  return analyses;
}

async function analyzeFile(source: SourceText): Promise<FileAnalysis> {
  const { path, kind, text } = source;
  const lines = new LineIndex(text).count;
  const empty: FileAnalysis = { path, kind, lines, facts: [], claims: [], document: null, identifiers: NONE, words: NONE, problems: [] };
  if (kind === "document") {
    const { readDocument } = await import("./documents/read.js");
    return { ...empty, ...readDocument(path, text) };
  }
  if (kind === "manifest") {
    const [{ extractManifest }, { textWords }] = await Promise.all([import("./code/manifest.js"), import("./code/words.js")]);
    return { ...empty, ...extractManifest(path, text), words: textWords(text) };
  }
  if (kind === "text") {
    const { textWords } = await import("./code/words.js");
    return { ...empty, words: textWords(text) };
  }
  const [{ extractCode }, { jsdocClaims }, { isFixture }] = await Promise.all([
    import("./code/extract.js"),
    import("./documents/jsdoc.js"),
    import("./code/test-path.js"),
  ]);
  const code = extractCode(path, text);
  return { ...empty, ...code, claims: isFixture(path) ? [] : jsdocClaims(path, text, code.facts) };
}
