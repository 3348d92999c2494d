-- What timed jobs did, and measurements summed up by minute, hour and day.

-- One row a timed job: its last run, and its last one that went well. Outlives the jobs themselves, for some run once a week.
-- Written when a timed job ends; read at the start (what was missed) and by `clock list`.
CREATE TABLE ClockRuns (
  job TEXT PRIMARY KEY,
  started_at TEXT NOT NULL,
  took_ms REAL NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome = 'done' OR outcome = 'failed'),
  error_message TEXT,
  succeeded_at TEXT
) STRICT, WITHOUT ROWID;

-- A row of a coarser resolution stands for `samples` raw ones from its timestamp on: metric_value is their mean. Labels are not kept.
-- Written by the metrics_rollup job; read by `operations.metric`. Minutes are kept 30 days, hours a year, days for good.
ALTER TABLE PerformanceMetrics ADD COLUMN resolution TEXT NOT NULL DEFAULT 'raw'
  CHECK (resolution = 'raw' OR resolution = 'minute' OR resolution = 'hour' OR resolution = 'day');
ALTER TABLE PerformanceMetrics ADD COLUMN samples INTEGER NOT NULL DEFAULT 1 CHECK (samples >= 1);
ALTER TABLE PerformanceMetrics ADD COLUMN metric_min REAL;
ALTER TABLE PerformanceMetrics ADD COLUMN metric_max REAL;
DROP INDEX PerformanceMetrics_latest;
DROP INDEX PerformanceMetrics_time;
CREATE INDEX PerformanceMetrics_latest ON PerformanceMetrics (project_id, resolution, metric_type, component_name, id);
CREATE INDEX PerformanceMetrics_time ON PerformanceMetrics (resolution, timestamp);
CREATE UNIQUE INDEX PerformanceMetrics_rollup ON PerformanceMetrics (project_id, resolution, metric_type, component_name, timestamp)
  WHERE resolution <> 'raw';
