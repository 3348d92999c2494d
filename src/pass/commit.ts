/** Writes what a pass learned: one transaction, or, when a file cannot be written, as much of it as can. */

import type { StoredFile } from "../domains/documentation/files.js";
import type { HistoryRecord } from "../domains/documentation/history.js";
import type { ProjectState } from "../domains/documentation/projects.js";
import type { PassOutcome, PassRecord } from "../domains/documentation/store.js";
import type { Ledger } from "../domains/ledger.js";
import type { FileRecord, JudgedState } from "./project.js";
import { documentRecord, poisonedFile, storedFile } from "./record.js";
import { machineTrouble } from "./trouble.js";

/** Everything a pass learned, as the model tells it. */
export interface Learned {
  changed: readonly FileRecord[];
  removed: readonly string[];
  documents: readonly JudgedState[];
  removed_documents: readonly string[];
  history: HistoryRecord | null;
}

export interface CommitOptions {
  ledger: Ledger;
  project_id: number;
  instance: string;
  now: string;
  parser_version: number;
  state: ProjectState;
  figures: Record<string, unknown>;
  isPending(id: string): boolean;
  /** Written in the same transaction: jobs done, jobs to come, samples. */
  also(): void;
}

/**
 * Records what was learned and gives the new sequence number with the findings that came and went. A file that cannot be written is
 * found by halving, and recorded as poisoned; the machine's own troubles (a full disk) are thrown with nothing written.
 */
export function commitPass(learned: Learned, options: CommitOptions): PassOutcome {
  const { ledger, also } = options;
  const record = (changed: readonly StoredFile[]) => toRecord(learned, changed, options);
  try {
    return ledger.write(() => {
      const outcome = ledger.documentation.recordPass(record(learned.changed.map(storedFile)));
      also();
      return outcome;
    });
  } catch (error) {
    if (machineTrouble(error) !== null || learned.changed.length === 0) throw error;
    commitHalving(learned.changed, options);
    return commitPass({ ...learned, changed: [] }, options);
  }
}

/** Records files alone, in ever smaller transactions until the one that cannot be written is by itself. */
function commitHalving(files: readonly FileRecord[], options: CommitOptions): void {
  const half = Math.ceil(files.length / 2);
  for (const part of [files.slice(0, half), files.slice(half)]) {
    if (part.length === 0) continue;
    try {
      commitFiles(part.map(storedFile), options);
    } catch (error) {
      if (machineTrouble(error) !== null) throw error;
      if (part.length > 1) commitHalving(part, options);
      else commitFiles([poisonedFile(part[0] as FileRecord, `it cannot be recorded: ${(error as Error).message}`)], options);
    }
  }
}

function commitFiles(changed: readonly StoredFile[], options: CommitOptions): void {
  const nothing: Learned = { changed: [], removed: [], documents: [], removed_documents: [], history: null };
  options.ledger.write(() => options.ledger.documentation.recordPass(toRecord(nothing, changed, options)));
}

function toRecord(learned: Learned, changed: readonly StoredFile[], options: CommitOptions): PassRecord {
  const { project_id, instance, now, parser_version, state, figures, isPending } = options;
  return {
    project_id,
    instance,
    now,
    parser_version,
    state,
    figures,
    changed,
    removed: learned.removed,
    documents: learned.documents.map((document) => documentRecord(document, isPending)),
    removed_documents: learned.removed_documents,
    history: learned.history,
  };
}
