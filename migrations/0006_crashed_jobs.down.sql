-- Which jobs a daemon died of is forgotten; they are done like all others.

DROP INDEX Queue_suspects;
ALTER TABLE Queue DROP COLUMN crashed_lease_at;
ALTER TABLE Queue DROP COLUMN crashes_alone;
ALTER TABLE Queue DROP COLUMN crashes;
