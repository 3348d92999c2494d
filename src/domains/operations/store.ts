import type { Database } from "../../storage/open.js";
import { auditStatements } from "./audit.js";
import { clockStatements } from "./clock-runs.js";
import { logStatements } from "./logs.js";
import { metricStatements } from "./metrics.js";
import { rollupStatements } from "./rollups.js";

/** All reading and writing of PerformanceMetrics, ClockRuns, AuditLog and Logs. What writes is called inside its caller's transaction. */
export function operationsStore(db: Database) {
  return {
    ...metricStatements(db),
    ...rollupStatements(db),
    ...clockStatements(db),
    ...auditStatements(db),
    ...logStatements(db),
  };
}

export type OperationsStore = ReturnType<typeof operationsStore>;
