/** Reads and parses what a sweep or a hint named, a bounded number of files at a time. */
import type { AbsorbResult, FileRecord, ProjectModel } from "./project.js";

export interface ReadingOptions {
  model: ProjectModel;
  changed: readonly string[];
  removed: readonly string[];
  onProgress(done: number, total: number): void;
  /** Records files that one transaction takes; called for all of them but the last. null when all belong into one transaction. */
  onFull: ((files: readonly FileRecord[]) => void) | null;
}

/** Files recorded in one transaction: while it runs nobody is answered, and a thread that is done waits for its next files. */
const FILES_A_TRANSACTION = 64;
/** A file that changes while it is read is read again this often in the same pass. */
const REREADS_MAX = 3;

/** Gives what is still to be recorded, and the figures of all of it. */
export async function readFiles({ model, changed, removed, onProgress, onFull }: ReadingOptions): Promise<AbsorbResult> {
  const result = await model.absorb([], removed);
  const step = onFull === null ? Math.max(1, changed.length) : FILES_A_TRANSACTION;
  for (let at = 0; at < changed.length; at += step) {
    const paths = changed.slice(at, at + step);
    const reading = readSome(model, paths, (done) => onProgress(at + done, changed.length));
    reading.catch(() => {});
    // The ledger takes the files before while the pool parses the first of these.
    if (result.changed.length > 0) onFull?.(result.changed);
    const next = await reading;
    result.changed = next.changed;
    result.removed.push(...next.removed);
    result.unsettled.push(...next.unsettled);
    addFigures(result.figures, next.figures);
  }
  return result;
}

async function readSome(
  model: ProjectModel,
  paths: readonly string[],
  onProgress: (done: number) => void,
): Promise<AbsorbResult> {
  const result = await model.absorb(paths, [], onProgress);
  for (let again = 0; again < REREADS_MAX && result.unsettled.length > 0; again++) {
    const more = await model.absorb(result.unsettled, []);
    result.changed.push(...more.changed);
    result.removed.push(...more.removed);
    result.unsettled = more.unsettled;
    addFigures(result.figures, more.figures);
  }
  return result;
}

function addFigures(to: AbsorbResult["figures"], from: AbsorbResult["figures"]): void {
  for (const name of Object.keys(from) as (keyof AbsorbResult["figures"])[]) to[name] += from[name];
}
