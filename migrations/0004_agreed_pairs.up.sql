-- What text and code of bidirectional documents last agreed on: one row a claim with a subject. Hashes are the first 16 hex digits of a
-- SHA-256, of the claim's block and of its subject's state; `subject` is that state, cut, for people.
-- Written by the pass with the document's judgement; read by a warm start, by `check` without a daemon, and by `documentation.agreed`.
CREATE TABLE AgreedPairs (
  project_id INTEGER NOT NULL,
  path TEXT NOT NULL,
  pair_key TEXT NOT NULL,
  block_hash TEXT NOT NULL,
  subject_hash TEXT NOT NULL,
  subject TEXT NOT NULL,
  agreed_at TEXT NOT NULL,
  PRIMARY KEY (project_id, path, pair_key),
  FOREIGN KEY (project_id, path) REFERENCES Files (project_id, path) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
