import { createHash } from "node:crypto";
import type { Database } from "../../storage/open.js";
import type { Chunk } from "./chunks.js";
import type { ResourceChunkRow, ResourceType } from "./tables.js";
import { splitNames } from "./words.js";

/** A text with its chunks; `content_hash` is what the backlog compares with the file's. */
export interface ResourceRecord {
  project_id: number;
  /** Path of a watched file. */
  file_name: string;
  type: ResourceType;
  content_hash: string;
  chunks: readonly Chunk[];
  now: string;
}

type Known = Pick<ResourceChunkRow, "id" | "chunk_hash">;
type Place = Pick<ResourceChunkRow, "project_id" | "ordinal" | "span_start" | "span_end" | "line">;
type Insert = Omit<ResourceChunkRow, "id" | "vector_id">;

/** Chunks of a resource: what 1 MiB of text, the most that is read of a file, can give. */
const CHUNKS_MAX = 100_000;
/** Texts of a project: as many as files that are watched of it. */
const RESOURCES_MAX = 200_000;

export function resourceStatements(db: Database) {
  const upsert = db.prepare<Omit<ResourceRecord, "chunks">, { id: number }>(`
    INSERT INTO Resources (project_id, file_name, type, content_hash, created_at, updated_at)
    VALUES (:project_id, :file_name, :type, :content_hash, :now, :now)
    ON CONFLICT (project_id, file_name) DO UPDATE SET
      type = excluded.type, content_hash = excluded.content_hash, updated_at = excluded.updated_at
    RETURNING id`);
  const chunksOf = db.prepare<{ project_id: number; resource_id: number }, Known>(`
    SELECT id, chunk_hash FROM ResourceChunks WHERE project_id = :project_id AND resource_id = :resource_id
    ORDER BY ordinal LIMIT ${CHUNKS_MAX}`);
  const insertChunk = db.prepare<Insert>(`
    INSERT INTO ResourceChunks (project_id, resource_id, ordinal, chunk_text, chunk_hash, name, heading_path, span_start, span_end, line, token_count)
    VALUES (:project_id, :resource_id, :ordinal, :chunk_text, :chunk_hash, :name, :heading_path, :span_start, :span_end, :line, :token_count)`);
  const insertWords = db.prepare<{ id: number; name: string; text: string }>(
    "INSERT INTO ChunkText (rowid, name, text) VALUES (:id, :name, :text)",
  );
  const moveChunk = db.prepare<Place & { id: number }>(`
    UPDATE ResourceChunks SET ordinal = :ordinal, span_start = :span_start, span_end = :span_end, line = :line
    WHERE project_id = :project_id AND id = :id`);
  const removeChunk = db.prepare<{ project_id: number; id: number }>(
    "DELETE FROM ResourceChunks WHERE project_id = :project_id AND id = :id",
  );
  const removeResource = db.prepare<{ project_id: number; file_name: string }>(
    "DELETE FROM Resources WHERE project_id = :project_id AND file_name = :file_name",
  );
  const hashes = db.prepare<{ project_id: number }, { file_name: string; content_hash: string }>(
    `SELECT file_name, content_hash FROM Resources WHERE project_id = :project_id ORDER BY file_name LIMIT ${RESOURCES_MAX}`,
  );

  function addChunk(row: Insert): void {
    const id = Number(insertChunk.run(row).lastInsertRowid);
    const name = splitNames([row.name, ...(JSON.parse(row.heading_path) as string[])].join(" "));
    insertWords.run({ id, name, text: splitNames(row.chunk_text) });
  }

  return {
    /** Puts a text in place of what was known under its name. Chunks that say the same stay, with their ids and vectors. */
    recordResource({ chunks, ...resource }: ResourceRecord): { added: number; removed: number } {
      const { project_id } = resource;
      const resource_id = (upsert.get(resource) as { id: number }).id;
      const rows = chunks.map((chunk, ordinal) => toRow(chunk, { project_id, resource_id, ordinal }));
      const left = groupByHash(chunksOf.all({ project_id, resource_id }));
      const added = rows.filter((row) => {
        const id = left.get(row.chunk_hash)?.shift();
        if (id === undefined) return true;
        const { ordinal, span_start, span_end, line } = row;
        moveChunk.run({ project_id, id, ordinal, span_start, span_end, line });
        return false;
      });
      const removed = [...left.values()].flat();
      for (const id of removed) removeChunk.run({ project_id, id });
      for (const row of added) addChunk(row);
      return { added: added.length, removed: removed.length };
    },
    /** Forgets a text with its chunks and their words. */
    removeResource(request: { project_id: number; file_name: string }): void {
      removeResource.run(request);
    },
    /** Every text's name with the hash of the content that its chunks were cut from. */
    listResourceHashes: (request: { project_id: number }): Map<string, string> =>
      new Map(hashes.all(request).map(({ file_name, content_hash }) => [file_name, content_hash])),
  };
}

function toRow(
  { text, span, line, heading_path, name, token_count }: Chunk,
  place: Pick<Insert, "project_id" | "resource_id" | "ordinal">,
): Insert {
  const headings = JSON.stringify(heading_path);
  const chunk_hash = createHash("sha256").update(`${name}\0${headings}\0${text}`).digest("hex").slice(0, 32);
  return {
    ...place,
    chunk_text: text,
    chunk_hash,
    name,
    heading_path: headings,
    span_start: span.start,
    span_end: span.end,
    line,
    token_count,
  };
}

/** Equal stretches of one text have equal hashes; each row serves one of them. */
function groupByHash(rows: readonly Known[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { id, chunk_hash } of rows) groups.set(chunk_hash, [...(groups.get(chunk_hash) ?? []), id]);
  return groups;
}
