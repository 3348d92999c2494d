-- Back to the kinds that the first version knew. What it did not know goes; the next pass reads files and history again.

CREATE TABLE CodeFacts_next (
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
INSERT INTO CodeFacts_next (project_id, file_id, ordinal, kind, name, value)
  SELECT project_id, file_id, ordinal, kind, name, value FROM CodeFacts
  WHERE kind = 'export' OR kind = 'declaration' OR kind = 'member' OR kind = 'signature' OR kind = 'import'
    OR kind = 'jsdoc' OR kind = 'open' OR kind = 'anchor' OR kind = 'package';
DROP TABLE CodeFacts;
ALTER TABLE CodeFacts_next RENAME TO CodeFacts;

CREATE TABLE DocClaims_next (
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
INSERT INTO DocClaims_next (project_id, file_id, ordinal, kind, normalized, value)
  SELECT project_id, file_id, ordinal, kind, normalized, value FROM DocClaims
  WHERE kind = 'link' OR kind = 'anchor' OR kind = 'path' OR kind = 'script' OR kind = 'bin'
    OR kind = 'command-file' OR kind = 'import' OR kind = 'symbol' OR kind = 'citation' OR kind = 'jsdoc-param';
DROP TABLE DocClaims;
ALTER TABLE DocClaims_next RENAME TO DocClaims;

CREATE TABLE NameHistory_next (
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
INSERT INTO NameHistory_next (project_id, ordinal, kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at)
  SELECT project_id, ordinal, kind, path, old_name, new_name, similarity, commit_id, parent_id, committed_at FROM NameHistory
  WHERE kind = 'file' OR kind = 'symbol' OR kind = 'manifest';
DROP TABLE NameHistory;
ALTER TABLE NameHistory_next RENAME TO NameHistory;

CREATE TABLE Findings_next (
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
INSERT INTO Findings_next (id, project_id, finding_id, rule, path, line, verdict, severity, confidence, weight, state, first_seen_at, last_seen_at, resolved_at, value)
  SELECT id, project_id, finding_id, rule, path, line, verdict, severity, confidence, weight, state, first_seen_at, last_seen_at, resolved_at, value FROM Findings WHERE verdict = 'DRIFT';
DROP TABLE Findings;
ALTER TABLE Findings_next RENAME TO Findings;
CREATE UNIQUE INDEX Findings_id ON Findings (project_id, finding_id);
CREATE INDEX Findings_place ON Findings (project_id, path, line);
-- Nothing else tells that kinds are missing.
UPDATE Files SET parser_version = 0;
UPDATE Projects SET history_head = NULL, history_status = NULL;
