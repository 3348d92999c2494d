import type { Database } from "../../storage/open.js";
import { resourceStatements } from "./resources.js";
import { searchStatements } from "./search.js";

/** All reading and writing of Resources, ResourceChunks and ChunkText. What writes is called inside its caller's transaction. */
export function knowledgeStore(db: Database) {
  return { ...resourceStatements(db), ...searchStatements(db) };
}

export type KnowledgeStore = ReturnType<typeof knowledgeStore>;
