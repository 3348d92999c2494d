import type { Database } from "../../storage/open.js";
import type { MetricRow } from "./tables.js";

/** One sample. */
export interface Metric {
  /** Project it was measured in; 0 for the daemon itself. */
  project_id: number;
  /** Name that ends in its unit: `pass_took_ms`, `queue_depth_jobs`. */
  metric_type: string;
  /** Part of the daemon: `pass`, `inbox`, `process`. */
  component_name: string;
  metric_value: number;
  /** Labels out of closed sets. */
  metadata?: Record<string, string | number>;
}

export interface StoredMetric extends Required<Metric> {
  unit: string;
  timestamp: string;
  /** How many samples it stands for, with the smallest and the largest of them: of a raw one itself. */
  samples: number;
  metric_min: number;
  metric_max: number;
}

type Inserted = Omit<MetricRow, "id" | "resolution" | "samples" | "metric_min" | "metric_max">;
type Parameters = Omit<MetricRow, "id" | "resolution">;

export type Resolution = MetricRow["resolution"];

interface Series {
  project_id: number;
  metric_type: string;
  component_name: string;
  resolution: Resolution;
  limit: number;
}

const COLUMNS = "project_id, metric_type, component_name, metric_value, unit, timestamp, metadata";

export function metricStatements(db: Database) {
  const insert = db.prepare<Inserted>(`
    INSERT INTO PerformanceMetrics (${COLUMNS})
    SELECT :project_id, :metric_type, :component_name, :metric_value, :unit, :timestamp, :metadata
    WHERE EXISTS (SELECT 1 FROM Projects WHERE id = :project_id)`);
  const latest = db.prepare<{ project_id: number; limit: number }, Parameters>(`
    SELECT ${COLUMNS}, samples, metric_min, metric_max FROM PerformanceMetrics
    WHERE id IN (SELECT max(id) FROM PerformanceMetrics WHERE project_id = :project_id AND resolution = 'raw' GROUP BY metric_type, component_name)
    ORDER BY metric_type, component_name LIMIT :limit`);
  const series = db.prepare<Series, Parameters>(`
    SELECT ${COLUMNS}, samples, metric_min, metric_max FROM PerformanceMetrics
    WHERE project_id = :project_id AND resolution = :resolution AND metric_type = :metric_type AND component_name = :component_name
    ORDER BY timestamp DESC, id DESC LIMIT :limit`);
  const forget = db.prepare<{ resolution: Resolution; before: string; limit: number }>(`
    DELETE FROM PerformanceMetrics WHERE id IN (
      SELECT id FROM PerformanceMetrics WHERE resolution = :resolution AND timestamp < :before ORDER BY timestamp LIMIT :limit)`);

  return {
    /** Writes samples taken at `now`; not those of projects that are no more. */
    recordMetrics(metrics: readonly Metric[], now: string): void {
      for (const metric of metrics) {
        const metadata = JSON.stringify(metric.metadata ?? {});
        insert.run({ ...metric, unit: unitOf(metric.metric_type), timestamp: now, metadata });
      }
    },
    /** The newest sample of each metric of a project, by name. */
    listLatestMetrics: (request: { project_id: number; limit: number }): StoredMetric[] => latest.all(request).map(toMetric),
    /** Samples of one metric, newest first. */
    listMetric: ({ resolution = "raw", ...request }: Partial<Series> & Omit<Series, "resolution">): StoredMetric[] =>
      series.all({ ...request, resolution }).map(toMetric),
    /** Forgets samples of one resolution from before a time, the oldest first; gives how many. */
    forgetMetrics: (request: { resolution: Resolution; before: string; limit: number }): number => forget.run(request).changes,
  };
}

/** What a metric's name ends in. */
function unitOf(metric_type: string): string {
  return metric_type.slice(metric_type.lastIndexOf("_") + 1);
}

function toMetric(row: Parameters): StoredMetric {
  const { metric_value, metric_min, metric_max } = row;
  const bounds = { metric_min: metric_min ?? metric_value, metric_max: metric_max ?? metric_value };
  return { ...row, ...bounds, metadata: JSON.parse(row.metadata) as StoredMetric["metadata"] };
}
