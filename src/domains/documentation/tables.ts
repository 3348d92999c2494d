import { z } from "zod";
import { bytes, flag, table } from "../../storage/table.js";

export const projects = table(
  "Projects",
  z.object({
    id: z.int(),
    root: z.string(),
    name: z.string(),
    device: z.number().nullable(),
    inode: z.number().nullable(),
    git_common_dir: z.string().nullable(),
    config_hash: z.string().nullable(),
    state: z.enum(["indexing", "ready", "paused"]),
    state_reason: z.string().nullable(),
    instance: z.string().nullable(),
    seq: z.int(),
    history_head: z.string().nullable(),
    history_status: z.string().nullable(),
    added_at: z.string(),
    last_pass_at: z.string().nullable(),
    last_pass: z.string().nullable(),
    watched: flag,
  }),
);
export type ProjectRow = z.output<typeof projects.row>;

export const files = table(
  "Files",
  z.object({
    id: z.int(),
    project_id: z.int(),
    path: z.string(),
    kind: z.enum(["code", "document", "manifest", "text", "other"]),
    language: z.string().nullable(),
    size: z.int(),
    mtime_ns: z.number(),
    ctime_ns: z.number(),
    inode: z.number(),
    hash: z.string().nullable(),
    lines: z.int().nullable(),
    parse_state: z.enum(["ok", "syntax", "skipped", "poisoned"]),
    problems: z.string(),
    parser_version: z.int(),
    identifiers: bytes.nullable(),
    words: bytes.nullable(),
    document: z.string().nullable(),
    hashed_at: z.string(),
  }),
  "tree",
);
export type FilesRow = z.output<typeof files.row>;

export const codeFacts = table(
  "CodeFacts",
  z.object({
    project_id: z.int(),
    file_id: z.int(),
    ordinal: z.int(),
    kind: z.string(),
    name: z.string().nullable(),
    value: z.string(),
  }),
  "tree",
);

export const docClaims = table(
  "DocClaims",
  z.object({
    project_id: z.int(),
    file_id: z.int(),
    ordinal: z.int(),
    kind: z.string(),
    normalized: z.string(),
    value: z.string(),
    reference: z.string(),
    line: z.int(),
    heading_path: z.string(),
    marks: z.string(),
    block_hash: z.string(),
  }),
  "tree",
);

export const nameHistory = table(
  "NameHistory",
  z.object({
    project_id: z.int(),
    ordinal: z.int(),
    kind: z.string(),
    path: z.string(),
    old_name: z.string().nullable(),
    new_name: z.string().nullable(),
    similarity: z.number().nullable(),
    commit_id: z.string(),
    parent_id: z.string().nullable(),
    committed_at: z.string(),
  }),
  "tree",
);
export type NameHistoryRow = z.output<typeof nameHistory.row>;

export const findings = table(
  "Findings",
  z.object({
    id: z.int(),
    project_id: z.int(),
    finding_id: z.string(),
    rule: z.string(),
    path: z.string(),
    line: z.int(),
    verdict: z.enum(["DRIFT", "STALE", "CONFLICT"]),
    severity: z.enum(["error", "warning", "note"]),
    confidence: z.number(),
    weight: z.number(),
    state: z.enum(["pending", "settled", "resolved", "acknowledged"]),
    first_seen_at: z.string(),
    last_seen_at: z.string(),
    resolved_at: z.string().nullable(),
    value: z.string(),
    column_number: z.int(),
    reference: z.string(),
    evidence: z.string(),
    suggestion: z.string(),
  }),
  "tree",
);
export type FindingsRow = z.output<typeof findings.row>;
export type FindingState = FindingsRow["state"];

export const acknowledgements = table(
  "Acknowledgements",
  z.object({
    id: z.int(),
    project_id: z.int(),
    finding_id: z.string(),
    rule: z.string(),
    path: z.string(),
    reference: z.string(),
    blocks: z.string(),
    evidence: z.string(),
    reason: z.string(),
    until: z.string(),
    acknowledged_by: z.string(),
    acknowledged_at: z.string(),
  }),
);
export type AcknowledgementRow = z.output<typeof acknowledgements.row>;

export const documentationSync = table(
  "DocumentationSync",
  z.object({
    id: z.int(),
    sync_id: z.string(),
    project_id: z.int(),
    file_path: z.string(),
    sync_type: z.enum(["code_to_docs", "docs_to_code", "bidirectional"]),
    consistency_score: z.number().nullable(),
    drift_detected: flag,
    checked: z.int(),
    weight_ok: z.number(),
    weight_drift: z.number(),
    unknown: z.string(),
    auto_sync_enabled: flag,
    last_sync_at: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
  "tree",
);
export type DocumentationSyncRow = z.output<typeof documentationSync.row>;

export const realtimeSync = table(
  "RealtimeSync",
  z.object({
    id: z.int(),
    sync_session_id: z.string(),
    project_id: z.int(),
    monitored_paths: z.string(),
    sync_status: z.enum(["active", "paused", "stopped", "error"]),
    backend: z.string(),
    backend_reason: z.string(),
    changes_detected: z.int(),
    auto_sync_enabled: flag,
    last_activity_at: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
  "recorded",
);
export type RealtimeSyncRow = z.output<typeof realtimeSync.row>;

export const fixes = table(
  "Fixes",
  z.object({
    id: z.int(),
    fix_id: z.string(),
    project_id: z.int(),
    root: z.string(),
    pass: z.int(),
    path: z.string(),
    rule: z.string(),
    finding_id: z.string(),
    cause: z.string(),
    before_hash: z.string(),
    after_hash: z.string(),
    range_start: z.int(),
    range_end: z.int(),
    anchors: z.string(),
    actor: z.string(),
    state: z.enum(["planned", "applied", "undone"]),
    created_at: z.string(),
    undone_at: z.string().nullable(),
  }),
);
export type FixesRow = z.output<typeof fixes.row>;

export const agreedPairs = table(
  "AgreedPairs",
  z.object({
    project_id: z.int(),
    path: z.string(),
    pair_key: z.string(),
    block_hash: z.string(),
    subject_hash: z.string(),
    subject: z.string(),
    agreed_at: z.string(),
  }),
  "tree",
);
export type AgreedPairsRow = z.output<typeof agreedPairs.row>;

export const confirmations = table(
  "Confirmations",
  z.object({
    id: z.int(),
    project_id: z.int(),
    path: z.string(),
    binding: z.string(),
    ordinal: z.int(),
    words: z.string(),
    reader: z.int(),
    fingerprints: z.string(),
    confirmed_by: z.string(),
    confirmed_at: z.string(),
  }),
);
export type ConfirmationRow = z.output<typeof confirmations.row>;

export const documentationTables = [
  projects,
  files,
  codeFacts,
  docClaims,
  nameHistory,
  findings,
  acknowledgements,
  documentationSync,
  realtimeSync,
  fixes,
  agreedPairs,
  confirmations,
] as const;
