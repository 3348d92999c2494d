import type { FileAnalysis, FileKind, Problem } from "../analysis/model.js";
import type { FileStat } from "../worktree/guard.js";

/** A file as it was last read. `hash` is git's blob id; null when it was not read. */
export interface FileRecord {
  path: string;
  kind: FileKind;
  stat: FileStat;
  hash: string | null;
  analysis: FileAnalysis | null;
  problem: Problem | null;
  /** It is a symbolic link to another file of the project; undefined for what an earlier run recorded. */
  alias?: boolean;
  /** When it was read, epoch milliseconds; the racy rule compares it with the file's mtime. */
  read_at: number;
  /** Only its stat moved: `analysis` is null, and what was read of it before still holds. */
  touched?: true;
  /** It has claims, which were left in the ledger. */
  claims_shelved?: true;
}
