import type { Claim, Fact, FileAnalysis, FileKind, Problem } from "../../analysis/model.js";
import { isoTime } from "../../base/time.js";
import type { FilesRow } from "./tables.js";

/** What the sweep compares; nanoseconds as the doubles that hold them, to 256 ns. */
export interface FileStat {
  size: number;
  mtime_ns: number;
  ctime_ns: number;
  inode: number;
}

export type ParseState = FilesRow["parse_state"];

/** One file as a pass saw it and the ledger keeps it. */
export interface StoredFile {
  path: string;
  kind: FileKind;
  stat: FileStat;
  /** Git's blob id of its content; null when it could not be read. */
  hash: string | null;
  /** What was read out of it; null when it was not parsed. */
  analysis: FileAnalysis | null;
  /** Why it was not looked at, as a whole. */
  problem: Problem | null;
  /** When it was read, epoch milliseconds; the racy rule compares it with the file's mtime. */
  read_at: number;
  language?: string | null;
  /** Only its stat moved: `analysis` is null, and what the ledger has of it still holds. */
  touched?: true;
  /** It has claims, which were left in the ledger. */
  claims_shelved?: true;
}

export type FileParameters = Omit<FilesRow, "id">;
export type PageRow = Omit<FilesRow, "project_id">;
export type KnownRow = Pick<FilesRow, "id" | "kind" | "hash" | "parser_version" | "parse_state" | "problems" | "document">;

/** Facts and claims come from path, kind, content and reader alone. */
export function saysTheSame(before: KnownRow, now: FileParameters): boolean {
  return (
    before.hash !== null &&
    before.hash === now.hash &&
    before.kind === now.kind &&
    before.parser_version === now.parser_version &&
    before.parse_state === now.parse_state &&
    before.problems === now.problems &&
    // What a document is read as may be the configuration's word.
    before.document === now.document
  );
}

export function toParameters(project_id: number, parser_version: number, file: StoredFile): FileParameters {
  const { path, kind, stat, hash, analysis, problem, read_at, language = null } = file;
  const document = analysis?.document ?? null;
  return {
    project_id,
    path,
    kind,
    language,
    size: stat.size,
    mtime_ns: stat.mtime_ns,
    ctime_ns: stat.ctime_ns,
    inode: stat.inode,
    hash,
    lines: analysis === null ? null : analysis.lines,
    parse_state: stateOf(file),
    problems: JSON.stringify(problem === null ? (analysis?.problems ?? []) : [problem]),
    parser_version,
    identifiers: analysis === null ? null : toBytes(analysis.identifiers),
    words: analysis === null ? null : toBytes(analysis.words),
    document: document === null ? null : JSON.stringify(document),
    hashed_at: isoTime(read_at),
  };
}

function stateOf({ analysis, problem }: StoredFile): ParseState {
  const reasons = problem === null ? (analysis?.problems ?? []).map(({ reason }) => reason) : [problem.reason];
  if (reasons.includes("poisoned")) return "poisoned";
  if (problem !== null) return "skipped";
  return reasons.includes("syntax") ? "syntax" : "ok";
}

export function toStoredFile(row: PageRow, facts: Fact[], claims: Claim[]): StoredFile {
  const problems = JSON.parse(row.problems) as Problem[];
  return {
    path: row.path,
    kind: row.kind,
    stat: { size: row.size, mtime_ns: row.mtime_ns, ctime_ns: row.ctime_ns, inode: row.inode },
    hash: row.hash,
    analysis: row.lines === null ? null : toAnalysis(row, row.lines, facts, claims, problems),
    problem: row.lines === null ? (problems[0] ?? null) : null,
    read_at: Date.parse(row.hashed_at),
    language: row.language,
  };
}

function toAnalysis(row: PageRow, lines: number, facts: Fact[], claims: Claim[], problems: Problem[]): FileAnalysis {
  return {
    path: row.path,
    kind: row.kind,
    lines,
    facts,
    claims,
    document: row.document === null ? null : (JSON.parse(row.document) as FileAnalysis["document"]),
    identifiers: toHashes(row.identifiers),
    words: toHashes(row.words),
    problems,
  };
}

export function toUnread({ path, kind, hashed_at, language }: PageRow): StoredFile {
  const stat = { size: -1, mtime_ns: 0, ctime_ns: 0, inode: 0 };
  return { path, kind, stat, hash: null, analysis: null, problem: null, read_at: Date.parse(hashed_at), language };
}

function toBytes(hashes: Uint32Array): Buffer {
  return Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
}

/** A copy, because a Buffer may start at any byte and numbers of four bytes may not. */
function toHashes(stored: Buffer | null): Uint32Array {
  const hashes = new Uint32Array((stored?.byteLength ?? 0) / 4);
  stored?.copy(Buffer.from(hashes.buffer));
  return hashes;
}

/** The qualified name a fact is about; null when it is about none. */
export function nameOf(fact: Fact): string | null {
  switch (fact.kind) {
    case "member":
    case "key":
    case "base":
      return `${fact.owner}.${fact.name}`;
    case "jsdoc":
    case "default":
      return fact.owner;
    case "anchor":
      return fact.text;
    case "import":
    case "open":
    case "doc-tag":
    case "output":
      return null;
    default:
      return fact.name;
  }
}
