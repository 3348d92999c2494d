import { z } from "zod";
import { table } from "../../storage/table.js";

export const performanceMetrics = table(
  "PerformanceMetrics",
  z.object({
    id: z.int(),
    project_id: z.int(),
    metric_type: z.string(),
    component_name: z.string(),
    metric_value: z.number(),
    unit: z.string(),
    timestamp: z.string(),
    metadata: z.string(),
    resolution: z.enum(["raw", "minute", "hour", "day"]),
    samples: z.int(),
    metric_min: z.number().nullable(),
    metric_max: z.number().nullable(),
  }),
  "recorded",
);
export type MetricRow = z.output<typeof performanceMetrics.row>;

export const auditLog = table(
  "AuditLog",
  z.object({
    id: z.int(),
    project_id: z.int(),
    agent_id: z.string(),
    method: z.string(),
    entity_type: z.string(),
    entity_id: z.string(),
    action: z.enum(["create", "update", "delete"]),
    changes: z.string(),
    timestamp: z.string(),
  }),
);
export type AuditRow = z.output<typeof auditLog.row>;

export const logs = table(
  "Logs",
  z.object({
    id: z.int(),
    project_id: z.int(),
    level: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]),
    message: z.string(),
    service: z.string(),
    fields: z.string(),
    timestamp: z.string(),
  }),
  "recorded",
);
export type LogRow = z.output<typeof logs.row>;

export const clockRuns = table(
  "ClockRuns",
  z.object({
    job: z.string(),
    started_at: z.string(),
    took_ms: z.number(),
    outcome: z.enum(["done", "failed"]),
    error_message: z.string().nullable(),
    succeeded_at: z.string().nullable(),
  }),
  "recorded",
);
export type ClockRunRow = z.output<typeof clockRuns.row>;

export const schemaMigrations = table(
  "SchemaMigrations",
  z.object({
    number: z.int(),
    name: z.string(),
    checksum: z.string(),
    version: z.string(),
    applied_at: z.string(),
    duration_ms: z.number(),
  }),
  "recorded",
);

export const operationsTables = [performanceMetrics, auditLog, logs, clockRuns, schemaMigrations] as const;
