-- Edits that lockstep made to documents, and what takes each of them back: one row a finding that was mended.
-- `root` is the project's folder, so that also a project that nobody watches has its fixes; `pass` counts the runs of one folder.
-- Hashes are git's blob ids of the whole file before and after its write; the range is in bytes of the file after it, from the first
-- edit's beginning to the last one's end. `anchors` holds each edit's old and new text, with its whole lines as a hash, to find it
-- again; moved along by later fixes. planned: the row is there, the file may not be written yet.
-- Written by `fixes.record` and `fixes.settle`; read by `fixes.list`, by `lockstep undo` and by the daemon before it fixes by itself.
CREATE TABLE Fixes (
  id INTEGER PRIMARY KEY,
  fix_id TEXT NOT NULL UNIQUE CHECK (length(fix_id) = 8),
  project_id INTEGER NOT NULL DEFAULT 0 REFERENCES Projects (id) ON DELETE SET DEFAULT,
  root TEXT NOT NULL,
  pass INTEGER NOT NULL CHECK (pass >= 1),
  path TEXT NOT NULL,
  rule TEXT NOT NULL,
  finding_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  before_hash TEXT NOT NULL,
  after_hash TEXT NOT NULL,
  range_start INTEGER NOT NULL CHECK (range_start >= 0),
  range_end INTEGER NOT NULL CHECK (range_end >= range_start),
  anchors TEXT NOT NULL CHECK (json_valid(anchors)),
  actor TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'planned' OR state = 'applied' OR state = 'undone'),
  created_at TEXT NOT NULL,
  undone_at TEXT CHECK ((undone_at IS NOT NULL) = (state = 'undone'))
) STRICT;
CREATE INDEX Fixes_project ON Fixes (project_id, id);
CREATE INDEX Fixes_root ON Fixes (root, id);
