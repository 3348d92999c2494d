import type { AgreedPair, DocumentScore, Finding, SyncType, UnknownReason } from "../../analysis/model.js";
import type { Database } from "../../storage/open.js";
import { agreedStatements } from "./agreed.js";
import type { DocumentationSyncRow } from "./tables.js";

/** A judged document: its score with the sums it is made of, its findings, and what could not be judged. */
export interface DocumentRecord extends DocumentScore {
  sums: { ok: number; drift: number };
  unknown: Partial<Record<UnknownReason, number>>;
  findings: readonly Finding[];
  /** Findings that somebody acknowledged. */
  acknowledged?: readonly Finding[];
  /** code_to_docs when left out. */
  sync?: {
    type: SyncType;
    /** The daemon may write it, as far as the project's configuration goes. */
    enabled: boolean;
    /** What text and code agree on, or did when they last agreed; kept for bidirectional documents. */
    agreed: readonly AgreedPair[];
  };
}

/** A document as the ledger remembers it. */
export interface StoredDocument extends DocumentScore {
  sync_id: string;
  sync_type: SyncType;
  sums: { ok: number; drift: number };
  unknown: Partial<Record<UnknownReason, number>>;
  auto_sync_enabled: boolean;
  /** When one of its claims last held; null: never. */
  last_sync_at: string | null;
  created_at: string;
  updated_at: string;
}

type Upsert = Omit<DocumentationSyncRow, "id" | "sync_id" | "created_at" | "updated_at"> & { now: string };

export function documentStatements(db: Database) {
  const upsert = db.prepare<Upsert>(`
    INSERT INTO DocumentationSync (project_id, file_path, sync_type, consistency_score, drift_detected, checked,
      weight_ok, weight_drift, unknown, auto_sync_enabled, last_sync_at, created_at, updated_at)
    VALUES (:project_id, :file_path, :sync_type, :consistency_score, :drift_detected, :checked,
      :weight_ok, :weight_drift, :unknown, :auto_sync_enabled, :last_sync_at, :now, :now)
    ON CONFLICT (project_id, file_path) DO UPDATE SET
      sync_type = excluded.sync_type, consistency_score = excluded.consistency_score, drift_detected = excluded.drift_detected,
      checked = excluded.checked, weight_ok = excluded.weight_ok, weight_drift = excluded.weight_drift, unknown = excluded.unknown,
      auto_sync_enabled = excluded.auto_sync_enabled,
      last_sync_at = coalesce(excluded.last_sync_at, DocumentationSync.last_sync_at), updated_at = excluded.updated_at`);
  const remove = db.prepare<{ project_id: number; path: string }>(
    "DELETE FROM DocumentationSync WHERE project_id = :project_id AND file_path = :path",
  );
  const list = db.prepare<{ project_id: number; under: string; limit: number; offset: number }, DocumentationSyncRow>(`
    SELECT sync_id, file_path, sync_type, consistency_score, drift_detected, checked, weight_ok, weight_drift, unknown,
      auto_sync_enabled, last_sync_at, created_at, updated_at
    FROM DocumentationSync WHERE project_id = :project_id AND substr(file_path, 1, length(:under)) = :under
    ORDER BY file_path LIMIT :limit OFFSET :offset`);

  const agreed = agreedStatements(db);

  return {
    recordDocument(project_id: number, document: DocumentRecord, now: string): void {
      upsert.run(toUpsert(project_id, document, now));
      agreed.recordAgreed({ project_id, path: document.path, pairs: document.sync?.agreed ?? [], now });
    },
    /** Forgets that a file was judged; the file itself stays. */
    removeDocument(project_id: number, path: string): void {
      remove.run({ project_id, path });
      agreed.recordAgreed({ project_id, path, pairs: [], now: "" });
    },
    listAgreed: agreed.listAgreed,
    loadAgreed: agreed.loadAgreed,
    /** Judged documents by path, those that start with `under`. */
    listDocuments: (request: { project_id: number; under: string; limit: number; offset: number }): StoredDocument[] =>
      list.all(request).map(toDocument),
  };
}

const CODE_TO_DOCS: NonNullable<DocumentRecord["sync"]> = { type: "code_to_docs", enabled: true, agreed: [] };

function toUpsert(project_id: number, document: DocumentRecord, now: string): Upsert {
  const { path, score, drift_detected, checked, sums, unknown, findings, sync = CODE_TO_DOCS } = document;
  const held = sync.type === "bidirectional" ? sync.agreed.some((pair) => pair.agreed_at === null) : checked > findings.length;
  return {
    project_id,
    file_path: path,
    sync_type: sync.type,
    consistency_score: score,
    drift_detected: drift_detected ? 1 : 0,
    checked,
    weight_ok: sums.ok,
    weight_drift: sums.drift,
    unknown: JSON.stringify(unknown),
    auto_sync_enabled: sync.enabled ? 1 : 0,
    last_sync_at: held ? now : null,
    now,
  };
}

function toDocument(row: DocumentationSyncRow): StoredDocument {
  return {
    path: row.file_path,
    score: row.consistency_score,
    drift_detected: row.drift_detected === 1,
    checked: row.checked,
    sync_id: row.sync_id,
    sync_type: row.sync_type,
    sums: { ok: row.weight_ok, drift: row.weight_drift },
    unknown: JSON.parse(row.unknown) as StoredDocument["unknown"],
    auto_sync_enabled: row.auto_sync_enabled === 1,
    last_sync_at: row.last_sync_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
