-- The ledger's first tables: what is watched and found (documentation), what is to be done and what happened (operations),
-- and the searchable text of both documents and code (knowledge).
--
-- All tables: times are TEXT, UTC, 2026-11-21T10:30:00.000Z. Booleans are 0 or 1. JSON is checked. Rows that belong to no single
-- project carry the project 0, `*`. Device, inode and nanoseconds are REAL: they are compared as the doubles JavaScript reads,
-- and SQLite keeps a double beyond 2^51 as it is only in a REAL column.
-- In the tables that every pass fills, enums are checked by OR: IN builds a set for each statement, and inserts take a third longer.

-- One watched repository; 0 is the project of shared rows.
-- Written by `projects.add` and each pass (state, seq, figures, history status); read by every answer that carries {instance, seq}.
CREATE TABLE Projects (
  id INTEGER PRIMARY KEY,
  root TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  device REAL,
  inode REAL,
  git_common_dir TEXT,
  config_hash TEXT,
  state TEXT NOT NULL DEFAULT 'indexing' CHECK (state IN ('indexing', 'ready', 'paused')),
  state_reason TEXT,
  instance TEXT,
  seq INTEGER NOT NULL DEFAULT 0 CHECK (seq >= 0),
  history_head TEXT,
  history_status TEXT CHECK (json_valid(history_status)),
  added_at TEXT NOT NULL,
  last_pass_at TEXT,
  last_pass TEXT CHECK (json_valid(last_pass))
) STRICT;

