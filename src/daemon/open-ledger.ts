import type { Logger } from "pino";
import { isoTime } from "../base/time.js";
import { type Ledger, prepareLedger } from "../domains/ledger.js";
import { verifyLedger } from "../storage/open.js";
import { takeCleanMark } from "./clean-mark.js";

export interface OpenLedgerOptions {
  path: string;
  instance: string;
  version: string;
  log: Logger;
}

/**
 * Opens the ledger, made or migrated if need be; after an unclean stop all of it is checked. Jobs that a daemon before had leased
 * are waiting again. Throws LEDGER_*, MIGRATION_FAILED.
 */
export async function openOwnLedger({ path, instance, version, log }: OpenLedgerOptions): Promise<Ledger> {
  const clean = takeCleanMark(path);
  const { ledger, migrated } = await prepareLedger(path, { version, clock: Date.now });
  if (migrated.to !== migrated.from) log.info({ ...migrated }, "ledger migrated");
  if (!clean) {
    verifyLedger(ledger.db);
    log.warn({ hint: "every page was checked and is good; jobs in flight are done again" }, "the last stop was not clean");
  }
  const voided = ledger.write(() => ledger.inbox.voidForeignLeases({ instance, now: isoTime(Date.now()) }));
  if (voided.length > 0) log.info({ jobs: voided.length }, "jobs of the last daemon taken over");
  return ledger;
}
