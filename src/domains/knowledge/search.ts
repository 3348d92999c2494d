import type { Database } from "../../storage/open.js";
import type { ResourceChunkRow } from "./tables.js";
import { queryWords } from "./words.js";

export interface Hit {
  chunk_id: number;
  /** Root of the project that it is in. */
  root: string;
  file_name: string;
  name: string;
  heading_path: string[];
  line: number;
  span: { start: number; end: number };
  text: string;
  /** bm25: lower is better. */
  rank: number;
}

type Row = Pick<ResourceChunkRow, "id" | "name" | "heading_path" | "line" | "span_start" | "span_end" | "chunk_text"> & {
  file_name: string;
  root: string;
  rank: number;
};

/** Where to look: one project, or with null in all that are watched. */
export interface Search {
  project_id: number | null;
  query: string;
  limit: number;
}

/** A declared name counts three times what its text does; measured on five sets of code (performance.md of the design). */
const NAME_WEIGHT = 3;
/** With fewer chunks that hold all words, those that hold any of them are taken. */
const HITS_ENOUGH = 3;
/** A word that more of the chunks looked in hold than this tells little, and ranking all of them costs most of the time of a search. */
const COMMON_SHARE = 0.1;

export function searchStatements(db: Database) {
  // bm25 weighs words by the whole table: other projects may change the order of what is found, never what is found.
  const inside = `(:project_id IS NULL AND c.project_id IN (SELECT id FROM Projects WHERE watched = 1) OR c.project_id = :project_id)`;
  const match = db.prepare<Search, Row>(`
    SELECT c.id, p.root, r.file_name, c.name, c.heading_path, c.line, c.span_start, c.span_end, c.chunk_text,
      bm25(ChunkText, ${NAME_WEIGHT}, 1) AS rank
    FROM ChunkText
    JOIN ResourceChunks c ON c.id = ChunkText.rowid
    JOIN Resources r ON r.project_id = c.project_id AND r.id = c.resource_id
    JOIN Projects p ON p.id = c.project_id
    WHERE ChunkText MATCH :query AND ${inside}
    ORDER BY rank, c.id LIMIT :limit`);
  const chunks = db.prepare<Pick<Search, "project_id">, { n: number }>(
    `SELECT count(*) AS n FROM ResourceChunks c WHERE ${inside}`,
  );
  const holders = db.prepare<Pick<Search, "project_id"> & { query: string; enough: number }, { n: number }>(`
    SELECT count(*) AS n FROM (
      SELECT c.id FROM ChunkText JOIN ResourceChunks c ON c.id = ChunkText.rowid
      WHERE ChunkText MATCH :query AND ${inside} LIMIT :enough)`);

  /** The rarer ones of `words` where it is looked; all of them when none is rare. What other projects hold decides nothing. */
  function withoutCommon(words: readonly string[], project_id: number | null): readonly string[] {
    const most = Math.ceil((chunks.get({ project_id })?.n ?? 0) * COMMON_SHARE);
    const rare = words.filter((query) => {
      const n = holders.get({ project_id, query, enough: most + 1 })?.n ?? 0;
      return n > 0 && n <= most;
    });
    return rare.length > 0 ? rare : words;
  }

  return {
    /** Chunks that hold the words of `query`, the best first. Signs in it are gaps, never operators. */
    searchText({ project_id, query, limit }: Search): Hit[] {
      const words = queryWords(query).map((word) => `"${word}"`);
      if (words.length === 0) return [];
      const all = match.all({ project_id, query: words.join(" AND "), limit });
      if (all.length >= Math.min(HITS_ENOUGH, limit) || words.length === 1) return all.map(toHit);
      return match.all({ project_id, query: withoutCommon(words, project_id).join(" OR "), limit }).map(toHit);
    },
  };
}

function toHit({ id, root, file_name, name, heading_path, line, span_start, span_end, chunk_text, rank }: Row): Hit {
  const span = { start: span_start, end: span_end };
  return {
    chunk_id: id,
    root,
    file_name,
    name,
    heading_path: JSON.parse(heading_path) as string[],
    line,
    span,
    text: chunk_text,
    rank,
  };
}