INSERT INTO Projects (id, root, name, state, added_at)
VALUES (0, '*', '*', 'ready', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

-- Every watched file as the last pass saw it. `hash` is git's blob id, NULL for what could not be read; `lines`, `identifiers` and
-- `words` (sorted 32-bit hashes in the machine's byte order) are NULL for what was not parsed; `document` holds the traits of a
-- Markdown file; `hashed_at` is when it was read.
-- Written by the pass; read by the sweep (to compare), by a warm start (to rebuild the model) and by the chunks job.
CREATE TABLE Files (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'code' OR kind = 'document' OR kind = 'manifest' OR kind = 'text' OR kind = 'other'),
  language TEXT,
  size INTEGER NOT NULL,
  mtime_ns REAL NOT NULL,
  ctime_ns REAL NOT NULL,
  inode REAL NOT NULL,
  hash TEXT,
  lines INTEGER,
  parse_state TEXT NOT NULL CHECK (parse_state = 'ok' OR parse_state = 'syntax' OR parse_state = 'skipped' OR parse_state = 'poisoned'),
  problems TEXT NOT NULL CHECK (json_valid(problems)),
  parser_version INTEGER NOT NULL,
  identifiers BLOB,
  words BLOB,
  document TEXT CHECK (json_valid(document)),
  hashed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX Files_path ON Files (project_id, path);
CREATE UNIQUE INDEX Files_id ON Files (project_id, id);

-- What the files say: one row a fact, in the order the reader found them; `name` is the qualified name where a fact has one.
-- Keyed by file and position: a file's rows are always replaced together, and nothing outside refers to a single one.
-- Written by the pass; read by a warm start and the chunks job.
CREATE TABLE CodeFacts (
  project_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'export' OR kind = 'declaration' OR kind = 'member' OR kind = 'signature' OR kind = 'import'
    OR kind = 'jsdoc' OR kind = 'open' OR kind = 'anchor' OR kind = 'package'),
  name TEXT,
  value TEXT NOT NULL CHECK (json_valid(value)),
  PRIMARY KEY (project_id, file_id, ordinal),
  FOREIGN KEY (project_id, file_id) REFERENCES Files (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What the documents and JSDoc blocks claim: one row a claim, in reading order. The columns after `value` are read out of it.
-- Written by the pass; read by a warm start.
CREATE TABLE DocClaims (
  project_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'link' OR kind = 'anchor' OR kind = 'path' OR kind = 'script' OR kind = 'bin'
    OR kind = 'command-file' OR kind = 'import' OR kind = 'symbol' OR kind = 'citation' OR kind = 'jsdoc-param'),
  normalized TEXT NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  reference TEXT GENERATED ALWAYS AS (value ->> '$.reference') VIRTUAL,
  line INTEGER GENERATED ALWAYS AS (value ->> '$.line') VIRTUAL,
  heading_path TEXT GENERATED ALWAYS AS (value -> '$.container.headings') VIRTUAL,
  marks TEXT GENERATED ALWAYS AS (value -> '$.marks') VIRTUAL,
  block_hash TEXT GENERATED ALWAYS AS (value ->> '$.block_hash') VIRTUAL,
  PRIMARY KEY (project_id, file_id, ordinal),
  FOREIGN KEY (project_id, file_id) REFERENCES Files (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What git's history says of names, newest last: the highest ordinal is the newest event, so that new commits append.
-- file: `path` was deleted, or renamed to `new_name`. symbol: `path` lost the name `old_name`. manifest: `path` changed from
-- blob `old_name` to blob `new_name`. Head and completeness are in Projects.
-- Written by the pass when HEAD has moved; read by a warm start.
CREATE TABLE NameHistory (
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'file' OR kind = 'symbol' OR kind = 'manifest'),
  path TEXT NOT NULL,
  old_name TEXT,
  new_name TEXT,
  similarity REAL,
  commit_id TEXT NOT NULL,
  parent_id TEXT,
  committed_at TEXT NOT NULL,
  PRIMARY KEY (project_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Every claim found untrue, one row a finding id; a resolved one that comes back keeps its first_seen_at.
-- `value` is the finding as programs see it; the columns after it are read out of it. A pending finding that was resolved before
-- keeps that time in resolved_at until it settles.
-- Written by the pass; read by `findings`, `status` and the notifications of change.
CREATE TABLE Findings (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  finding_id TEXT NOT NULL CHECK (length(finding_id) = 16),
  rule TEXT NOT NULL,
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict = 'DRIFT'),
  severity TEXT NOT NULL CHECK (severity = 'error' OR severity = 'warning' OR severity = 'note'),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  weight REAL NOT NULL CHECK (weight >= 0),
  state TEXT NOT NULL CHECK (state = 'pending' OR state = 'settled' OR state = 'resolved' OR state = 'acknowledged'),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  resolved_at TEXT CHECK (resolved_at IS NOT NULL OR state <> 'resolved'),
  value TEXT NOT NULL CHECK (json_valid(value)),
  column_number INTEGER GENERATED ALWAYS AS (value ->> '$.column') VIRTUAL,
  reference TEXT GENERATED ALWAYS AS (value ->> '$.reference') VIRTUAL,
  evidence TEXT GENERATED ALWAYS AS (value -> '$.evidence') VIRTUAL,
  suggestion TEXT GENERATED ALWAYS AS (value -> '$.suggestion') VIRTUAL
) STRICT;
CREATE UNIQUE INDEX Findings_id ON Findings (project_id, finding_id);
CREATE INDEX Findings_place ON Findings (project_id, path, line);

-- One row a judged document (or code file with JSDoc claims): its score and drift flag. `weight_ok` and `weight_drift` are the sums
-- that the score is made of, `unknown` counts what could not be judged by reason. `last_sync_at`: when a claim last held; NULL: never.
-- Written by the pass; read by `documents`, `status`.
CREATE TABLE DocumentationSync (
  id INTEGER PRIMARY KEY,
  sync_id TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(8)))),
  project_id INTEGER NOT NULL,
  file_path TEXT NOT NULL,
  sync_type TEXT NOT NULL DEFAULT 'code_to_docs'
    CHECK (sync_type = 'code_to_docs' OR sync_type = 'docs_to_code' OR sync_type = 'bidirectional'),
  consistency_score REAL CHECK (consistency_score BETWEEN 0 AND 1),
  drift_detected INTEGER NOT NULL DEFAULT 0 CHECK (drift_detected IN (0, 1)),
  checked INTEGER NOT NULL CHECK (checked >= 0),
  weight_ok REAL NOT NULL,
  weight_drift REAL NOT NULL,
  unknown TEXT NOT NULL CHECK (json_valid(unknown)),
  auto_sync_enabled INTEGER NOT NULL DEFAULT 1 CHECK (auto_sync_enabled IN (0, 1)),
  last_sync_at TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  FOREIGN KEY (project_id, file_path) REFERENCES Files (project_id, path) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX DocumentationSync_path ON DocumentationSync (project_id, file_path);

-- One row a watch session of a project: from arming the watcher to its end.
-- Written when a watcher is armed, degraded or stopped, and by each pass (activity); read by `status`.
CREATE TABLE RealtimeSync (
  id INTEGER PRIMARY KEY,
  sync_session_id TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  monitored_paths TEXT NOT NULL CHECK (json_valid(monitored_paths)),
  sync_status TEXT NOT NULL DEFAULT 'active' CHECK (sync_status IN ('active', 'paused', 'stopped', 'error')),
  backend TEXT NOT NULL,
  backend_reason TEXT NOT NULL,
  changes_detected INTEGER NOT NULL DEFAULT 0 CHECK (changes_detected >= 0),
  auto_sync_enabled INTEGER NOT NULL DEFAULT 1 CHECK (auto_sync_enabled IN (0, 1)),
  last_activity_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX RealtimeSync_project ON RealtimeSync (project_id, id);

-- The inbox: what is to be done. Written by doors (add), the pass and jobs (lease, finish, fail); read by the scheduler and `status`.
CREATE TABLE Queue (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  task_type TEXT NOT NULL,
  coalescing_key TEXT NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(payload)),
  priority INTEGER NOT NULL DEFAULT 5 CHECK (priority BETWEEN 0 AND 9),
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  hits INTEGER NOT NULL DEFAULT 1,
  retries INTEGER NOT NULL DEFAULT 0,
  max_retries INTEGER NOT NULL DEFAULT 3,
  available_at TEXT NOT NULL,
  leased_by TEXT,
  leased_at TEXT,
  error_message TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX Queue_pending ON Queue (project_id, task_type, coalescing_key) WHERE status = 'pending';
CREATE INDEX Queue_next ON Queue (status, priority, available_at, id);
CREATE INDEX Queue_project ON Queue (project_id, status, task_type);

-- Raw samples; the name in metric_type ends in its unit (`pass_took_ms`), labels are in metadata.
-- Written by the metrics job and the pass; read by `metrics`. Kept 7 days.
CREATE TABLE PerformanceMetrics (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL DEFAULT 0 REFERENCES Projects (id) ON DELETE CASCADE,
  metric_type TEXT NOT NULL,
  component_name TEXT NOT NULL,
  metric_value REAL NOT NULL,
  unit TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata))
) STRICT;
CREATE INDEX PerformanceMetrics_latest ON PerformanceMetrics (project_id, metric_type, component_name, id);
CREATE INDEX PerformanceMetrics_time ON PerformanceMetrics (timestamp);

-- One row a writing call; outlives its project. Written by the method table; read by `audit`.
CREATE TABLE AuditLog (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL DEFAULT 0 REFERENCES Projects (id) ON DELETE SET DEFAULT,
  agent_id TEXT NOT NULL,
  method TEXT NOT NULL,
  entity_type TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete')),
  changes TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(changes)),
  timestamp TEXT NOT NULL
) STRICT;
CREATE INDEX AuditLog_project ON AuditLog (project_id, id);

