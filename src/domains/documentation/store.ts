import type { Database } from "../../storage/open.js";
import { acknowledgementStatements } from "./acknowledgements.js";
import { confirmationStatements } from "./confirmations.js";
import { type DocumentRecord, documentStatements } from "./documents.js";
import { fileStatements, type StoredFile } from "./files.js";
import { type FindingChanges, findingStatements } from "./findings.js";
import { fixStatements } from "./fixes.js";
import { type HistoryRecord, historyStatements } from "./history.js";
import { type ProjectState, projectStatements } from "./projects.js";
import { watchingStatements } from "./watching.js";

/** Everything a pass learned about a project. */
export interface PassRecord {
  project_id: number;
  instance: string;
  now: string;
  /** Version of the reader that parsed `changed`. */
  parser_version: number;
  /** Files that were read anew, or whose stat moved. */
  changed: readonly StoredFile[];
  /** Files that are gone. */
  removed: readonly string[];
  /** Documents that were judged, with all of their findings; every one of them is a file the ledger knows by then. */
  documents: readonly DocumentRecord[];
  /** Documents that are gone, or hold no claim any more. */
  removed_documents: readonly string[];
  /** null when HEAD has not moved. */
  history: HistoryRecord | null;
  /** `indexing` until facts are complete. */
  state: ProjectState;
  /** Figures for people, kept as `last_pass`. */
  figures: Record<string, unknown>;
}

export interface PassOutcome extends FindingChanges {
  /** Sequence number of the project's new state. */
  seq: number;
}

/**
 * All reading and writing of Projects, Files, CodeFacts, DocClaims, NameHistory, Findings, Acknowledgements, Confirmations,
 * DocumentationSync, RealtimeSync, Fixes and AgreedPairs.
 * What writes is called inside the one transaction of a pass or a method.
 */
export function documentationStore(db: Database) {
  const projects = projectStatements(db);
  const files = fileStatements(db);
  const history = historyStatements(db);
  const findings = findingStatements(db);
  const documents = documentStatements(db);
  const watching = watchingStatements(db);
  const acknowledgements = acknowledgementStatements(db);
  const confirmations = confirmationStatements(db);
  const fixes = fixStatements(db);
  const advance = db.prepare<
    { project_id: number; instance: string; state: ProjectState; now: string; figures: string },
    { seq: number }
  >(`
    UPDATE Projects SET seq = seq + 1, instance = :instance, state = :state, state_reason = NULL, last_pass_at = :now, last_pass = :figures
    WHERE id = :project_id RETURNING seq`);

  function recordDocuments({ project_id, now, documents: judged, removed, removed_documents }: PassRecord): FindingChanges {
    const changes: FindingChanges = { found: [], resolved: [] };
    for (const path of [...removed, ...removed_documents]) {
      findings.recordFindings({ project_id, path, findings: [], acknowledged: [], now }, changes);
      documents.removeDocument(project_id, path);
    }
    for (const document of judged) {
      documents.recordDocument(project_id, document, now);
      const { path, findings: found, acknowledged = [] } = document;
      findings.recordFindings({ project_id, path, findings: found, acknowledged, now }, changes);
    }
    return changes;
  }

  return {
    ...projects,
    ...acknowledgements,
    ...confirmations,
    ...fixes,
    loadFiles: files.loadFiles,
    claimsOf: files.claimsOf,
    findFile: files.findFile,
    listContents: files.listContents,
    listProblems: files.listProblems,
    loadHistory: history.loadHistory,
    listFindings: findings.listFindings,
    countBySeverity: findings.countBySeverity,
    listDocuments: documents.listDocuments,
    listAgreed: documents.listAgreed,
    loadAgreed: documents.loadAgreed,
    startWatching: watching.startWatching,
    updateWatching: watching.updateWatching,
    findWatching: watching.findWatching,
    /** Writes a pass, parents before children, and gives what it changed. */
    recordPass(pass: PassRecord): PassOutcome {
      const { project_id, instance, now, state } = pass;
      files.removeFiles(project_id, pass.removed);
      files.recordFiles(project_id, pass.parser_version, pass.changed);
      const changes = recordDocuments(pass);
      if (pass.history !== null) history.recordHistory(project_id, pass.history);
      watching.countChanges({ project_id, changes: pass.changed.length + pass.removed.length, now });
      const row = advance.get({ project_id, instance, state, now, figures: JSON.stringify(pass.figures) });
      if (row === undefined) throw new Error(`the ledger has no project ${project_id}`);
      return { ...changes, seq: row.seq };
    },
  };
}

export type DocumentationStore = ReturnType<typeof documentationStore>;
