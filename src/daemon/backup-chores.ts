/** Copies of the ledger, and whether the newest one could be restored. */
import { renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "pino";
import { spaceAt } from "../base/disk.js";
import { messageOf } from "../base/errors.js";
import type { Clock } from "../base/time.js";
import type { Ledger } from "../domains/ledger.js";
import type { Chore } from "../pass/chores/chore.js";
import { backupLedger, type CheckFile, forgetBackups } from "../storage/backup.js";
import { listBackups } from "../storage/backups.js";
import { faultsAsText, type Inspection } from "../storage/inspect.js";
import { type Database, withFile } from "../storage/open.js";

export interface BackupOptions {
  now: Clock;
  check: CheckFile;
  log: Logger;
}

/** Copies the ledger when something is new in it since the last copy, and forgets the copies that are too many. */
export function backup(ledger: Ledger, options: BackupOptions): Chore {
  return {
    name: "backup",
    async run() {
      if (stateOf(ledger.db) === newestState(ledger.path)) return;
      await make(ledger, options);
    },
  };
}

/** Reads all of the newest backup. One that is damaged is renamed, and another one made at once. */
export function verifyBackup(ledger: Ledger, options: BackupOptions & { inspect(path: string): Promise<Inspection> }): Chore {
  return {
    name: "verify",
    async run() {
      const [newest] = listBackups(ledger.path);
      if (newest === undefined) return await make(ledger, options);
      const fault = await faultOf(newest.path, options.inspect);
      if (fault === null) return;
      renameSync(newest.path, `${newest.path}.damaged`);
      options.log.error({ backup: newest.path, fault, hint: "another one is made; look at the disk" }, "backup damaged");
      await make(ledger, options);
    },
  };
}

async function faultOf(path: string, inspect: (path: string) => Promise<Inspection>): Promise<string | null> {
  try {
    const { faults, tables } = await inspect(path);
    const uncounted = tables.filter(({ rows }) => rows === null).map(({ name }) => name);
    return faultsAsText(faults) ?? (uncounted.length > 0 ? `no rows can be counted of ${uncounted.join(", ")}` : null);
  } catch (error) {
    return messageOf(error);
  }
}

/** Room that is left on the disk beside a copy. */
const ROOM_BYTES = 64 * 1024 * 1024;

async function make(ledger: Ledger, { now, check, log }: BackupOptions): Promise<void> {
  const needed = statSync(ledger.path).size + ROOM_BYTES;
  if (spaceAt(dirname(ledger.path)).free < needed) {
    throw new Error(`a backup needs ${Math.ceil(needed / 2 ** 20)} MiB of free disk beside ${ledger.path}`);
  }
  const path = await backupLedger(ledger.db, now(), { check, timed: true });
  const forgotten = forgetBackups(ledger.path, now());
  log.info({ backup: path, forgotten: forgotten.length }, "ledger backed up");
}

/** What of a ledger tells whether anything was said or found since: every pass that found something, every call that wrote. */
function stateOf(db: Database): string {
  const seq = db.prepare<[], number>("SELECT sum(seq) FROM Projects").pluck().get();
  const said = db.prepare<[], number | null>("SELECT max(id) FROM AuditLog").pluck().get();
  return JSON.stringify([db.pragma("user_version", { simple: true }), seq, said]);
}

/** null when there is none that can be read. */
function newestState(ledger: string): string | null {
  const [newest] = listBackups(ledger);
  if (newest === undefined) return null;
  try {
    return withFile(newest.path, stateOf);
  } catch {
    return null;
  }
}
