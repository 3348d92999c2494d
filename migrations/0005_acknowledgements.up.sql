-- What people said of findings. A project may be known for that alone, without being watched.

ALTER TABLE Projects ADD COLUMN watched INTEGER NOT NULL DEFAULT 1 CHECK (watched IN (0, 1));

-- A finding that somebody looked at and accepted until a day. It holds as long as a block of `blocks` and the evidence are the same.
-- Written by `ack`; read by each look at the project, and by `acknowledgements`.
CREATE TABLE Acknowledgements (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES Projects (id) ON DELETE CASCADE,
  finding_id TEXT NOT NULL CHECK (length(finding_id) = 16),
  rule TEXT NOT NULL,
  path TEXT NOT NULL,
  reference TEXT NOT NULL,
  blocks TEXT NOT NULL CHECK (json_valid(blocks)),
  evidence TEXT NOT NULL,
  reason TEXT NOT NULL,
  until TEXT NOT NULL,
  acknowledged_by TEXT NOT NULL,
  acknowledged_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX Acknowledgements_finding ON Acknowledgements (project_id, finding_id);
