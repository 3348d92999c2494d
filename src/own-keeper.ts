/** What a command does with the ledger's file by itself: under its lock where it writes. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { LockstepError } from "./base/errors.js";
import { programVersion } from "./base/package.js";
import { prepareLedger, rollBack } from "./domains/ledger.js";
import type { LedgerKeeper } from "./domains/method.js";
import { fileStatus } from "./domains/restore/file-status.js";
import { acknowledgeRestored } from "./domains/restore/note.js";
import { rebuildLedger } from "./domains/restore/rebuild.js";
import { restoreLedger } from "./domains/restore/restore.js";
import { underLock, withOwnLedger } from "./own-ledger.js";
import { backupLedger } from "./storage/backup.js";
import { checkWhole, damagedBy, faultsIn, inspectFile } from "./storage/inspect.js";
import { openLedger, withFile } from "./storage/open.js";

/** For the ledger at `path`. */
export function ownKeeper(path: string): LedgerKeeper {
  const options = { version: programVersion(), clock: Date.now };
  return {
    status: () => fileStatus(path),
    backup: () => withOwnLedger(path, async ({ db }) => ({ backup: await backupLedger(db, Date.now()) })),
    async verify({ repair }) {
      checkThere(path);
      const rebuilt = repair ? await underLock(path, () => rebuildLedger(path, options)) : { rebuilt: [], damaged: null };
      const inspection = inspectFile(path);
      checkWhole(path, inspection);
      return { tables: inspection.tables, ...rebuilt };
    },
    vacuum: () =>
      withOwnLedger(path, async ({ db }) => {
        const size = () => statSync(path).size;
        db.pragma("wal_checkpoint(TRUNCATE)");
        const before = size();
        db.exec("VACUUM");
        db.pragma("wal_checkpoint(TRUNCATE)");
        return { before, after: size() };
      }),
    async migrate() {
      const { version, known_version } = fileStatus(path);
      if (version === known_version) return { from: version, to: version, backup: null };
      return await underLock(path, async () => {
        const { ledger, migrated } = await prepareLedger(path, options);
        ledger.close();
        return migrated;
      });
    },
    rollback: ({ to, yes }) =>
      underLock(path, async () => {
        checkThere(path);
        return await rollBack(path, { to, yes, clock: options.clock });
      }),
    restore: ({ file, exact, yes }) =>
      underLock(path, async () => {
        const fault = whatIsWrong(path);
        if (fault === null && !yes) throw isGood(path);
        const from = file === null ? null : resolve(file);
        return await restoreLedger(path, {
          ...options,
          file: from,
          exact,
          reason: fault ?? "asked for by `lockstep db restore`",
        });
      }),
    acknowledge: () => acknowledgeRestored(path),
  };
}

/** Throws LEDGER_REFUSED when there is no ledger that could be looked at. */
function checkThere(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) openLedger(path, { readonly: true }).close();
}

/** Why the ledger cannot be used as it is; null when it can. */
function whatIsWrong(path: string): string | null {
  const { fault } = fileStatus(path);
  if (fault !== null) return fault;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return "there is no ledger";
  const faults = withFile(path, faultsIn);
  return faults.length === 0 ? null : damagedBy(path, faults).message;
}

function isGood(path: string): LockstepError {
  const message = `The ledger ${path} is not damaged. With --yes it is set aside, and a backup put in its place all the same.`;
  return new LockstepError("USAGE", message);
}
