/** The baseline of a repository: `.lockstep/baseline.json`. */
import { z } from "zod";
import type { BaselineEntry } from "../../analysis/model.js";
import { compareText } from "../../base/order.js";
import type { Root } from "../../worktree/guard.js";
import { damagedFile, LOCKSTEP_FILES, readLockstepFile, writeLockstepFile } from "../../worktree/lockstep-folder.js";
import { problemOf } from "./problem.js";

const ENTRIES_MAX = 200_000;

const shape = z.strictObject({
  version: z.literal(1),
  findings: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-f]{16}$/),
        rule: z.string().max(64),
        path: z.string().max(4_096),
        reference: z.string().max(20_000),
      }),
    )
    .max(ENTRIES_MAX),
});

/** What the text of the file says, or why it cannot be read. */
export function parseBaseline(text: string): { entries: BaselineEntry[] } | { problem: string } {
  try {
    return { entries: shape.parse(JSON.parse(text)).findings };
  } catch (error) {
    return problemOf(error, "lockstep check --write-baseline");
  }
}

/** Writes the baseline, sorted by id, one entry a line, so that two branches that add to it merge. */
export function writeBaseline(root: Root, entries: readonly BaselineEntry[]): void {
  const lines = [...entries]
    .sort((a, b) => compareText(a.id, b.id))
    .map(({ id, rule, path, reference }) => `    ${JSON.stringify({ id, rule, path, reference })}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  writeLockstepFile(root, LOCKSTEP_FILES.baseline, `{\n  "version": 1,\n  "findings": ${list}\n}\n`);
}

/** Drops `fixed` from the baseline; nothing when there is none. Throws CONFIG_INVALID when the file is none that was written here. */
export function pruneBaseline(root: Root, fixed: readonly BaselineEntry[]): void {
  const file = readLockstepFile(root, LOCKSTEP_FILES.baseline);
  if (file === null) return;
  const known = "problem" in file ? file : parseBaseline(file.text);
  if ("problem" in known) throw damagedFile(LOCKSTEP_FILES.baseline, known.problem);
  const gone = new Set(fixed.map(({ id }) => id));
  writeBaseline(
    root,
    known.entries.filter(({ id }) => !gone.has(id)),
  );
}
