/** The note beside a ledger that it was restored: `status` tells of it until somebody has seen it. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { syncFile } from "../../storage/backup.js";
import { comingOf, restoredNoteOf } from "../../storage/replace.js";

export const restoredShape = z
  .object({
    at: z.string(),
    reason: z.string().describe("What was wrong"),
    damaged: z.string().nullable().describe("Where the ledger before was set aside"),
    backup: z.string().nullable().describe("The backup that was taken; null: a new ledger was begun"),
    backup_at: z.string().nullable(),
    salvaged: z
      .array(z.object({ table: z.string(), saved: z.int(), refused: z.int(), complete: z.boolean() }))
      .describe("Of each table of what people said, rows that were saved out of the ledger before"),
    lost: z.array(z.string()).describe("What is lost, as sentences"),
  })
  .meta({ id: "Restored" });
export type Restored = z.output<typeof restoredShape>;

/** Writes the note that comes with the restored ledger. */
export function noteComing(ledger: string, restored: Restored): void {
  const note = comingOf(restoredNoteOf(ledger));
  writeFileSync(note, JSON.stringify(restored), { mode: 0o600 });
  syncFile(note);
}

/** What was restored and nobody has acknowledged; null when nothing. */
export function readRestored(ledger: string): Restored | null {
  try {
    return restoredShape.parse(JSON.parse(readFileSync(restoredNoteOf(ledger), "utf8")));
  } catch {
    return null;
  }
}

/** Whether there was something to acknowledge. */
export function acknowledgeRestored(ledger: string): boolean {
  const known = readRestored(ledger) !== null;
  rmSync(restoredNoteOf(ledger), { force: true });
  return known;
}
