import type { Database } from "../../storage/open.js";
import type { ResourceChunkRow } from "./tables.js";
import { queryWords } from "./words.js";

export interface Hit {
  chunk_id: number;
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
  rank: number;
};

/** A declared name counts three times what its text does; measured on five sets of code (performance.md of the design). */
const NAME_WEIGHT = 3;
/** With fewer chunks that hold all words, those that hold any of them are taken. */
const HITS_ENOUGH = 3;
/** A word that more of the chunks hold than this tells little, and ranking all of them costs most of the time of a search. */
const COMMON_SHARE = 0.1;

export function searchStatements(db: Database) {
  const match = db.prepare<{ project_id: number; query: string; limit: number }, Row>(`
    SELECT c.id, r.file_name, c.name, c.heading_path, c.line, c.span_start, c.span_end, c.chunk_text,
      bm25(ChunkText, ${NAME_WEIGHT}, 1) AS rank
    FROM ChunkText
    JOIN ResourceChunks c ON c.id = ChunkText.rowid
    JOIN Resources r ON r.project_id = c.project_id AND r.id = c.resource_id
    WHERE ChunkText MATCH :query AND c.project_id = :project_id
    ORDER BY rank, c.id LIMIT :limit`);
  // About how many there are: ids are handed out in order, and few are free.
  const rows = db.prepare<[], { n: number | null }>("SELECT max(id) AS n FROM ResourceChunks");
  const holders = db.prepare<{ query: string; enough: number }, { n: number }>(
    "SELECT count(*) AS n FROM (SELECT rowid FROM ChunkText WHERE ChunkText MATCH :query LIMIT :enough)",
  );

  /** The rarer ones of `words`; all of them when none is rare. */
  function withoutCommon(words: readonly string[]): readonly string[] {
    const most = Math.ceil((rows.get()?.n ?? 0) * COMMON_SHARE);
    const rare = words.filter((query) => {
      const n = holders.get({ query, enough: most + 1 })?.n ?? 0;
      return n > 0 && n <= most;
    });
    return rare.length > 0 ? rare : words;
  }

  return {
    /** Chunks of a project that hold the words of `query`, the best first. Signs in it are gaps, never operators. */
    searchText({ project_id, query, limit }: { project_id: number; query: string; limit: number }): Hit[] {
      const words = queryWords(query).map((word) => `"${word}"`);
      if (words.length === 0) return [];
      const all = match.all({ project_id, query: words.join(" AND "), limit });
      if (all.length >= Math.min(HITS_ENOUGH, limit) || words.length === 1) return all.map(toHit);
      return match.all({ project_id, query: withoutCommon(words).join(" OR "), limit }).map(toHit);
    },
  };
}

function toHit({ id, file_name, name, heading_path, line, span_start, span_end, chunk_text, rank }: Row): Hit {
  const span = { start: span_start, end: span_end };
  return {
    chunk_id: id,
    file_name,
    name,
    heading_path: JSON.parse(heading_path) as string[],
    line,
    span,
    text: chunk_text,
    rank,
  };
}
