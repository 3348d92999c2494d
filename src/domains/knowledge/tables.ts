import { z } from "zod";
import { table } from "../../storage/table.js";

export const resources = table(
  "Resources",
  z.object({
    id: z.int(),
    project_id: z.int(),
    file_name: z.string(),
    type: z.enum(["document", "code"]),
    content_hash: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
  "chunks",
);
export type ResourceType = z.output<typeof resources.row>["type"];

export const resourceChunks = table(
  "ResourceChunks",
  z.object({
    id: z.int(),
    project_id: z.int(),
    resource_id: z.int(),
    ordinal: z.int(),
    chunk_text: z.string(),
    chunk_hash: z.string(),
    name: z.string(),
    heading_path: z.string(),
    span_start: z.int(),
    span_end: z.int(),
    line: z.int(),
    token_count: z.int(),
    vector_id: z.int().nullable(),
  }),
  "chunks",
);
export type ResourceChunkRow = z.output<typeof resourceChunks.row>;

export const chunkText = table("ChunkText", z.object({ name: z.string(), text: z.string() }), "chunks");

export const knowledgeTables = [resources, resourceChunks, chunkText] as const;
