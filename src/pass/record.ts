/** What the model holds, as the ledger keeps it. */
import { publicFinding } from "../analysis/findings.js";
import { driftOf, isDrifting, scoreOf } from "../analysis/score.js";
import type { DocumentRecord } from "../domains/documentation/documents.js";
import type { StoredFile } from "../domains/documentation/files.js";
import { languageOf } from "../worktree/kinds.js";
import type { FileRecord, JudgedState } from "./project.js";

/** A file for the ledger. */
export function storedFile(record: FileRecord): StoredFile {
  return { language: languageOf(record.path), ...record };
}

/** A file that cannot be recorded as it is: known by name, and why. */
export function poisonedFile(record: FileRecord, reason: string): StoredFile {
  return storedFile({ ...record, analysis: null, problem: { reason: "poisoned", message: reason } });
}

/** A judged document for the ledger. A pending finding is listed, and counts neither for the score nor for the flag. */
export function documentRecord(state: JudgedState, isPending: (id: string) => boolean): DocumentRecord {
  const { path, checked, unknown, sums, findings, suppressed, sync } = state;
  const settled = findings.filter(({ id }) => !isPending(id));
  const common = {
    path,
    unknown,
    acknowledged: suppressed.filter(({ suppression }) => suppression?.by === "acknowledgement").map(publicFinding),
    sync,
    findings: findings.map((finding) => ({
      ...publicFinding(finding),
      state: isPending(finding.id) ? ("pending" as const) : ("settled" as const),
    })),
  };
  if (settled.length === findings.length)
    return { score: state.score, drift_detected: state.drift_detected, checked, sums, ...common };
  const counted = { ok: sums.ok, drift: driftOf(settled) };
  const pendingPlaces = findings.reduce((total, { id, occurrences }) => total + (isPending(id) ? 1 + occurrences.length : 0), 0);
  return {
    ...common,
    score: scoreOf(counted),
    drift_detected: isDrifting(settled),
    checked: Math.max(0, checked - pendingPlaces),
    sums: counted,
  };
}
