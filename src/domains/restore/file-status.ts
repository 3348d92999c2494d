/** What can be said of a ledger's file from outside. */
import { statSync } from "node:fs";
import { messageOf } from "../../base/errors.js";
import { isoTime } from "../../base/time.js";
import { listBackups } from "../../storage/backups.js";
import { ledgerError } from "../../storage/failures.js";
import { knownVersion } from "../../storage/migrations.js";
import { APPLICATION_ID, withFile } from "../../storage/open.js";
import type { LedgerFileStatus } from "../method.js";
import { readRestored } from "./note.js";

/** Looks at names and sizes, and at the header of the file; makes and changes nothing. */
export function fileStatus(path: string): LedgerFileStatus {
  const backups = listBackups(path);
  const [newest] = backups;
  return {
    path,
    ...headerOf(path),
    known_version: knownVersion(),
    size: sizeOf(path),
    wal: sizeOf(`${path}-wal`),
    last_backup: newest ? { ...newest, at: isoTime(newest.at), size: sizeOf(newest.path) } : null,
    backups: backups.length,
    restored: readRestored(path),
  };
}

function headerOf(path: string): { version: number | null; fault: string | null } {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { version: null, fault: null };
  try {
    return withFile(path, (db) => {
      const version = db.pragma("user_version", { simple: true }) as number;
      if (version > 0 && db.pragma("application_id", { simple: true }) !== APPLICATION_ID)
        return { version: null, fault: "it is a database of something else" };
      return { version, fault: null };
    });
  } catch (error) {
    const known = ledgerError(error, path);
    return { version: null, fault: messageOf(known) };
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
