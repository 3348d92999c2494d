/** What people said of the findings of a project, outside of its texts and its configuration. */
import type { Acknowledgement, BaselineEntry, Confirmation, Skipped } from "../../analysis/model.js";
import type { Root } from "../../worktree/guard.js";
import { LOCKSTEP_FILES, type LockstepFile, readLockstepFile } from "../../worktree/lockstep-folder.js";

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
  const { acknowledgements, confirmations } = LOCKSTEP_FILES;
  // Most projects have none of these files; what reads them takes long to load.
  const shared = await readOne<Pick<Told, "acknowledgements">>(root, acknowledgements, { acknowledgements: [] }, async (text) =>
    (await import("./acks-file.js")).parseAcknowledgements(text),
  );
  const confirmed = await readOne<Pick<Told, "confirmations">>(root, confirmations, { confirmations: [] }, async (text) =>
    (await import("./confirmed-file.js")).parseConfirmations(text),
  );
  const baseline = await readOne<{ entries: readonly BaselineEntry[] | null }>(
    root,
    LOCKSTEP_FILES.baseline,
    { entries: null },
    async (text) => (await import("./baseline-file.js")).parseBaseline(text),
  );
  const skipped: Skipped[] = [];
  if ("problem" in shared) skipped.push({ path: acknowledgements, reason: shared.problem });
  if ("problem" in confirmed) skipped.push({ path: confirmations, reason: confirmed.problem });
  if ("problem" in baseline) skipped.push({ path: LOCKSTEP_FILES.baseline, reason: baseline.problem });
  return {
    today,
    acknowledgements: [...("problem" in shared ? [] : shared.acknowledgements), ...told.acknowledgements],
    confirmations: [...("problem" in confirmed ? [] : confirmed.confirmations), ...told.confirmations],
    baseline: "problem" in baseline ? null : baseline.entries,
    skipped,
  };
}

/** What the file at `path` says, `none` when there is none, or why it cannot be read. */
async function readOne<T>(
  root: Root,
  path: LockstepFile,
  none: T,
  parse: (text: string) => Promise<T | { problem: string }>,
): Promise<T | { problem: string }> {
  const file = readLockstepFile(root, path);
  if (file === null) return none;
  return "problem" in file ? file : await parse(file.text);
}
