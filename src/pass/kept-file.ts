/** What the model keeps of a file. Memory holds what judging looks up; the ledger has the rest, and gives claims back when asked. */
import type { Claim, Fact, FileAnalysis, WorldFile } from "../analysis/model.js";
import type { FileRecord } from "./file-record.js";

/** What was read of a file. `claims` is null when it has some, and the ledger keeps them. */
export interface Reading {
  analysis: WorldFile;
  claims: readonly Claim[] | null;
}

/** A file in memory; `analysis` is null when it was not read. */
export interface KeptFile extends Omit<FileRecord, "analysis"> {
  analysis: Reading["analysis"] | null;
  claims: Reading["claims"];
}

/** Where claims are that were recorded and are no longer in memory. */
export interface Shelf {
  /** Claims of the file at `path`, in their order. */
  claimsOf(path: string): Claim[];
}

/** Facts that claims are made of, and nothing else: a third of all memory when code is well documented. The World has none of them. */
export const FACTS_OF_CLAIMS: ReadonlySet<Fact["kind"]> = new Set(["jsdoc"]);

/** Claims of code that are kept in memory, about 12 MB: a small project asks the ledger for none. */
export const CLAIMS_OF_CODE_MAX = 20_000;

/** A file as it was read, or as it was recorded. */
export function keepFile(record: FileRecord): KeptFile {
  if (record.analysis === null) return { ...record, analysis: null, claims: [] };
  const { analysis, claims } = keepReading(record.analysis);
  return { claims: record.claims_shelved ? null : claims, ...record, analysis };
}

export function keepReading({ claims, ...analysis }: FileAnalysis): Reading {
  const facts = analysis.facts.filter(({ kind }) => !FACTS_OF_CLAIMS.has(kind));
  return { analysis: { ...analysis, facts }, claims };
}

/** A file of which the name is known and nothing else: no file has such a stat, so the next sweep has it read. */
export function unread(record: FileRecord): FileRecord {
  const stat = { ...record.stat, size: -1 };
  return { ...record, stat, hash: null, analysis: null, problem: null };
}
