/** Does the steps of a change: all of them, or none. */
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LockstepError } from "../../base/errors.js";
import type { Step } from "./hook-file.js";

/** Throws CONFLICT when a file cannot be written, renamed or removed; then what was done before is taken back. */
export function applySteps(steps: readonly Step[]): void {
  const helpers: string[] = [];
  const beside = (path: string) => {
    const name = `${path}.${randomBytes(6).toString("hex")}`;
    helpers.push(name);
    return name;
  };
  const undo: (() => void)[] = [];
  try {
    // What takes room first, while nothing is changed.
    const ready = steps.map((step) => ({ step, unfinished: step.kind === "write" ? write(step, beside(step.path)) : null }));
    for (const { step, unfinished } of ready) undo.push(apply(step, unfinished, beside));
  } catch (cause) {
    for (const takeBack of undo.reverse()) takeBack();
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const what = `A git hook cannot be changed (${message}). All are as they were; see to the rights on its folder, and to the disk.`;
    throw new LockstepError("CONFLICT", what, { cause });
  } finally {
    for (const path of helpers) removeIfAny(path);
  }
}

/** What cannot be removed was never there, or is said already. */
function removeIfAny(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function write({ path, text, mode }: Extract<Step, { kind: "write" }>, unfinished: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(unfinished, text, { encoding: "latin1", flag: "wx" });
  // Whoever may run hooks here is the folder's to say, not our umask's.
  chmodSync(unfinished, mode);
  return unfinished;
}

/** Gives what takes it back. */
function apply(step: Step, unfinished: string | null, beside: (path: string) => string): () => void {
  if (step.kind === "rename") {
    renameSync(step.from, step.to);
    return () => renameSync(step.to, step.from);
  }
  const { path } = step;
  const kept = keep(path, beside);
  if (unfinished === null) rmSync(path);
  else renameSync(unfinished, path);
  return () => (kept === null ? rmSync(path) : renameSync(kept, path));
}

/** Another name for what stands at `path`; null when nothing does. */
function keep(path: string, beside: (path: string) => string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const kept = beside(path);
  try {
    linkSync(path, kept);
  } catch {
    // A file system without links.
    copyFileSync(path, kept);
  }
  return kept;
}
