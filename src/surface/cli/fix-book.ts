/** Where fixes are written down: in the daemon's ledger when one runs, else in the ledger itself, which is locked meanwhile. */
import { type FixBook, fixBook, ledgerFixBook } from "../../domains/documentation/fix-book.js";
import { agentId } from "./agent.js";
import type { Cli } from "./cli.js";
import { findDaemon } from "./daemon.js";

const CALL_MS = 30_000;

/** Lets `work` write documents: nobody else of this user does meanwhile. Throws LOCKED, LEDGER_*. */
export async function withFixBook<T>(cli: Cli, work: (book: FixBook) => Promise<T>): Promise<T> {
  const endTurn = await cli.assembly.takeTurn();
  try {
    const client = await findDaemon(cli);
    if (client === null)
      return await cli.assembly.withLedger((ledger) => work(ledgerFixBook(ledger, { actor: agentId(cli), clock: Date.now })));
    try {
      return await work(
        fixBook((method, params) => client.call(method, { ...params, agent_id: agentId(cli) }, { timeoutMs: CALL_MS })),
      );
    } finally {
      client.close();
    }
  } finally {
    endTurn();
  }
}
