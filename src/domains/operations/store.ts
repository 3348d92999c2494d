import type { Database } from "../../storage/open.js";
import { auditStatements } from "./audit.js";
import { logStatements } from "./logs.js";
import { metricStatements } from "./metrics.js";

/** All reading and writing of PerformanceMetrics, AuditLog and Logs. What writes is called inside its caller's transaction. */
export function operationsStore(db: Database) {
  return { ...metricStatements(db), ...auditStatements(db), ...logStatements(db) };
}

export type OperationsStore = ReturnType<typeof operationsStore>;
