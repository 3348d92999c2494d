/** What the same files cost without lockstep, or with the first part of it alone. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";
import { analyzeFiles } from "../src/analysis/analyze.js";
import { cutBatches } from "../src/pass/batches.js";

export interface Text {
  path: string;
  text: string;
}

export function readTexts(root: string, paths: readonly string[]): Text[] {
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Parses as the product does, and nothing else. Gives the number of statements, so that no engine leaves the work out. */
export function parseAll(texts: readonly Text[]): number {
  const options = { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  let statements = 0;
  for (const { path, text } of texts) statements += ts.createSourceFile(path, text, options, false).statements.length;
  return statements;
}

/**
 * Reads the facts and claims of each file as a thread of the pool does, a batch at a time, which it then hands away; without a
 * deadline. Gives the number of facts.
 */
export async function extractAll(texts: readonly Text[]): Promise<number> {
  let facts = 0;
  for (const batch of cutBatches(texts.map((text) => ({ ...text, kind: "code" as const })))) {
    for (const analysis of await analyzeFiles(batch)) facts += analysis.facts.length;
  }
  return facts;
}

/** Reads and hashes each file whole; git's hash is SHA-1. Gives the number of bytes. */
export function readAndHash(root: string, paths: readonly string[]): number {
  let bytes = 0;
  for (const path of paths) {
    const content = readFileSync(join(root, path));
    createHash("sha1").update(content).digest();
    bytes += content.length;
  }
  return bytes;
}
