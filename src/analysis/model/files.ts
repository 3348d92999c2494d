/** One file on its way into the analysis, and what came out. */
import type { Claim } from "./claims.js";
import type { DocumentClass, DocumentTraits } from "./documents.js";
import type { Fact } from "./facts.js";

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

/** What the World has of a file: of its claims, and of the facts that only claims are made of, nothing. */
export type WorldFile = Omit<FileAnalysis, "claims">;

/** Why a file, or part of it, was not looked at. */
export interface Problem {
  reason: "syntax" | "limit" | "encoding" | "too_large" | "minified" | "unreadable" | "not_regular" | "outside_root" | "poisoned";
  message: string;
}
