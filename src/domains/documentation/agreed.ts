import type { AgreedPair } from "../../analysis/model.js";
import type { Database } from "../../storage/open.js";
import type { AgreedPairsRow } from "./tables.js";

/** An agreed pair with the document it is of. */
export interface StoredPair extends AgreedPair {
  path: string;
}

interface ListAgreed {
  project_id: number;
  under: string;
  limit: number;
  offset: number;
}

export function agreedStatements(db: Database) {
  const insert = db.prepare<AgreedPairsRow>(`
    INSERT INTO AgreedPairs (project_id, path, pair_key, block_hash, subject_hash, subject, agreed_at)
    VALUES (:project_id, :path, :pair_key, :block_hash, :subject_hash, :subject, :agreed_at)`);
  const clear = db.prepare<{ project_id: number; path: string }>(
    "DELETE FROM AgreedPairs WHERE project_id = :project_id AND path = :path",
  );
  const list = db.prepare<ListAgreed, AgreedPairsRow>(`
    SELECT project_id, path, pair_key, block_hash, subject_hash, subject, agreed_at FROM AgreedPairs
    WHERE project_id = :project_id AND substr(path, 1, length(:under)) = :under ORDER BY path, pair_key LIMIT :limit OFFSET :offset`);

  const listAgreed = (request: ListAgreed): StoredPair[] => list.all(request).map(toPair);

  return {
    /** Makes `pairs` those of the document; one without a time agreed `now`. */
    recordAgreed({
      project_id,
      path,
      pairs,
      now,
    }: {
      project_id: number;
      path: string;
      pairs: readonly AgreedPair[];
      now: string;
    }): void {
      clear.run({ project_id, path });
      for (const { key, agreed_at, ...pair } of pairs) {
        insert.run({ project_id, path, pair_key: key, ...pair, agreed_at: agreed_at ?? now });
      }
    },
    /** Pairs of documents whose path starts with `under`. */
    listAgreed,
    /** All pairs of a project by document. */
    loadAgreed({ project_id }: { project_id: number }): Map<string, AgreedPair[]> {
      const documents = new Map<string, AgreedPair[]>();
      for (let offset = 0; ; offset += ROWS_A_PAGE) {
        const page = listAgreed({ project_id, under: "", limit: ROWS_A_PAGE, offset });
        for (const { path, ...pair } of page) {
          const known = documents.get(path);
          if (known) known.push(pair);
          else documents.set(path, [pair]);
        }
        if (page.length < ROWS_A_PAGE) return documents;
      }
    },
  };
}

const ROWS_A_PAGE = 1_000;

function toPair({ path, pair_key, block_hash, subject_hash, subject, agreed_at }: AgreedPairsRow): StoredPair {
  return { path, key: pair_key, block_hash, subject_hash, subject, agreed_at };
}
