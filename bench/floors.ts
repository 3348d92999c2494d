/** What the same files cost without lockstep. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";

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
