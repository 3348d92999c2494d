/** What a running daemon does with its ledger's file; what needs the file closed it refuses. */
import { statSync } from "node:fs";
import { LockstepError } from "../base/errors.js";
import type { Clock } from "../base/time.js";
import type { Ledger } from "../domains/ledger.js";
import type { LedgerKeeper } from "../domains/method.js";
import { fileStatus } from "../domains/restore/file-status.js";
import { acknowledgeRestored } from "../domains/restore/note.js";
import { vacuum } from "../pass/chores/upkeep.js";
import { backupLedger, type CheckFile } from "../storage/backup.js";
import { checkWhole, type Inspection } from "../storage/inspect.js";
import { inspectBeside } from "./inspect-thread.js";

/** Throws LEDGER_DAMAGED when a file is not whole. */
export const checkBeside: CheckFile = async (path) => {
  await inspectWhole(path);
};

/** What is in a file that is whole. Throws LEDGER_DAMAGED when it is not. */
async function inspectWhole(path: string): Promise<Inspection> {
  const inspection = await inspectBeside(path);
  checkWhole(path, inspection);
  return inspection;
}

export function daemonKeeper(ledger: Ledger, now: Clock): LedgerKeeper {
  const { path, db } = ledger;
  const closedOnly = async (): Promise<never> => {
    const message = `The ledger ${path} is in use by this daemon. \`lockstep stop\` first, then try again.`;
    throw new LockstepError("LOCKED", message);
  };
  return {
    status: () => fileStatus(path),
    backup: async () => ({ backup: await backupLedger(db, now(), { check: checkBeside }) }),
    async verify({ repair }) {
      if (repair) return await closedOnly();
      const { tables } = await inspectWhole(path);
      return { tables, rebuilt: [], damaged: null };
    },
    async vacuum() {
      const before = statSync(path).size;
      await vacuum(ledger);
      db.pragma("wal_checkpoint(PASSIVE)");
      return { before, after: statSync(path).size };
    },
    migrate: closedOnly,
    rollback: closedOnly,
    restore: closedOnly,
    acknowledge: () => acknowledgeRestored(path),
  };
}
