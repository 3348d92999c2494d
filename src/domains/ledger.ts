import { statSync } from "node:fs";
import { LockstepError } from "../base/errors.js";
import type { Clock } from "../base/time.js";
import { type Inbox, inbox } from "../inbox/queue.js";
import { queue } from "../inbox/tables.js";
import { listBackups } from "../storage/backups.js";
import { checkpointsAtRest } from "../storage/checkpoints.js";
import { DAMAGE_REMEDY, ledgerError } from "../storage/failures.js";
import { type Migrated, migrateLedger } from "../storage/migrate.js";
import { type Database, openLedger } from "../storage/open.js";
import { replaceLedger } from "../storage/replace.js";
import { type RollbackOptions, rollbackLedger } from "../storage/rollback.js";
import { type Transaction, transactions } from "../storage/transaction.js";
import { type DocumentationStore, documentationStore } from "./documentation/store.js";
import { documentationTables } from "./documentation/tables.js";
import { type KnowledgeStore, knowledgeStore } from "./knowledge/store.js";
import { knowledgeTables } from "./knowledge/tables.js";
import { type OperationsStore, operationsStore } from "./operations/store.js";
import { operationsTables } from "./operations/tables.js";

/** Every table of the ledger, as its owner declares it. */
export const TABLES = [...documentationTables, queue, ...operationsTables, ...knowledgeTables] as const;

/** Everything one can ask and tell the ledger, inside a transaction of whoever opened it. */
export interface Stores {
  documentation: DocumentationStore;
  knowledge: KnowledgeStore;
  operations: OperationsStore;
  inbox: Inbox;
}

/** The ledger with the transactions that its owner runs. */
export interface Ledger extends Stores {
  /** One state of the ledger for all that is read. */
  read: Transaction;
  /** One transaction for what can be computed again. */
  write: Transaction;
  /** One transaction for what a person said: on disk when it returns. */
  tell: Transaction;
  /** The database itself, for its own upkeep: checkpoints, `optimize`, checks. */
  db: Database;
  path: string;
  /** It is damaged: from now on whatever would write throws `error`. */
  freeze(error: LockstepError): void;
  isFrozen(): boolean;
  /** What an error of SQLite means for it, as LEDGER_*; every other one as it is. */
  errorOf(error: unknown): unknown;
  close(): void;
}

/** The stores of an opened and migrated ledger. */
export function openStores(db: Database): Ledger {
  const checkpoints = checkpointsAtRest(db);
  let damage: LockstepError | null = null;
  const mayWrite = () => {
    if (damage !== null) throw damage;
  };
  return {
    documentation: documentationStore(db),
    knowledge: knowledgeStore(db),
    operations: operationsStore(db),
    inbox: inbox(db),
    ...transactions(db, checkpoints.committed, mayWrite),
    db,
    path: db.name,
    freeze(error) {
      damage ??= error;
      checkpoints.stop();
    },
    isFrozen: () => damage !== null,
    errorOf: (error) => ledgerError(error, db.name),
    close: () => {
      checkpoints.stop();
      db.close();
    },
  };
}

/** What `read` gives of the ledger at `path`, which is open for so long. Throws LEDGER_*, and what `read` throws. */
export function readLedger<T>(path: string, read: (ledger: Ledger) => T): T {
  const ledger = openReader(path);
  try {
    return read(ledger);
  } finally {
    ledger.close();
  }
}

/** Opens the ledger over a connection that cannot write. Throws LEDGER_*. */
export function openReader(path: string): Ledger {
  const db = openLedger(path, { readonly: true });
  try {
    return openStores(db);
  } catch (error) {
    db.close();
    throw ledgerError(error, path);
  }
}

/**
 * Opens the ledger for writing, made or brought up to date if need be; the caller holds its lock. Throws LEDGER_* and MIGRATION_FAILED.
 */
export async function prepareLedger(
  path: string,
  options: { version: string; clock: Clock },
): Promise<{ ledger: Ledger; migrated: Migrated }> {
  if (isEmptied(path)) throw new LockstepError("LEDGER_DAMAGED", `The ledger ${path} has been emptied. ${DAMAGE_REMEDY}`);
  const db = openLedger(path, { readonly: false });
  try {
    const migrated = await migrateLedger(db, { ...options, tables: TABLES });
    return { ledger: openStores(db), migrated };
  } catch (error) {
    db.close();
    putBackAfter(error, path);
    throw ledgerError(error, path);
  }
}

/** A file without a byte in it, where there have been backups, is no new ledger. */
function isEmptied(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0 && listBackups(path).length > 0;
}

/**
 * Takes the ledger one or more versions back; the caller holds its lock. Throws as `rollbackLedger` does, and LEDGER_*.
 */
export async function rollBack(path: string, options: Pick<RollbackOptions, "to" | "yes" | "clock">): Promise<Migrated> {
  const db = openLedger(path, { readonly: false });
  try {
    return await rollbackLedger(db, { ...options, tables: TABLES });
  } catch (error) {
    db.close();
    putBackAfter(error, path);
    throw ledgerError(error, path);
  } finally {
    db.close();
  }
}

/** A change of the schema that was left half done is undone by the copy that was made before. */
function putBackAfter(error: unknown, path: string): void {
  if (error instanceof LockstepError && typeof error.data.backup === "string" && error.code === "MIGRATION_FAILED") {
    replaceLedger(path, error.data.backup);
  }
}
