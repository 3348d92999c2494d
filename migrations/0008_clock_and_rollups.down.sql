-- Sums and the record of timed jobs are lost; raw measurements stay.

DROP INDEX PerformanceMetrics_rollup;
DROP INDEX PerformanceMetrics_time;
DROP INDEX PerformanceMetrics_latest;
DELETE FROM PerformanceMetrics WHERE resolution <> 'raw';
ALTER TABLE PerformanceMetrics DROP COLUMN metric_max;
ALTER TABLE PerformanceMetrics DROP COLUMN metric_min;
ALTER TABLE PerformanceMetrics DROP COLUMN samples;
ALTER TABLE PerformanceMetrics DROP COLUMN resolution;
CREATE INDEX PerformanceMetrics_latest ON PerformanceMetrics (project_id, metric_type, component_name, id);
CREATE INDEX PerformanceMetrics_time ON PerformanceMetrics (timestamp);
DROP TABLE ClockRuns;
