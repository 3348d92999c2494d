/** What people said of the findings of a project, outside of its texts and its configuration. */
import type { Acknowledgement, BaselineEntry, Confirmation, Skipped } from "../../analysis/model.js";
import type { Root } from "../../worktree/guard.js";
import { LOCKSTEP_FILES, readLockstepFile } from "../../worktree/lockstep-folder.js";

/** What is known on this machine only: the ledger has it. */
export interface Told {
  acknowledgements: readonly Acknowledgement[];
  confirmations: readonly Confirmation[];
}

export const NOTHING_TOLD: Told = { acknowledgements: [], confirmations: [] };

export interface Said extends Told {
  /** The day for which it counts, `2026-11-21`. */
  today: string;
  /** null when the project has no baseline. */
  baseline: readonly BaselineEntry[] | null;
  /** Files that could not be read: what they say is not known, so it does not count. */
  skipped: readonly Skipped[];
}

export const NOTHING_SAID: Said = { today: "", ...NOTHING_TOLD, baseline: null, skipped: [] };

/** Reads what the repository says, and adds what is `told` only on this machine. */
export async function readSaid(root: Root, today: string, told: Told): Promise<Said> {
  // Most projects have none of these files; what reads them takes long to load.
  const shared = await readShared(root);
  const confirmed = await readConfirmed(root);
  const baseline = await readBaseline(root);
  const skipped: Skipped[] = [];
  if ("problem" in shared) skipped.push({ path: LOCKSTEP_FILES.acknowledgements, reason: shared.problem });
  if ("problem" in confirmed) skipped.push({ path: LOCKSTEP_FILES.confirmations, reason: confirmed.problem });
  if ("problem" in baseline) skipped.push({ path: LOCKSTEP_FILES.baseline, reason: baseline.problem });
  return {
    today,
    acknowledgements: [...("problem" in shared ? [] : shared.acknowledgements), ...told.acknowledgements],
    confirmations: [...("problem" in confirmed ? [] : confirmed.confirmations), ...told.confirmations],
    baseline: "problem" in baseline ? null : baseline.entries,
    skipped,
  };
}

async function readShared(root: Root): Promise<{ acknowledgements: Acknowledgement[] } | { problem: string }> {
  const file = readLockstepFile(root, LOCKSTEP_FILES.acknowledgements);
  if (file === null) return { acknowledgements: [] };
  return "problem" in file ? file : (await import("./acks-file.js")).parseAcknowledgements(file.text);
}

async function readConfirmed(root: Root): Promise<{ confirmations: Confirmation[] } | { problem: string }> {
  const file = readLockstepFile(root, LOCKSTEP_FILES.confirmations);
  if (file === null) return { confirmations: [] };
  return "problem" in file ? file : (await import("./confirmed-file.js")).parseConfirmations(file.text);
}

async function readBaseline(root: Root): Promise<{ entries: BaselineEntry[] | null } | { problem: string }> {
  const file = readLockstepFile(root, LOCKSTEP_FILES.baseline);
  if (file === null) return { entries: null };
  return "problem" in file ? file : (await import("./baseline-file.js")).parseBaseline(file.text);
}
