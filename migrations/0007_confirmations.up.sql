-- What people said of bindings.

-- A text that somebody found to agree with the code it is bound to, and what that code looked like. It counts as long as the words of the
-- text are the same. Written by `confirm`; read by each look at the project, and by `confirmations`.
CREATE TABLE Confirmations (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  binding TEXT NOT NULL,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  words TEXT NOT NULL,
  reader INTEGER NOT NULL,
  fingerprints TEXT NOT NULL CHECK (json_valid(fingerprints)),
  confirmed_by TEXT NOT NULL,
  confirmed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX Confirmations_binding ON Confirmations (project_id, path, binding, ordinal);
