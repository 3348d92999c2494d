/** Makes a ledger anew out of what is good in it, when only what can be computed again is damaged. */
import { LockstepError } from "../../base/errors.js";
import type { Clock } from "../../base/time.js";
import { checkIntegrity } from "../../storage/alter.js";
import { ledgerError } from "../../storage/failures.js";
import { type Fault, faultsAsText, faultsIn } from "../../storage/inspect.js";
import { migrateLedger } from "../../storage/migrate.js";
import { closing, type Database, openLedger } from "../../storage/open.js";
import { writableColumns } from "../../storage/read-damaged.js";
import { asidePath, comingOf, discardComing, swapLedger } from "../../storage/replace.js";
import type { Table } from "../../storage/table.js";
import { transactions } from "../../storage/transaction.js";
import { TABLES } from "../ledger.js";

export interface Rebuilt {
  /** Tables that begin empty and are filled by the next sweep and jobs. */
  rebuilt: string[];
  /** Where the ledger before was set aside; null when nothing was wrong with it. */
  damaged: string | null;
}

/**
 * Drops the damaged tables, with those that are computed together with them, and keeps all others row by row. The caller holds the lock,
 * and nobody has the ledger open. Throws LEDGER_DAMAGED when something is damaged that cannot be computed again.
 */
export async function rebuildLedger(path: string, options: { version: string; clock: Clock }): Promise<Rebuilt> {
  const faults = closing(openLedger(path, { readonly: true }), faultsIn);
  if (faults.length === 0) return { rebuilt: [], damaged: null };
  const dropped = droppedTables(faults, path);
  const damaged = asidePath(path, options.clock());
  discardComing(path);
  await makeRebuilt(path, dropped, options).catch((error: unknown) => {
    discardComing(path);
    throw ledgerError(error, path);
  });
  swapLedger(path, damaged);
  return { rebuilt: [...dropped], damaged };
}

async function makeRebuilt(
  path: string,
  dropped: ReadonlySet<string>,
  options: { version: string; clock: Clock },
): Promise<void> {
  const db = openLedger(comingOf(path), { readonly: false });
  try {
    await migrateLedger(db, { ...options, tables: TABLES });
    copy(
      db,
      path,
      TABLES.filter(({ name }) => !dropped.has(name)),
    );
    if (TABLES.some(({ name, origin }) => origin === "tree" && dropped.has(name))) forgetPasses(db);
    checkIntegrity(db);
    db.pragma("journal_mode=DELETE");
  } finally {
    db.close();
  }
}

/** Chunks always: their index of words cannot be copied, and cutting them is quick. */
function droppedTables(faults: readonly Fault[], path: string): Set<string> {
  const damaged = new Set<Table | undefined>(faults.map((fault) => TABLES.find(({ name }) => name === fault.table)));
  if ([...damaged].some((table) => table === undefined || table.origin === "authored")) {
    const message = `The ledger ${path} is damaged where nothing can be computed again: ${faultsAsText(faults)}. \`lockstep db restore\` puts a backup in its place.`;
    throw new LockstepError("LEDGER_DAMAGED", message);
  }
  const isTreeDamaged = [...damaged].some((table) => table?.origin === "tree");
  const goes = (table: Table) =>
    table.origin === "chunks" ||
    (table.origin === "tree" && isTreeDamaged) ||
    (table.origin === "recorded" && damaged.has(table));
  return new Set(TABLES.filter(goes).map(({ name }) => name));
}

/** Rows point to rows of tables that come later: keys are checked when all are there. */
function copy(db: Database, from: string, tables: readonly Table[]): void {
  db.pragma("foreign_keys=OFF");
  db.prepare("ATTACH ? AS damaged").run(from);
  const { tell } = transactions(db);
  tell(() => {
    for (const { name } of tables) {
      const columns = writableColumns(db, name)
        .map((column) => `"${column.name}"`)
        .join(", ");
      db.prepare(`DELETE FROM main."${name}"`).run();
      db.prepare(`INSERT INTO main."${name}" (${columns}) SELECT ${columns} FROM damaged."${name}"`).run();
    }
  });
  db.exec("DETACH damaged");
  db.pragma("foreign_keys=ON");
}

/** Every project begins with its first index again. */
function forgetPasses(db: Database): void {
  db.prepare(
    "UPDATE Projects SET state = 'indexing', state_reason = NULL, history_head = NULL, history_status = NULL, last_pass_at = NULL, last_pass = NULL WHERE id > 0",
  ).run();
}
