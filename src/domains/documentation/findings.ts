import type { Finding } from "../../analysis/model.js";
import type { Database } from "../../storage/open.js";
import type { FindingState, FindingsRow } from "./tables.js";

/** A finding with its life in the ledger. */
export interface FindingEntry {
  finding: Finding;
  state: FindingState;
  first_seen_at: string;
  last_seen_at: string;
  resolved_at: string | null;
}

/** What a pass changed for people: findings that became true to them, and findings that are over. Pending ones are not among them. */
export interface FindingChanges {
  found: Finding[];
  resolved: Finding[];
}

interface ListRequest {
  project_id: number;
  /** Folder or file the documents stand under, as a prefix of their paths; empty for all. */
  under: string;
  states: readonly FindingState[];
  limit: number;
  offset: number;
}

interface DocumentFindings {
  project_id: number;
  path: string;
  findings: readonly Finding[];
  acknowledged: readonly Finding[];
  now: string;
}

type Open = Pick<FindingsRow, "finding_id" | "state" | "resolved_at" | "value">;
type Upsert = Omit<
  FindingsRow,
  "id" | "column_number" | "reference" | "evidence" | "suggestion" | "first_seen_at" | "last_seen_at" | "resolved_at"
> & {
  now: string;
};

/** Findings of one document; a document has 20,000 claims at most. */
const FINDINGS_OF_A_DOCUMENT_MAX = 20_000;

export function findingStatements(db: Database) {
  const openOf = db.prepare<{ project_id: number; path: string }, Open>(`
    SELECT finding_id, state, resolved_at, value FROM Findings
    WHERE project_id = :project_id AND path = :path AND state <> 'resolved' ORDER BY line, id LIMIT ${FINDINGS_OF_A_DOCUMENT_MAX}`);
  // What was settled stays so; a resolved one that comes back keeps its first time, and while it is only pending also the time it was
  // resolved.
  const upsert = db.prepare<Upsert>(`
    INSERT INTO Findings (project_id, finding_id, rule, path, line, verdict, severity, confidence, weight, state, first_seen_at, last_seen_at, value)
    VALUES (:project_id, :finding_id, :rule, :path, :line, :verdict, :severity, :confidence, :weight, :state, :now, :now, :value)
    ON CONFLICT (project_id, finding_id) DO UPDATE SET
      rule = excluded.rule, path = excluded.path, line = excluded.line, verdict = excluded.verdict, severity = excluded.severity,
      confidence = excluded.confidence, weight = excluded.weight, state = excluded.state, last_seen_at = excluded.last_seen_at,
      resolved_at = CASE WHEN excluded.state = 'pending' THEN Findings.resolved_at END, value = excluded.value`);
  const resolve = db.prepare<{ project_id: number; finding_id: string; at: string }>(
    "UPDATE Findings SET state = 'resolved', resolved_at = :at WHERE project_id = :project_id AND finding_id = :finding_id",
  );
  const forget = db.prepare<{ project_id: number; finding_id: string }>(
    "DELETE FROM Findings WHERE project_id = :project_id AND finding_id = :finding_id",
  );
  const list = db.prepare<Omit<ListRequest, "states"> & { states: string }, FindingsRow>(`
    SELECT state, first_seen_at, last_seen_at, resolved_at, value FROM Findings
    WHERE project_id = :project_id AND substr(path, 1, length(:under)) = :under AND state IN (SELECT value FROM json_each(:states))
    ORDER BY path, line, column_number, rule LIMIT :limit OFFSET :offset`);

  const bySeverity = db.prepare<{ project_id: number }, { severity: FindingsRow["severity"]; n: number }>(`
    SELECT severity, count(*) AS n FROM Findings WHERE project_id = :project_id AND state = 'settled' GROUP BY severity`);

  /** A pending finding that vanishes leaves no trace. */
  function end(project_id: number, open: Open, now: string): boolean {
    const key = { project_id, finding_id: open.finding_id };
    if (open.state !== "pending") resolve.run({ ...key, at: now });
    else if (open.resolved_at !== null) resolve.run({ ...key, at: open.resolved_at });
    else forget.run(key);
    return open.state === "settled";
  }

  return {
    /**
     * Makes `findings` and `acknowledged` the open findings of the document at `path`; what is open and not among them is over. To
     * people, one that is acknowledged is over too. Adds to `changes`.
     */
    recordFindings(document: DocumentFindings, changes: FindingChanges): void {
      const { project_id, path, findings, acknowledged, now } = document;
      const open = new Map(openOf.all({ project_id, path }).map((row) => [row.finding_id, row]));
      for (const finding of findings) {
        const before = open.get(finding.id)?.state;
        open.delete(finding.id);
        const known = before === "settled";
        upsert.run({ ...toUpsert(project_id, finding, known ? before : finding.state, now), path });
        if (!known && finding.state === "settled") changes.found.push(finding);
      }
      for (const finding of acknowledged) {
        if (open.get(finding.id)?.state === "settled") changes.resolved.push(finding);
        open.delete(finding.id);
        upsert.run({ ...toUpsert(project_id, finding, "acknowledged", now), path });
      }
      for (const row of open.values()) {
        if (end(project_id, row, now)) changes.resolved.push(JSON.parse(row.value) as Finding);
      }
    },
    /** How many findings are settled, by severity. */
    countBySeverity(request: { project_id: number }): Record<FindingsRow["severity"], number> {
      const counts = { error: 0, warning: 0, note: 0 };
      for (const { severity, n } of bySeverity.all(request)) counts[severity] = n;
      return counts;
    },
    /** Findings in reading order. */
    listFindings: ({ states, ...request }: ListRequest): FindingEntry[] =>
      list.all({ ...request, states: JSON.stringify(states) }).map(toEntry),
  };
}

function toUpsert(project_id: number, finding: Finding, state: FindingState, now: string): Upsert {
  const { id, rule, path, line, verdict, severity, confidence, weight } = finding;
  return {
    project_id,
    finding_id: id,
    rule,
    path,
    line,
    // What was acknowledged had drifted.
    verdict: verdict === "SUPPRESSED" ? "DRIFT" : verdict,
    severity,
    confidence,
    weight,
    state,
    now,
    value: JSON.stringify(finding),
  };
}

type EntryRow = Pick<FindingsRow, "state" | "first_seen_at" | "last_seen_at" | "resolved_at" | "value">;

function toEntry({ state, first_seen_at, last_seen_at, resolved_at, value }: EntryRow): FindingEntry {
  const finding = JSON.parse(value) as Finding;
  return {
    finding: { ...finding, state: state === "pending" ? "pending" : "settled" },
    state,
    first_seen_at,
    last_seen_at,
    resolved_at,
  };
}