-- Warnings and errors of the daemon; the whole log is a file. Written by the daemon's logger; read by `logs`. Kept 30 days.
CREATE TABLE Logs (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL DEFAULT 0 REFERENCES Projects (id) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('trace', 'debug', 'info', 'warn', 'error', 'fatal')),
  message TEXT NOT NULL,
  service TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fields)),
  timestamp TEXT NOT NULL
) STRICT;
CREATE INDEX Logs_project ON Logs (project_id, id);
CREATE INDEX Logs_time ON Logs (timestamp);

-- The migrations this ledger has gone through. `version` is the lockstep that ran it. Written and read by the migrator.
CREATE TABLE SchemaMigrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  version TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  duration_ms REAL NOT NULL
) STRICT;

-- A text in the knowledge base; `content_hash` is what its chunks were cut from. For watched files `file_name` is the path.
-- Written by the chunks job; read by it (what is behind) and by search.
CREATE TABLE Resources (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('document', 'code')),
  content_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX Resources_name ON Resources (project_id, file_name);
CREATE UNIQUE INDEX Resources_id ON Resources (project_id, id);

-- Stretches of a resource's text; spans are UTF-16 offsets. `vector_id` is NULL until the chunk is embedded.
-- Written by the chunks job; read by search.
CREATE TABLE ResourceChunks (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  chunk_text TEXT NOT NULL,
  chunk_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  heading_path TEXT NOT NULL CHECK (json_valid(heading_path)),
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL CHECK (span_end >= span_start),
  line INTEGER NOT NULL,
  token_count INTEGER NOT NULL CHECK (token_count >= 0),
  vector_id INTEGER UNIQUE,
  FOREIGN KEY (project_id, resource_id) REFERENCES Resources (project_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX ResourceChunks_resource ON ResourceChunks (project_id, resource_id, ordinal);

-- The words of each chunk, rowid = the chunk's id; identifiers are split before they come here, porter stems them.
-- Written with the chunk; the trigger keeps it from outliving one, by whatever way the chunk goes. Read by search.
CREATE VIRTUAL TABLE ChunkText USING fts5 (name, text, content = '', contentless_delete = 1, tokenize = 'porter unicode61');
CREATE TRIGGER ResourceChunks_deleted AFTER DELETE ON ResourceChunks
BEGIN
  DELETE FROM ChunkText WHERE rowid = OLD.id;
END;
