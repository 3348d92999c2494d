/** What a plan of fixes looks like to whoever shows it and has it written. */
import type { Edit } from "../../analysis/model.js";
import type { Hunk } from "../../analysis/repair/diff.js";

/** A finding that can be mended. */
export interface ProposedFix {
  finding: string;
  rule: string;
  path: string;
  line: number;
  message: string;
  /** What is written instead, for people. */
  text: string;
  edits: readonly Edit[];
}

/** A fix that is not made, and why. */
export interface RefusedRepair {
  finding: string;
  rule: string;
  path: string;
  line: number;
  reason: string;
}

/** What would be written to one document. */
export interface ProposedDocument {
  path: string;
  hunks: readonly Hunk[];
  fixes: readonly ProposedFix[];
}

export interface RepairPlan {
  documents: readonly ProposedDocument[];
  refused: readonly RefusedRepair[];
}

/** What came of writing a plan. */
export interface Repaired {
  /** Number of the run, for `undo --pass`; null when nothing was written. */
  pass: number | null;
  fixes: readonly (ProposedFix & { fix_id: string })[];
  refused: readonly RefusedRepair[];
}

/** Which fixes are to be taken back. */
export type Undoing = { by: "last" } | { by: "fix"; fix_id: string } | { by: "pass"; pass: number };

export interface UndoneFix {
  fix_id: string;
  path: string;
  rule: string;
  /** Line on which the old text stands again. */
  line: number;
}

export interface UndoResult {
  undone: readonly UndoneFix[];
  /** Fixes that stay, and why. */
  refused: readonly { fix_id: string; path: string; reason: string }[];
}
