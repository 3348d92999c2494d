-- At how many ends of a daemon a job was in progress, at how many of these nothing else was, and since when it was leased at the last
-- one. A job that was is done alone, and a file that is alone at two ends is not read again until it changes.
-- Written when leases are void; read by each lease, and by the pass.

ALTER TABLE Queue ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0);
ALTER TABLE Queue ADD COLUMN crashes_alone INTEGER NOT NULL DEFAULT 0 CHECK (crashes_alone >= 0);
ALTER TABLE Queue ADD COLUMN crashed_lease_at TEXT;
CREATE INDEX Queue_suspects ON Queue (project_id) WHERE crashes > 0;
