import type { Logger } from "pino";
import { LockstepError } from "../base/errors.js";
import { isoTime } from "../base/time.js";
import { type Ledger, prepareLedger } from "../domains/ledger.js";
import { restoreLedger } from "../domains/restore/restore.js";
import { ledgerError } from "../storage/failures.js";
import { verifyLedger } from "../storage/open.js";
import { takeCleanMark } from "./clean-mark.js";

export interface OpenLedgerOptions {
  path: string;
  instance: string;
  version: string;
  log: Logger;
}

/**
 * Opens the ledger, made or migrated if need be; after an unclean stop all of it is checked. A damaged one is set aside, the newest good
 * backup takes its place, and what people said since is saved. Jobs that a daemon before had leased are waiting again.
 * Throws LEDGER_*, MIGRATION_FAILED.
 */
export async function openOwnLedger(options: OpenLedgerOptions): Promise<Ledger> {
  const clean = takeCleanMark(options.path);
  try {
    return await openChecked(options, clean);
  } catch (error) {
    const known = ledgerError(error, options.path);
    if (!(known instanceof LockstepError) || known.code !== "LEDGER_DAMAGED") throw known;
    return await openRestored(options, known);
  }
}

async function openChecked({ path, instance, version, log }: OpenLedgerOptions, clean: boolean): Promise<Ledger> {
  const { ledger, migrated } = await prepareLedger(path, { version, clock: Date.now });
  try {
    if (migrated.to !== migrated.from) log.info({ ...migrated }, "ledger migrated");
    if (!clean) {
      verifyLedger(ledger.db);
      log.warn({ hint: "every page was checked and is good; jobs in flight are done again" }, "the last stop was not clean");
    }
    const voided = ledger.write(() => ledger.inbox.voidForeignLeases({ instance, now: isoTime(Date.now()) }));
    if (voided.length > 0) log.info({ jobs: voided.length }, "jobs of the last daemon taken over");
    return ledger;
  } catch (error) {
    ledger.close();
    throw error;
  }
}

async function openRestored(options: OpenLedgerOptions, damage: LockstepError): Promise<Ledger> {
  const { path, version, log } = options;
  log.error({ reason: damage.message, hint: "the newest good backup takes its place" }, "ledger damaged");
  const ask = { file: null, exact: false, reason: damage.message, version, clock: Date.now };
  const { damaged, backup, salvaged, lost } = await restoreLedger(path, ask);
  log.warn({ damaged, backup, salvaged, lost, hint: "`lockstep db acknowledge` when you have seen it" }, "ledger restored");
  return await openChecked(options, true);
}
