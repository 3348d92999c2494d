import type { Claim, Fact, Problem } from "../../analysis/model.js";
import { bulkInsert } from "../../storage/bulk.js";
import type { Database } from "../../storage/open.js";
import {
  type FileParameters,
  type KnownRow,
  nameOf,
  type PageRow,
  type ParseState,
  type StoredFile,
  saysTheSame,
  toParameters,
  toStoredFile,
  toUnread,
} from "./file-rows.js";
import type { FilesRow } from "./tables.js";

export type { ParseState, StoredFile } from "./file-rows.js";

/** A file that was not looked at, or not in full. */
export interface ProblemFile {
  path: string;
  state: ParseState;
  problems: Problem[];
}

/** Files read from the ledger at a time, about 0.5 MB of JSON. */
const FILES_A_PAGE = 64;
/** Files of a project that are watched at most. */
const FILES_MAX = 200_000;

const COLUMNS = `path, kind, language, size, mtime_ns, ctime_ns, inode, hash, lines, parse_state, problems, parser_version,
  identifiers, words, document, hashed_at`;

export function fileStatements(db: Database) {
  const known = db.prepare<{ project_id: number; path: string }, KnownRow>(
    "SELECT id, kind, hash, parser_version, parse_state, problems, document FROM Files WHERE project_id = :project_id AND path = :path",
  );
  const insert = db.prepare<FileParameters>(`
    INSERT INTO Files (project_id, ${COLUMNS})
    VALUES (:project_id, :path, :kind, :language, :size, :mtime_ns, :ctime_ns, :inode, :hash, :lines, :parse_state, :problems,
      :parser_version, :identifiers, :words, :document, :hashed_at)`);
  const update = db.prepare<FileParameters>(`
    UPDATE Files SET kind = :kind, language = :language, size = :size, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode,
      hash = :hash, lines = :lines, parse_state = :parse_state, problems = :problems, parser_version = :parser_version,
      identifiers = :identifiers, words = :words, document = :document, hashed_at = :hashed_at
    WHERE project_id = :project_id AND path = :path`);
  const touch = db.prepare<FileParameters>(`
    UPDATE Files SET size = :size, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, hashed_at = :hashed_at
    WHERE project_id = :project_id AND path = :path`);
  const remove = db.prepare<{ project_id: number; path: string }>(
    "DELETE FROM Files WHERE project_id = :project_id AND path = :path",
  );
  const removeFacts = db.prepare<{ project_id: number; id: number }>(
    "DELETE FROM CodeFacts WHERE project_id = :project_id AND file_id = :id",
  );
  const removeClaims = db.prepare<{ project_id: number; id: number }>(
    "DELETE FROM DocClaims WHERE project_id = :project_id AND file_id = :id",
  );
  const factRows = bulkInsert(db, "INSERT INTO CodeFacts (project_id, file_id, ordinal, kind, name, value)");
  const claimRows = bulkInsert(db, "INSERT INTO DocClaims (project_id, file_id, ordinal, kind, normalized, value)");
  const page = db.prepare<{ project_id: number; after: number }, PageRow & { claimed: 0 | 1 }>(`
    SELECT id, ${COLUMNS},
      EXISTS (SELECT 1 FROM DocClaims c WHERE c.project_id = Files.project_id AND c.file_id = Files.id) AS claimed
    FROM Files WHERE project_id = :project_id AND id > :after ORDER BY id LIMIT ${FILES_A_PAGE}`);
  const factsOf = db.prepare<Range & { without: string }, Value>(`
    SELECT file_id, value FROM CodeFacts
    WHERE project_id = :project_id AND file_id BETWEEN :first AND :last AND kind NOT IN (SELECT value FROM json_each(:without))
    ORDER BY file_id, ordinal`);
  const claimsOf = db.prepare<Range, Value>(`
    SELECT file_id, value FROM DocClaims WHERE project_id = :project_id AND file_id BETWEEN :first AND :last ORDER BY file_id, ordinal`);
  const claimsOfDocuments = db.prepare<Range, Value>(`
    SELECT c.file_id, c.value FROM Files f JOIN DocClaims c ON c.project_id = f.project_id AND c.file_id = f.id
    WHERE f.project_id = :project_id AND f.id BETWEEN :first AND :last AND f.kind <> 'code' ORDER BY c.file_id, c.ordinal`);
  const claimsAt = db.prepare<{ project_id: number; path: string }, { value: string }>(`
    SELECT c.value FROM Files f JOIN DocClaims c ON c.project_id = f.project_id AND c.file_id = f.id
    WHERE f.project_id = :project_id AND f.path = :path ORDER BY c.ordinal`);
  const one = db.prepare<{ project_id: number; path: string }, PageRow>(
    `SELECT id, ${COLUMNS} FROM Files WHERE project_id = :project_id AND path = :path`,
  );
  const contents = db.prepare<{ project_id: number }, { path: string; type: "code" | "document"; hash: string }>(`
    SELECT path, kind AS type, hash FROM Files
    WHERE project_id = :project_id AND kind IN ('code', 'document') AND hash IS NOT NULL AND lines IS NOT NULL
    ORDER BY path LIMIT ${FILES_MAX}`);
  const problems = db.prepare<{ project_id: number; limit: number }, Pick<FilesRow, "path" | "parse_state" | "problems">>(`
    SELECT path, parse_state, problems FROM Files
    WHERE project_id = :project_id AND (parse_state <> 'ok' OR problems <> '[]') ORDER BY path LIMIT :limit`);

  function record(parameters: FileParameters, { analysis, touched }: StoredFile): void {
    const { project_id } = parameters;
    const before = known.get({ project_id, path: parameters.path });
    if (touched && before === undefined) throw new Error("a file was touched that was never recorded");
    if (before !== undefined && (touched || saysTheSame(before, parameters))) {
      touch.run(parameters);
      return;
    }
    const id = before?.id ?? Number(insert.run(parameters).lastInsertRowid);
    if (before !== undefined) {
      update.run(parameters);
      removeFacts.run({ project_id, id });
      removeClaims.run({ project_id, id });
    }
    analysis?.facts.forEach((fact, ordinal) => {
      factRows.add(project_id, id, ordinal, fact.kind, nameOf(fact), JSON.stringify(fact));
    });
    analysis?.claims.forEach((claim, ordinal) => {
      claimRows.add(project_id, id, ordinal, claim.kind, claim.normalized, JSON.stringify(claim));
    });
  }

  return {
    /** Puts files in place of what the ledger has of them, facts and claims included; `parser_version` is that of the reader. */
    recordFiles(project_id: number, parser_version: number, stored: readonly StoredFile[]): void {
      try {
        for (const file of stored) record(toParameters(project_id, parser_version, file), file);
        factRows.flush();
        claimRows.flush();
      } finally {
        factRows.reset();
        claimRows.reset();
      }
    },
    /** Forgets files with their facts, claims and document rows. */
    removeFiles(project_id: number, paths: readonly string[]): void {
      for (const path of paths) remove.run({ project_id, path });
    },
    /**
     * Every file with its facts but those of kinds `without`, and its claims, those of code only until there are `claims_of_code` of
     * them; in no order that means anything; memory holds one page of them. What another version of the reader has read comes with nothing but its path and a stat that no file
     * has, so that it is read again.
     */
    *loadFiles({ project_id, parser_version, without, claims_of_code }: Load): Generator<StoredFile> {
      const kinds = JSON.stringify(without);
      let left = claims_of_code;
      for (let rows = page.all({ project_id, after: 0 }); rows.length > 0; ) {
        const range = { project_id, first: (rows[0] as PageRow).id, last: (rows.at(-1) as PageRow).id };
        const facts = groupByFile<Fact>(factsOf.all({ ...range, without: kinds }));
        const withCode = left > 0;
        const claims = groupByFile<Claim>((withCode ? claimsOf : claimsOfDocuments).all(range));
        for (const row of rows) {
          if (row.parser_version !== parser_version) yield toUnread(row);
          else {
            const file = toStoredFile(row, facts.get(row.id) ?? [], claims.get(row.id) ?? []);
            if (row.kind === "code") left -= file.analysis?.claims.length ?? 0;
            yield row.kind === "code" && row.claimed === 1 && !withCode ? { ...file, claims_shelved: true } : file;
          }
        }
        rows = page.all({ project_id, after: range.last });
      }
    },
    /** Claims of one file, in their order. */
    claimsOf: (request: { project_id: number; path: string }): Claim[] =>
      claimsAt.all(request).map(({ value }) => JSON.parse(value) as Claim),
    /** One file with all its facts and claims. */
    findFile({
      project_id,
      path,
      parser_version,
    }: {
      project_id: number;
      path: string;
      parser_version: number;
    }): StoredFile | undefined {
      const row = one.get({ project_id, path });
      if (row === undefined) return undefined;
      if (row.parser_version !== parser_version) return toUnread(row);
      const range = { project_id, first: row.id, last: row.id };
      const facts = groupByFile<Fact>(factsOf.all({ ...range, without: "[]" })).get(row.id) ?? [];
      return toStoredFile(row, facts, groupByFile<Claim>(claimsOf.all(range)).get(row.id) ?? []);
    },
    /** Code and documents that were parsed, with the hash of their content, by path. */
    listContents: (request: { project_id: number }): { path: string; type: "code" | "document"; hash: string }[] =>
      contents.all(request),
    /** Files that were not looked at, or not in full, by path. */
    listProblems: (request: { project_id: number; limit: number }): ProblemFile[] =>
      problems
        .all(request)
        .map((row) => ({ path: row.path, state: row.parse_state, problems: JSON.parse(row.problems) as Problem[] })),
  };
}

interface Load {
  project_id: number;
  parser_version: number;
  without: readonly Fact["kind"][];
  claims_of_code: number;
}

interface Range {
  project_id: number;
  first: number;
  last: number;
}

interface Value {
  file_id: number;
  value: string;
}

/** Stored values by the file they are of, in the order of the rows. */
function groupByFile<T>(rows: readonly Value[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const { file_id, value } of rows) {
    const parsed = JSON.parse(value) as T;
    const group = groups.get(file_id);
    if (group) group.push(parsed);
    else groups.set(file_id, [parsed]);
  }
  return groups;
}
